import { patient } from '../../../../handlers/gateway/fence/patience';
import { BusyError, OutOfTimeError } from '../../../../handlers/gateway/world/errors';
import { Cloud, failed, succeeded } from '../account/at-once/cloud';

const busy = (again = true) => new BusyError('It is busy', { waitingFor: 'the ledger', again, cause: undefined });

/** A world in which a read of the ledger is refused so often, and what it waits for. */
function refusing(times: number, error = busy()) {
  const cloud = new Cloud();
  let refusals = 0;
  const pauses: number[] = [];
  const get = cloud.store.get.bind(cloud.store);
  cloud.store.get = async (key) => {
    if (++refusals <= times) throw error;
    return get(key);
  };
  const world = patient(cloud.world, async (milliseconds) => {
    pauses.push(milliseconds);
    cloud.now += milliseconds;
  });
  return { read: () => world.store.get({ PK: 'p', SK: 's' }), pauses, refused: () => refusals };
}

describe('a patient run', () => {
  it('makes a refused call again after pauses that are drawn at random and grow', async () => {
    const { read, pauses } = refusing(8);
    await expect(read()).resolves.toBeUndefined();
    expect(pauses).toHaveLength(8);
    for (const [attempt, pause] of pauses.entries()) expect(pause).toBeLessThan(Math.min(8_000, 250 * 2 ** attempt));
    expect(Math.max(...pauses)).toBeGreaterThan(1_000);
  });

  it('leaves it to another run after a minute', async () => {
    const { read, pauses } = refusing(1_000);
    await expect(read()).rejects.toEqual(new OutOfTimeError('the ledger'));
    expect(pauses.reduce((sum, one) => sum + one, 0)).toBeGreaterThan(60_000);
  });

  it('leaves it to another run, which reads anew, if the call may have taken effect', async () => {
    const { read, pauses, refused } = refusing(1, busy(false));
    await expect(read()).rejects.toThrow(OutOfTimeError);
    expect([pauses.length, refused()]).toEqual([1, 1]);
  });

  it('passes every other error on', async () => {
    const { read, pauses } = refusing(1, new Error('denied') as BusyError);
    await expect(read()).rejects.toThrow('denied');
    expect(pauses).toEqual([]);
  });
});

describe('a request', () => {
  it('succeeds when the ledger and Elastic Load Balancing take it only after a while', async () => {
    for (const call of ['TransactWriteItems', 'CreateRule', 'CreateLoadBalancer', 'CreateCluster', 'UpdateItem']) {
      const cloud = new Cloud();
      cloud.calls.failures.set(call, busy());
      await cloud.join();
      expect(cloud.calls.failures.size).toBe(0);
    }
  });

  it('is continued in another run when the refusals outlast this one', async () => {
    const cloud = new Cloud();
    const { transact } = cloud.store;
    const until = cloud.now + 120_000;
    cloud.store.transact = async (writes) => {
      if (cloud.now < until) throw busy();
      return transact.call(cloud.store, writes);
    };
    expect(await cloud.gateway('Create', { request: 'r', once: true })).toEqual({
      status: 'CONTINUE',
      waitingFor: 'the ledger',
    });
    succeeded(await cloud.gateway('Create', { request: 'r' }));
  });

  it('fails for any other refusal', async () => {
    const cloud = new Cloud();
    cloud.calls.failures.set('TransactWriteItems', new Error('denied'));
    expect(failed(await cloud.gateway('Create'))).toContain('denied');
  });
});
