import type { ServiceItem } from '../../../../handlers/gateway/ledger/items';
import { serviceKey } from '../../../../handlers/gateway/ledger/keys';
import { SupersededError } from '../../../../handlers/gateway/world/errors';
import { service, table } from './sessions';

const same = (now: ServiceItem) => ({ service: now });
const seat = {} as ServiceItem['seats'][string];
const seated = (now: ServiceItem) => ({ service: { ...now, seats: { m: seat } } });

describe('requests for the two resources of a block', () => {
  it('do not supersede each other', async () => {
    const t = table();
    const gateway = await t.as({ request: 'g1', sentAt: 2000 });
    const route = await t.as({ request: 'r1', resources: ['route'], sentAt: 1000 });
    await gateway.commit(seated);
    await route.commit((now) => ({ service: { ...now, known: { gateway: 'm' } } }));
    expect(t.stored()).toMatchObject({ seats: { m: {} }, known: { gateway: 'm' } });
  });
});

describe('requests that were sent in one second', () => {
  const sentAt = 1000;

  it('are taken in the order of arrival, if nothing shows another order', async () => {
    const t = table();
    await t.as({ request: 'r1', type: 'Create', asks: 'a', sentAt });
    await t.as({ request: 'r2', type: 'Update', id: 'm', replaces: 'a', asks: 'b', sentAt });
    await t.as({ request: 'r3', type: 'Update', id: 'm', replaces: 'b', asks: 'a', sentAt });
    await t.as({ request: 'r4', type: 'Delete', id: 'm', sentAt });
    await t.as({ request: 'r5', type: 'Delete', id: 'm', sentAt });
    expect(t.stored()?.gatewayFence).toMatchObject({ request: 'r5' });
  });

  it('are a Create and then its Delete, whichever arrives first', async () => {
    const t = table();
    await t.as({ request: 'r2', type: 'Delete', id: 'stand-in', sentAt });
    await expect(t.as({ request: 'r1', type: 'Create', asks: 'a', sentAt })).rejects.toThrow(SupersededError);
  });

  it('are an Update and then the Delete of what it named', async () => {
    const t = table();
    await t.as({ request: 'r2', type: 'Delete', id: 'm', sentAt });
    const update = { request: 'r1', type: 'Update', replaces: 'a', asks: 'b', sentAt } as const;
    await expect(t.as({ ...update, id: 'm' })).rejects.toThrow(SupersededError);
  });

  it('may be the Delete of a replaced id and an Update of the id that replaced it', async () => {
    const t = table();
    await t.as({ request: 'r1', type: 'Delete', id: 'old', sentAt });
    await t.as({ request: 'r2', type: 'Update', id: 'new', replaces: 'a', asks: 'b', sentAt });
    expect(t.stored()?.gatewayFence).toMatchObject({ request: 'r2' });
    await t.as({ request: 'r3', type: 'Delete', id: 'old', sentAt });
    expect(t.stored()?.gatewayFence).toMatchObject({ request: 'r3' });
  });

  it('are an Update and then the Update that rolls it back, whichever arrives first', async () => {
    const t = table();
    await t.as({ request: 'r1', type: 'Create', asks: 'a', sentAt: 0 });
    const back = { request: 'r3', type: 'Update', id: 'm', replaces: 'b', asks: 'a', sentAt } as const;
    await t.as(back);
    // Its second run must not take it for one that takes back nothing.
    await t.as({ ...back, invocation: 'second' });
    const update = { request: 'r2', type: 'Update', id: 'm', replaces: 'a', asks: 'b' } as const;
    await expect(t.as({ ...update, sentAt })).rejects.toThrow(SupersededError);
    await t.as({ ...update, request: 'r4', sentAt: sentAt + 1000 });
    expect(t.stored()?.gatewayFence).toMatchObject({ request: 'r4' });
  });

  it('are ordered like that even if the replaced id was deleted before', async () => {
    const t = table();
    await t.as({ request: 'r0', type: 'Update', id: 'old', asks: 'a', sentAt: 0 });
    await t.as({ request: 'r1', type: 'Delete', id: 'old', sentAt: 0 });
    await t.as({ request: 'r3', type: 'Update', id: 'm', replaces: 'b', asks: 'a', sentAt });
    const late = t.as({ request: 'r2', type: 'Update', id: 'm', replaces: 'a', asks: 'b', sentAt });
    await expect(late).rejects.toThrow(SupersededError);
  });
});

describe('an item that an older version wrote', () => {
  it('accepts requests of both resources', async () => {
    const t = table();
    const item = { kind: 'service', service, revision: 4, current: 'r0', begun: {}, executing: {}, seats: {} };
    const old = { key: serviceKey(service), when: [], put: { ...item, routes: {}, known: {}, sent: 500 } };
    await t.store.write(old);
    await (await t.as({ request: 'r1', type: 'Update', id: 'm', replaces: 'b', asks: 'a', sentAt: 1000 })).commit(same);
    await (await t.as({ request: 'r2', type: 'Delete', resources: ['route'], sentAt: 1000 })).commit(same);
    expect(t.stored()).toMatchObject({ gatewayFence: { request: 'r1' }, routeFence: { request: 'r2' } });
  });
});
