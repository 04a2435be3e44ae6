import { GatewayHandler } from '../../../../handlers/gateway/membership/handler';
import type { ResourceRequest } from '../../../../handlers/gateway/protocol/resource';
import { Cloud, type RequestOptions } from '../account/at-once/cloud';

const ask = (
  cloud: Cloud,
  type: ResourceRequest['RequestType'],
  second: number | undefined,
  asked: RequestOptions = {},
) =>
  cloud.handle(new GatewayHandler(cloud.world), {
    ...cloud.request('Gateway', type, asked, asked.properties ?? {}),
    ...(second !== undefined && { SentAt: second * 1000 }),
  });

/** Events may arrive in another order than CloudFormation sent them. */
describe('a request that arrives after a newer one', () => {
  it('makes nothing and answers nothing if it is a Create that arrives after its Delete', async () => {
    const cloud = new Cloud();
    expect((await ask(cloud, 'Delete', 2, { id: 'stand-in' })).status).toBe('SUCCESS');
    expect((await ask(cloud, 'Create', 1)).status).toBe('SILENT');
    expect(cloud.remains()).toEqual([]);
  });

  it('takes no seat if it is an Update that was rolled back', async () => {
    const cloud = new Cloud();
    await ask(cloud, 'Create', 1, { request: 'first' });
    const [id] = Object.keys(cloud.gateways()[0]?.members ?? {});
    expect((await ask(cloud, 'Update', 3, { id, old: { GatewayName: 'other' } })).status).toBe('SUCCESS');
    expect((await ask(cloud, 'Update', 2, { id, properties: { GatewayName: 'other' } })).status).toBe('SILENT');
    expect(cloud.gateways()).toHaveLength(1);
  });

  it('makes nothing if it is a Create that was sent in the same second as the Delete before it', async () => {
    const cloud = new Cloud();
    await ask(cloud, 'Delete', 1, { id: 'stand-in' });
    expect((await ask(cloud, 'Create', 1)).status).toBe('SILENT');
    expect(cloud.remains()).toEqual([]);
  });

  it('takes no seat if it is an Update that was rolled back in the same second', async () => {
    const cloud = new Cloud();
    await ask(cloud, 'Create', 1, { request: 'first' });
    const [id] = Object.keys(cloud.gateways()[0]?.members ?? {});
    expect((await ask(cloud, 'Update', 2, { id, old: { GatewayName: 'other' } })).status).toBe('SUCCESS');
    const late = await ask(cloud, 'Update', 2, { id, properties: { GatewayName: 'other' }, old: {} });
    expect(late.status).toBe('SILENT');
    expect(cloud.gateways()).toHaveLength(1);
  });

  it('counts as the newest if it is unknown when it was sent', async () => {
    const cloud = new Cloud();
    await ask(cloud, 'Delete', 2, { id: 'stand-in' });
    expect((await ask(cloud, 'Create', undefined)).status).toBe('SUCCESS');
  });
});

/** Lambda delivers an event at least once, and sometimes twice. */
describe('an event that is delivered twice', () => {
  it('is handled by one run after the other', async () => {
    const cloud = new Cloud();
    const began = cloud.now;
    expect((await cloud.gateway('Create', { request: 'r1', dieAt: 8 })).status).toBe('DIED');
    expect((await cloud.gateway('Create', { request: 'r1' })).status).toBe('SUCCESS');
    expect(cloud.now - began).toBeGreaterThanOrEqual(330_000);
    expect(cloud.account.loadBalancers.size).toBe(1);
  });
});

/** CloudFormation orders them by what depends on what, but nobody promises that of a clean-up. */
describe('Deletes of a gateway and its route that come at the same time', () => {
  it.each(['route', 'gateway'])('are both answered within a minute if the Delete of the %s is first', async (first) => {
    const cloud = new Cloud();
    const { member, route } = await cloud.join();
    const began = cloud.now;
    const deletes = [() => cloud.route('Delete', member, { id: route }), () => cloud.gateway('Delete', { id: member })];
    const answers = await Promise.all((first === 'route' ? deletes : deletes.reverse()).map((send) => send()));
    expect(answers.map(({ status }) => status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(cloud.now - began).toBeLessThan(60_000);
    expect(cloud.remains()).toEqual([]);
  });
});
