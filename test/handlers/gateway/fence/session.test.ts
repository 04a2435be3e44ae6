import { NotFreshError } from '../../../../handlers/gateway/fence/session';
import { isService, type ServiceItem } from '../../../../handlers/gateway/ledger/items';
import { SupersededError } from '../../../../handlers/gateway/world/errors';
import { ConditionFailedError, type Write } from '../../../../handlers/gateway/world/store';
import { awsError } from '../account/aws-error';
import { service, table } from './sessions';

const DAY = 24 * 60 * 60 * 1000;

const same = (now: ServiceItem) => ({ service: now });
const seat = {} as ServiceItem['seats'][string];
const seated = (now: ServiceItem) => ({ service: { ...now, seats: { m: seat } } });
const other: Write = { key: { PK: 'x', SK: 'y' }, when: [{ path: ['PK'], is: 'present' }], check: true };

describe('a write that registers a run', () => {
  const runs = (t: ReturnType<typeof table>) => Object.keys((t.stored()?.executing as object) ?? {});

  it.each(['r1', 'r2'])(
    'leaves no run behind that newer requests would wait for if its answer is lost: %s',
    async (request) => {
      const t = table();
      await (await t.begin('r1')).release();
      t.calls.lostAnswers.add('UpdateItem');
      await expect(t.begin(request, 'lost')).rejects.toThrow('was lost');
      expect(runs(t)).toEqual([]);
    },
  );

  it('leaves none behind either if it is the first of its service', async () => {
    const t = table();
    t.calls.lostAnswers.add('PutItem');
    await expect(t.begin('r1')).rejects.toThrow('was lost');
    expect(runs(t)).toEqual([]);
  });

  it('leaves none behind either if it is the doctor who intervenes', async () => {
    const t = table();
    const session = await t.begin('r1');
    await session.release();
    const seen = (await t.begin('r1')).service;
    t.calls.lostAnswers.add('UpdateItem');
    await expect(t.intervene('sweeper', seen)).rejects.toThrow('was lost');
    expect(runs(t)).toEqual(['r1-run']);
  });

  it('that the SDK has repeated after a lost answer leaves none behind', async () => {
    const t = table();
    const seen = (await t.begin('r1')).service;
    const write = t.store.write.bind(t.store);
    t.store.write = async (one) => {
      t.store.write = write;
      await write(one);
      return write(one);
    };
    await expect(t.intervene('sweeper', seen)).rejects.toThrow(ConditionFailedError);
    expect(runs(t)).toEqual(['r1-run']);
  });
});

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
    await expect(t.begin('r1', 'again')).rejects.toThrow(SupersededError);
  });

  it('of the newest request may begin again in another run', async () => {
    const t = table();
    await t.begin('r1');
    await t.begin('r1', 'second');
    expect(Object.keys((t.stored()?.executing as object) ?? {})).toEqual(['r1-run', 'second']);
  });

  it('begins although another run creates the item at the same moment', async () => {
    const t = table();
    const [one, two] = await Promise.all([t.begin('r1'), t.begin('r2').catch((error) => error)]);
    expect([one.service.gatewayFence, two.service?.gatewayFence]).toContainEqual(t.stored()?.gatewayFence);
  });

  it('is stopped at its next write by a newer request', async () => {
    const t = table();
    const session = await t.begin('r1');
    await t.begin('r2');
    await expect(session.commit(same)).rejects.toThrow(SupersededError);
    await expect(session.refresh()).rejects.toThrow(SupersededError);
    expect(t.stored()?.gatewayFence).toEqual({ request: 'r2' });
  });

  it('goes on writing after another run of its own request has written', async () => {
    const t = table();
    const session = await t.begin('r1');
    const second = await t.begin('r1', 'second');
    await second.commit(seated);
    await session.commit((now) => ({ service: { ...now, known: { gateway: 'm' } } }));
    expect(t.stored()).toMatchObject({ seats: { m: {} }, known: { gateway: 'm' } });
    expect(session.service.known).toEqual({ gateway: 'm' });
  });

  it('reports which of the other writes were refused, and writes nothing', async () => {
    const t = table();
    const session = await t.begin('r1');
    const step = session.commit((now) => ({
      ...seated(now),
      writes: [
        { ...other, when: [], put: {} },
        { ...other, key: { PK: 'z', SK: 'z' } },
      ],
    }));
    await expect(step).rejects.toEqual(new ConditionFailedError(new Set([1])));
    expect(t.stored()?.seats).toEqual({});
    expect(t.items.all()).toHaveLength(1);
  });

  it('unregisters in its last write and needs no further one', async () => {
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

  it('does not fail if it cannot be released, but logs it', async () => {
    const t = table();
    const session = await t.begin('r1');
    t.calls.failures.set('UpdateItem', awsError('ThrottlingException'));
    await session.release();
    expect(t.logs).toEqual([expect.objectContaining({ event: 'release-failed', service })]);
    const gone = await t.begin('r1', 'third');
    t.items.clear();
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

describe('a fresh session', () => {
  it('begins with its first write and reads nothing before it', async () => {
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

  it('of a service that the ledger knows fails, so that it is begun in the ordinary way', async () => {
    const t = table();
    await t.begin('r0');
    const session = t.fresh('r1');
    await expect(session.commit(seated)).rejects.toThrow(NotFreshError);
    await session.release();
    expect(t.stored()?.gatewayFence).toEqual({ request: 'r0' });
  });

  it('unregisters after a write whose result is unknown', async () => {
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
  it('only begins if nothing was written since the service was read', async () => {
    const t = table();
    const seen = (await t.begin('r1')).service;
    await t.begin('r1', 'second');
    await expect(t.intervene('sweeper', seen)).rejects.toThrow(ConditionFailedError);
    const again = await t.begin('r1', 'third');
    expect((await t.intervene('sweeper', again.service)).service.gatewayFence).toMatchObject({ request: 'sweeper' });
  });

  it('keeps the newest request of CloudFormation, also after another one', async () => {
    const t = table();
    const first = await t.intervene('sweeper', (await t.begin('r1')).service);
    await first.release();
    const stored = t.stored();
    if (!stored || !isService(stored)) throw new Error('There is no service');
    const second = await t.intervene('later', stored);
    expect(second.service.gatewayFence).toEqual({ request: 'later', stackRequest: 'r1' });
    await second.release();
    expect((await t.begin('r2')).service.gatewayFence).toEqual({ request: 'r2' });
  });

  it('is superseded by a request for either resource', async () => {
    for (const resource of ['gateway', 'route'] as const) {
      const t = table();
      const sweeper = await t.intervene('sweeper', (await t.begin('r1')).service);
      await t.as({ request: 'r2', resources: [resource] });
      await expect(sweeper.commit(same)).rejects.toThrow(SupersededError);
    }
  });

  it('keeps what is known about when requests were sent', async () => {
    const t = table();
    const deleted = await t.as({ request: 'r2', type: 'Delete', id: 'm', sentAt: 2000 });
    await t.intervene('sweeper', deleted.service);
    await expect(t.as({ request: 'r1', type: 'Create', sentAt: 2000 })).rejects.toThrow(SupersededError);
  });
});

describe('the item of a service', () => {
  it('that holds nothing expires a day after its last write', async () => {
    const t = table();
    await (await t.begin('r1')).commit((now) => ({ service: now, last: true }));
    expect(t.stored()?.expires).toBe((t.clock.now + DAY) / 1000);
    const again = await t.begin('r2');
    expect(t.stored()).not.toHaveProperty('expires');
    await again.commit(seated);
    expect(t.stored()).not.toHaveProperty('expires');
  });

  it('keeps the requests of the last day', async () => {
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
