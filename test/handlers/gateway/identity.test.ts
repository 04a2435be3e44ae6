import {
  isIdOf,
  memberId,
  memberOfTags,
  memberTags,
  routeId,
  serviceId,
  serviceOf,
  serviceParts,
  spoken,
  stackName,
} from '../../../handlers/gateway/identity';
import { stackId } from './account/at-once/cloud';

const service = serviceId(stackId('shop'), 'Web');
const member = memberId(service, 'request-1');

it('splits a service id into its parts', () => {
  expect(serviceParts(service)).toEqual({ stackId: stackId('shop'), logicalId: 'Web' });
  expect(serviceOf(member)).toBe(service);
  expect(() => serviceParts('nothing')).toThrow(TypeError);
});

it('names a service in messages by its block and stack', () => {
  expect(spoken(service)).toBe('Web of stack shop');
  expect(stackName('odd')).toBe('odd');
});

it("distinguishes ids of the service from those of others and from CloudFormation's stand-in ids", () => {
  expect(isIdOf(service, member)).toBe(true);
  expect(isIdOf(service, routeId(member, ['* /x']))).toBe(true);
  expect(isIdOf(service, memberId(serviceId(stackId('shop'), 'Web2'), 'r'))).toBe(false);
  expect(isIdOf(service, 'shop-WebGateway-1ABC')).toBe(false);
});

it('keeps a route id within the limit of CloudFormation, and different from other route ids', () => {
  const long = (last: string) => routeId(member, ['x'.repeat(600), 'y'.repeat(600), last]);
  expect(Buffer.byteLength(long('a'))).toBeLessThanOrEqual(1024);
  expect(long('a')).not.toBe(long('b'));
  expect(long('a').startsWith(`${member}|`)).toBe(true);
});

it('writes a member id as tags that AWS accepts', () => {
  const tags = memberTags(member);
  expect(memberOfTags(tags)).toBe(member);
  expect(memberOfTags({ ...tags, 'cfn-express:request': '' })).toBeUndefined();
  for (const value of Object.values(tags)) {
    expect(value).toMatch(/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u);
  }
});
