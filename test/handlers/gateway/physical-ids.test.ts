import { createGuard } from '../../../handlers/gateway/install-guard';
import { GatewayHandler } from '../../../handlers/gateway/membership/handler';
import { physicalIds } from '../../../handlers/gateway/physical-ids';
import type { ResourceHandler } from '../../../handlers/gateway/protocol/resource';
import { RouteHandler } from '../../../handlers/gateway/route/handler';
import { createGateway } from '../../../handlers/gateway/wiring';
import type { World } from '../../../handlers/gateway/world/world';
import { requestOf, STACK_ID } from './protocol/support';

/** No id is told by what the world holds. */
const nowhere = {} as World;

const HANDLERS: Readonly<Record<string, ResourceHandler>> = {
  'Custom::ExpressGateway': new GatewayHandler(nowhere),
  'Custom::ExpressRoute': new RouteHandler(nowhere),
  'Custom::ExpressGuard': createGuard(nowhere.store),
};

const MEMBER = `${STACK_ID}/Web~a6c2`;

describe('the physical id of a failed Create', () => {
  test('is known for every type that has a handler', () => {
    const types = Object.keys(createGateway({ TABLE_NAME: 'table', AWS_REGION: 'eu-west-1' }).handlers);
    expect(Object.keys(physicalIds)).toEqual(types);
  });

  test.each([
    ['Custom::ExpressGateway', { Service: 'Web' }, MEMBER],
    [
      'Custom::ExpressRoute',
      { Service: 'Web', Membership: MEMBER, Hosts: ['a.example.com'] },
      `${MEMBER}|a.example.com /*`,
    ],
    ['Custom::ExpressRoute', { Service: 'Web', Membership: MEMBER, Paths: ['nowhere'] }, `${MEMBER}|`],
    ['Custom::ExpressRoute', { Service: 'Web' }, `${MEMBER}|* /shop-web|* /shop-web/*`],
    ['Custom::ExpressGuard', {}, 'cfn-express-guard'],
  ])('of a %s with %j is the one that its handler uses', (ResourceType, ResourceProperties, id) => {
    const request = requestOf({ ResourceType, ResourceProperties });
    expect(physicalIds[ResourceType]?.(request)).toBe(id);
    expect(HANDLERS[ResourceType]?.physicalId(request)).toBe(id);
  });
});
