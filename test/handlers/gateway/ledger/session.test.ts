import { Superseded } from '../../../../handlers/gateway/errors';
import type { ServiceItem } from '../../../../handlers/gateway/ledger/items';
import { serviceKey } from '../../../../handlers/gateway/ledger/keys';
import { NotFresh, type Run, Session } from '../../../../handlers/gateway/ledger/session';
import { ConditionFailed, type Write } from '../../../../handlers/gateway/ledger/store';
import { awsError } from '../support/aws-error';
import { Calls } from '../support/calls';
import { MemoryStore } from '../support/memory-store';

const service = 'stack/Web';
const DAY = 24 * 60 * 60 * 1000;

const table = () => {
  const calls = new Calls();
  const store = new MemoryStore(calls);
  const clock = { now: 1_000_000 };
  const logs: unknown[] = [];
  const run = (request: string, invocation = `${request}-run`): Run => ({
    service,
    resources: ['gateway'],
    request,
    invocation,
    deadline: clock.now + 300_000,
  });
  const log = (line: unknown) => logs.push(line);
  const now = () => clock.now;
  return {
    calls,
    store,
    clock,
    logs,
    begin: (request: string, invocation?: string) => Session.begin(store, log, now, run(request, invocation)),
    fresh: (request: string) => Session.fresh(store, log, now, run(request)),
    intervene: (request: string, seen: ServiceItem) =>
      Session.intervene(store, log, now, { ...run(request), resources: ['gateway', 'route'] }, seen),
    as: (other: Partial<Run> & { request: string }) =>
      Session.begin(store, log, now, { ...run(other.request), ...other }),
    stored: () => store.all().find(({ PK }) => PK === serviceKey(service).PK),
  };
};

const same = (now: ServiceItem) => ({ service: now });
const seat = {} as ServiceItem['seats'][string];
const seated = (now: ServiceItem) => ({ service: { ...now, seats: { m: seat } } });
const other: Write = { key: { PK: 'x', SK: 'y' }, when: [{ path: ['PK'], is: 'present' }], check: true };

