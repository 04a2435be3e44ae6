import { GatewayHandler } from '../../../handlers/gateway/gateway/handler';
import type { ResourceRequest } from '../../../handlers/gateway/protocol/resource';
import { type Asked, Cloud } from './support/cloud';

const ask = (cloud: Cloud, type: ResourceRequest['RequestType'], second: number | undefined, asked: Asked = {}) =>
  cloud.handle(new GatewayHandler(cloud.world), {
    ...cloud.request('Gateway', type, asked, asked.properties ?? {}),
    ...(second !== undefined && { SentAt: second * 1000 }),
  });

/** Events may arrive in another order than CloudFormation sent them. */
describe('a request that arrives after a newer one', () => {
  it('makes nothing and answers nothing, if it is a Create whose Delete has passed it', async () => {
    const cloud = new Cloud();
    expect((await ask(cloud, 'Delete', 2, { id: 'stand-in' })).status).toBe('SUCCESS');
    expect((await ask(cloud, 'Create', 1)).status).toBe('SILENT');
    expect(cloud.remains()).toEqual([]);
  });

  it('takes no seat, if it is an Update that was taken back', async () => {
    const cloud = new Cloud();
    await ask(cloud, 'Create', 1, { request: 'first' });
    const [id] = Object.keys(cloud.gateways()[0]?.members ?? {});
    expect((await ask(cloud, 'Update', 3, { id, old: { GatewayName: 'other' } })).status).toBe('SUCCESS');
    expect((await ask(cloud, 'Update', 2, { id, properties: { GatewayName: 'other' } })).status).toBe('SILENT');
    expect(cloud.gateways()).toHaveLength(1);
  });

  it('is the newest all the same, if it was sent in the same second', async () => {
    const cloud = new Cloud();
    await ask(cloud, 'Delete', 1, { id: 'stand-in' });
    expect((await ask(cloud, 'Create', 1)).status).toBe('SUCCESS');
  });

  it('is the newest all the same, if nothing tells when it was sent', async () => {
    const cloud = new Cloud();
    await ask(cloud, 'Delete', 2, { id: 'stand-in' });
    expect((await ask(cloud, 'Create', undefined)).status).toBe('SUCCESS');
  });
});

/** Lambda delivers an event at least once, and sometimes twice. */
describe('an event that is delivered twice', () => {
  it('is worked on by one run after the other', async () => {
    const cloud = new Cloud();
    const began = cloud.now;
    expect((await cloud.gateway('Create', { request: 'r1', dieAt: 8 })).status).toBe('DIED');
    expect((await cloud.gateway('Create', { request: 'r1' })).status).toBe('SUCCESS');
    expect(cloud.now - began).toBeGreaterThanOrEqual(330_000);
    expect(cloud.loadBalancers.all.size).toBe(1);
  });
});
