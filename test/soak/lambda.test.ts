import type { AwsRequest } from '../../scripts/local-aws/wire/messages';
import { Chance } from './chance';
import { PatientClock } from './clock';
import { type Event, type Handler, type SoakEnvironment, SoakLambda, type SoakLambdaOptions } from './lambda';

type Function = (environment: SoakEnvironment, ...event: Parameters<Handler>) => Promise<unknown>;

const lambda = (run: Function, change: Partial<SoakLambdaOptions> = {}) =>
  new SoakLambda({
    clock: new PatientClock(10_000),
    chance: new Chance('seed'),
    timeoutMs: 300_000,
    concurrency: 10,
    answerMs: 100,
    faultRate: 0,
    load: (environment) => (event, context) => run(environment, event, context),
    destination: async () => {},
    watch: () => {},
    ...change,
  });

const event = (RequestId: string): Event => ({ RequestId });

const request = (caller: string): AwsRequest => ({
  service: 'dynamodb',
  region: 'eu-west-1',
  method: 'POST',
  url: new URL('http://127.0.0.1/'),
  headers: {},
  caller,
  body: Buffer.from(''),
});

test('an event whose runs fail is tried three times, and then goes to the on-failure destination', async () => {
  const tried: string[] = [];
  const given: unknown[] = [];
  const fails: Function = async (_, one) => {
    tried.push((one as Event).RequestId);
    throw new Error('failed');
  };
  const player = lambda(fails, { destination: async (record) => void given.push(record) });
  player.enqueue(event('one'));
  await player.drained();
  expect(tried).toEqual(['one', 'one', 'one']);
  expect(player.counts).toMatchObject({ runs: 3, retries: 2, dropped: 1, lost: 0 });
  expect(given).toMatchObject([
    { requestContext: { condition: 'RetriesExhausted', approximateInvokeCount: 3 }, requestPayload: event('one') },
  ]);
});

test('the on-failure destination is tried three times as well, and then the event is lost', async () => {
  let tried = 0;
  const fails = () => Promise.reject(new Error('failed'));
  const player = lambda(fails, {
    destination: () => {
      tried++;
      return fails();
    },
  });
  player.enqueue(event('one'));
  await player.drained();
  expect(tried).toBe(3);
  expect(player.counts).toMatchObject({ dropped: 1, lost: 1 });
});

test('an event whose run is killed is tried again in another environment, and no call of the dead one has an effect', async () => {
  const seen: string[] = [];
  const next = async () => ({ status: 200, headers: {}, body: '' });
  const player: SoakLambda = lambda(async (environment) => {
    seen.push(environment.id);
    if (environment.id === '1') {
      environment.run?.kill();
      const call = player.intercept(request('environment-1'), next);
      await expect(call).rejects.toThrow();
      return new Promise(() => {});
    }
    return player.intercept(request('environment-2'), next);
  });
  player.enqueue(event('one'));
  await player.drained();
  expect(seen).toEqual(['1', '2']);
  expect(player.counts).toMatchObject({ calls: 1, dropped: 0 });
});

test('a run that does not end is killed at its deadline', async () => {
  let first = true;
  const player = lambda(
    async () => {
      if (!first) return;
      first = false;
      await new Promise(() => {});
    },
    { timeoutMs: 1000 },
  );
  player.enqueue(event('one'));
  await player.drained();
  expect(player.counts).toMatchObject({ runs: 2, timeouts: 1 });
});

test('no more runs than the concurrency allows take place at a time', async () => {
  let running = 0;
  let most = 0;
  const player = lambda(
    async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
    },
    { concurrency: 2 },
  );
  for (let number = 0; number < 6; number++) player.enqueue(event(String(number)));
  await player.drained();
  expect(most).toBe(2);
  expect(player.counts.runs).toBe(6);
});

test('calls that no run makes are passed on', async () => {
  const answer = { status: 200, headers: {}, body: 'passed' };
  expect(await lambda(async () => {}).intercept(request('user'), async () => answer)).toBe(answer);
});