describe('a session', () => {
  it('makes its request the newest and registers its run', async () => {
    const t = table();
    await t.begin('r1');
    expect(t.stored()).toMatchObject({
      gatewayFence: { request: 'r1' },
      begun: { r1: t.clock.now },
      executing: { 'r1-run': { request: 'r1', deadline: t.clock.now + 300_000 } },
    });
    await t.begin('r2');
    expect(t.stored()).toMatchObject({ gatewayFence: { request: 'r2' }, executing: { 'r1-run': {}, 'r2-run': {} } });
  });

  it('of a superseded request does not begin, even when its event comes again', async () => {
    const t = table();
    await t.begin('r1');
    await t.begin('r2');
    await expect(t.begin('r1', 'again')).rejects.toThrow(Superseded);
  });

  it('of the newest request may begin again in another run', async () => {
    const t = table();
    await t.begin('r1');
    await t.begin('r1', 'second');
    expect(Object.keys((t.stored()?.executing as object) ?? {})).toEqual(['r1-run', 'second']);
  });

  it('begins although another makes the item at the same moment', async () => {
    const t = table();
    const [one, two] = await Promise.all([t.begin('r1'), t.begin('r2').catch((error) => error)]);
    expect([one.service.gatewayFence, two.service?.gatewayFence]).toContainEqual(t.stored()?.gatewayFence);
  });

  it('is stopped at its next write by a newer request', async () => {
    const t = table();
    const session = await t.begin('r1');
    await t.begin('r2');
    await expect(session.commit(same)).rejects.toThrow(Superseded);
    await expect(session.refresh()).rejects.toThrow(Superseded);
    expect(t.stored()?.gatewayFence).toEqual({ request: 'r2' });
  });

  it('writes on after another run of its own request has written', async () => {
    const t = table();
    const session = await t.begin('r1');
    const second = await t.begin('r1', 'second');
    await second.commit(seated);
    await session.commit((now) => ({ service: { ...now, known: { gateway: 'm' } } }));
    expect(t.stored()).toMatchObject({ seats: { m: {} }, known: { gateway: 'm' } });
    expect(session.service.known).toEqual({ gateway: 'm' });
  });

  it('tells which of the other writes were refused, and has written nothing', async () => {
    const t = table();
    const session = await t.begin('r1');
    const step = session.commit((now) => ({
      ...seated(now),
      writes: [
        { ...other, when: [], put: {} },
        { ...other, key: { PK: 'z', SK: 'z' } },
      ],
    }));
    await expect(step).rejects.toEqual(new ConditionFailed(new Set([1])));
    expect(t.stored()?.seats).toEqual({});
    expect(t.store.all()).toHaveLength(1);
  });

  it('unregisters with its last write, and writes no more than that', async () => {
    const t = table();
    const session = await t.begin('r1');
    await session.commit((now) => ({ ...seated(now), last: true }));
    expect(t.stored()?.executing).toEqual({});
    t.calls.made.length = 0;
    await session.release();
    expect(t.calls.made).toEqual([]);
  });

  it('unregisters when it is released, even after it was superseded', async () => {
    const t = table();
    const session = await t.begin('r1');
    await t.begin('r2');
    await session.release();
    expect(Object.keys((t.stored()?.executing as object) ?? {})).toEqual(['r2-run']);
  });

  it('does not fail when it cannot be released, but says so', async () => {
    const t = table();
    const session = await t.begin('r1');
    t.calls.failures.set('UpdateItem', awsError('ThrottlingException'));
    await session.release();
    expect(t.logs).toEqual([expect.objectContaining({ event: 'release-failed', service })]);
    const gone = await t.begin('r1', 'third');
    t.store.items.clear();
    await gone.release();
    expect(t.logs).toHaveLength(1);
  });

  it('fails when the table fails', async () => {
    const t = table();
    t.calls.failures.set('UpdateItem', awsError('AccessDeniedException'));
    await expect(t.begin('r1')).rejects.toMatchObject({ name: 'AccessDeniedException' });
    t.calls.failures.set('PutItem', awsError('AccessDeniedException'));
    await expect(t.begin('r1')).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

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

  it('are taken in the order in which they come, if nothing tells another', async () => {
    const t = table();
    await t.as({ request: 'r1', type: 'Create', asks: 'a', sentAt });
    await t.as({ request: 'r2', type: 'Update', id: 'm', replaces: 'a', asks: 'b', sentAt });
    await t.as({ request: 'r3', type: 'Update', id: 'm', replaces: 'b', asks: 'a', sentAt });
    await t.as({ request: 'r4', type: 'Delete', id: 'm', sentAt });
    await t.as({ request: 'r5', type: 'Delete', id: 'm', sentAt });
    expect(t.stored()?.gatewayFence).toMatchObject({ request: 'r5' });
  });

  it('are a Create and then its Delete, whichever comes first', async () => {
    const t = table();
    await t.as({ request: 'r2', type: 'Delete', id: 'stand-in', sentAt });
    await expect(t.as({ request: 'r1', type: 'Create', asks: 'a', sentAt })).rejects.toThrow(Superseded);
  });

  it('are an Update and then the Delete of what it named', async () => {
    const t = table();
    await t.as({ request: 'r2', type: 'Delete', id: 'm', sentAt });
    const update = { request: 'r1', type: 'Update', replaces: 'a', asks: 'b', sentAt } as const;
    await expect(t.as({ ...update, id: 'm' })).rejects.toThrow(Superseded);
  });

  it('may be the Delete of what was replaced and an Update of what took its place', async () => {
    const t = table();
    await t.as({ request: 'r1', type: 'Delete', id: 'old', sentAt });
    await t.as({ request: 'r2', type: 'Update', id: 'new', replaces: 'a', asks: 'b', sentAt });
    expect(t.stored()?.gatewayFence).toMatchObject({ request: 'r2' });
    await t.as({ request: 'r3', type: 'Delete', id: 'old', sentAt });
    expect(t.stored()?.gatewayFence).toMatchObject({ request: 'r3' });
  });

  it('are an Update and then the one that takes it back, whichever comes first', async () => {
    const t = table();
    await t.as({ request: 'r1', type: 'Create', asks: 'a', sentAt: 0 });
    const back = { request: 'r3', type: 'Update', id: 'm', replaces: 'b', asks: 'a', sentAt } as const;
    await t.as(back);
    // Its second run must not take it for one that takes back nothing.
    await t.as({ ...back, invocation: 'second' });
    const update = { request: 'r2', type: 'Update', id: 'm', replaces: 'a', asks: 'b' } as const;
    await expect(t.as({ ...update, sentAt })).rejects.toThrow(Superseded);
    await t.as({ ...update, request: 'r4', sentAt: sentAt + 1000 });
    expect(t.stored()?.gatewayFence).toMatchObject({ request: 'r4' });
  });

  it('tell so even when the replaced one was deleted before', async () => {
    const t = table();
    await t.as({ request: 'r0', type: 'Update', id: 'old', asks: 'a', sentAt: 0 });
    await t.as({ request: 'r1', type: 'Delete', id: 'old', sentAt: 0 });
    await t.as({ request: 'r3', type: 'Update', id: 'm', replaces: 'b', asks: 'a', sentAt });
    const late = t.as({ request: 'r2', type: 'Update', id: 'm', replaces: 'a', asks: 'b', sentAt });
    await expect(late).rejects.toThrow(Superseded);
  });
});

describe('an item that an older version wrote', () => {
  it('takes requests of both resources', async () => {
    const t = table();
    const item = { kind: 'service', service, revision: 4, current: 'r0', begun: {}, executing: {}, seats: {} };
    const old = { key: serviceKey(service), when: [], put: { ...item, routes: {}, known: {}, sent: 500 } };
    await t.store.write(old);
    await (await t.as({ request: 'r1', type: 'Update', id: 'm', replaces: 'b', asks: 'a', sentAt: 1000 })).commit(same);
    await (await t.as({ request: 'r2', type: 'Delete', resources: ['route'], sentAt: 1000 })).commit(same);
    expect(t.stored()).toMatchObject({ gatewayFence: { request: 'r1' }, routeFence: { request: 'r2' } });
  });
});

describe('a fresh session', () => {
  it('begins with its first write, for which it reads nothing', async () => {
    const t = table();
    const session = t.fresh('r1');
    expect(t.calls.made).toEqual([]);
    await session.commit((now) => ({ ...seated(now), last: true }));
    expect(t.calls.made).toEqual(['TransactWriteItems']);
    expect(t.stored()).toMatchObject({
      gatewayFence: { request: 'r1' },
      begun: { r1: t.clock.now },
      executing: {},
      seats: { m: {} },
    });
  });

  it('registers its run if it goes on after that', async () => {
    const t = table();
    const session = t.fresh('r1');
    await session.commit(seated);
    expect(t.stored()?.executing).toHaveProperty('r1-run');
    await session.commit((now) => ({ service: now, last: true }));
    expect(t.stored()?.executing).toEqual({});
  });

  it('of a service that is known after all has to begin the ordinary way', async () => {
    const t = table();
    await t.begin('r0');
    const session = t.fresh('r1');
    await expect(session.commit(seated)).rejects.toThrow(NotFresh);
    await session.release();
    expect(t.stored()?.gatewayFence).toEqual({ request: 'r0' });
  });

  it('unregisters after a write of which nobody knows whether it was done', async () => {
    const t = table();
    const session = t.fresh('r1');
    t.calls.lostAnswers.add('TransactWriteItems');
    await expect(session.commit(seated)).rejects.toThrow('was lost');
    expect(t.stored()?.executing).toHaveProperty('r1-run');
    await session.release();
    expect(t.stored()?.executing).toEqual({});
  });
});

describe('an intervention', () => {
  it('is only made if nothing was written since', async () => {
    const t = table();
    const seen = (await t.begin('r1')).service;
    await t.begin('r1', 'second');
    await expect(t.intervene('sweeper', seen)).rejects.toThrow(ConditionFailed);
    const again = await t.begin('r1', 'third');
    expect((await t.intervene('sweeper', again.service)).service.gatewayFence).toEqual({ request: 'sweeper' });
  });

  it('is superseded by a request for either resource', async () => {
    for (const resource of ['gateway', 'route'] as const) {
      const t = table();
      const sweeper = await t.intervene('sweeper', (await t.begin('r1')).service);
      await t.as({ request: 'r2', resources: [resource] });
      await expect(sweeper.commit(same)).rejects.toThrow(Superseded);
    }
  });

  it('leaves what is known of when requests were sent', async () => {
    const t = table();
    const deleted = await t.as({ request: 'r2', type: 'Delete', id: 'm', sentAt: 2000 });
    await t.intervene('sweeper', deleted.service);
    await expect(t.as({ request: 'r1', type: 'Create', sentAt: 2000 })).rejects.toThrow(Superseded);
  });
});

describe('what the ledger remembers of a service', () => {
  it('that holds nothing expires a day after its last write', async () => {
    const t = table();
    await (await t.begin('r1')).commit((now) => ({ service: now, last: true }));
    expect(t.stored()?.expires).toBe((t.clock.now + DAY) / 1000);
    const again = await t.begin('r2');
    expect(t.stored()).not.toHaveProperty('expires');
    await again.commit(seated);
    expect(t.stored()).not.toHaveProperty('expires');
  });

  it('are the requests of the last day', async () => {
    const t = table();
    await t.begin('r1');
    t.clock.now += DAY / 2;
    await t.begin('r2');
    t.clock.now += DAY / 2 + 1;
    await (await t.begin('r3')).commit(same);
    expect(Object.keys((t.stored()?.begun as object) ?? {})).toEqual(['r2', 'r3']);
    expect(Object.keys((t.stored()?.executing as object) ?? {})).toEqual(['r3-run']);
  });
});
