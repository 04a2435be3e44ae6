import { MAX_HOPS } from '../../../../handlers/gateway/protocol/continuation';
import { errands, isErrand } from '../../../../handlers/gateway/protocol/errand';
import { fieldsOf, textOf } from '../../../../handlers/gateway/protocol/fields';
import { ERRAND_SOURCE, type Errand } from '../../../../handlers/gateway/protocol/resource';
import { failing, functionWith, MADE } from './function-with';
import { contextOf, eventOf, FUNCTION_ARN, SECRET_URL } from './support';

const MINUTE = 60_000;
const ERRAND: Errand = { source: ERRAND_SOURCE };

describe('a request that leaves an errand behind', () => {
  const leaving = async () => ({ ...MADE, errands: [ERRAND] });

  test('has the function invoke itself with it after the answer, and counts the run', async () => {
    const order: string[] = [];
    const { lambda, clock } = functionWith(leaving, {
      send: async () => void order.push('answer'),
      invoke: async (functionArn, event) => void order.push(functionArn, JSON.stringify(event)),
    });
    await lambda(eventOf({ Continuation: { hops: 2, startedAt: clock.now() } }), contextOf());
    const begun = JSON.stringify({ ...ERRAND, Continuation: { hops: 3, startedAt: clock.now() } });
    expect(order).toEqual(['answer', FUNCTION_ARN, begun]);
  });

  test('is answered even if the function cannot be invoked, and the log says that the errand is lost', async () => {
    const { lambda, answers, lines } = functionWith(leaving, {
      invoke: async () => {
        throw new Error(`Rate exceeded for ${SECRET_URL}`);
      },
    });
    await lambda(eventOf(), contextOf());
    expect(answers).toMatchObject([{ Status: 'SUCCESS' }]);
    expect(lines.map((line) => JSON.parse(line))).toContainEqual(
      expect.objectContaining({ Event: 'errand', Status: 'lost' }),
    );
    expect(lines.join()).not.toContain('topsecret');
  });

  test('leaves each of several, also if one of them is lost', async () => {
    const begun: object[] = [];
    const errands = [1, 2, 3].map((member) => ({ ...ERRAND, member }));
    const { lambda, lines } = functionWith(async () => ({ ...MADE, errands }), {
      invoke: async (_, event) => {
        begun.push(event);
        if (begun.length === 1) throw new Error('Rate exceeded');
      },
    });
    await lambda(eventOf(), contextOf());
    expect(begun).toMatchObject(errands);
    expect(lines.map((line) => JSON.parse(line)).filter(({ Event }) => Event === 'errand')).toMatchObject([
      { member: 1, Status: 'lost' },
    ]);
  });

  test('leaves none if it could not be answered: Lambda delivers the event again, and the errand comes with it', async () => {
    const { lambda, invoked } = functionWith(leaving, { send: failing(new Error('HTTP 403')) as never });
    await expect(lambda(eventOf(), contextOf())).rejects.toThrow('HTTP 403');
    expect(invoked).toEqual([]);
  });
});

describe('an errand', () => {
  const START = Date.UTC(2026, 0, 1);
  const readOdd = (event: unknown) => ({ ...ERRAND, service: textOf(fieldsOf(event)?.service) });

  async function run(ending: string, { hops = 1, after = 0 }: { hops?: number; after?: number } = {}) {
    const invoked: object[] = [];
    const lines: Readonly<Record<string, unknown>>[] = [];
    const runs: unknown[] = [];
    const handle = errands({
      read: readOdd,
      work: async (errand, invocation) => {
        runs.push([errand, invocation]);
        return ending;
      },
      invoke: async (_, event) => void invoked.push(event),
      clock: { now: () => START + after },
      log: (line) => void lines.push(line),
      newId: () => 'run',
    });
    const continuation = { hops, startedAt: START };
    const event = { ...ERRAND, service: 'Web', ResponseURL: SECRET_URL, Continuation: continuation };
    await handle(event, contextOf());
    return { invoked, lines, runs };
  }

  test('is told from the events of all others', () => {
    expect([ERRAND, { source: 'cfn-express.sweeper' }, eventOf(), null].map(isErrand)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('is worked on until Lambda would kill the run, and its end is told in the log', async () => {
    const { invoked, lines, runs } = await run('moved');
    expect(runs).toEqual([
      [
        { ...ERRAND, service: 'Web' },
        { id: 'run', deadline: START + 300_000 },
      ],
    ]);
    expect(invoked).toEqual([]);
    expect(lines).toEqual([{ Event: 'errand', ...ERRAND, service: 'Web', Hops: 1, Status: 'moved', DurationMs: 0 }]);
  });

  test('goes on in another run of the same chain', async () => {
    const { invoked } = await run('later', { hops: 6, after: 29 * MINUTE });
    expect(invoked).toEqual([{ ...ERRAND, service: 'Web', Continuation: { hops: 7, startedAt: START } }]);
  });

  test.each([
    ['after as many runs as Lambda lets pass for no loop', { hops: MAX_HOPS }],
    ['after half an hour', { after: 30 * MINUTE }],
  ])('is given up %s', async (_, told) => {
    const { invoked, lines } = await run('later', told);
    expect(invoked).toEqual([]);
    expect(lines).toEqual([expect.objectContaining({ Status: 'given up' })]);
  });

  test('that fails is told in the log, and thrown to Lambda, which delivers the event again', async () => {
    const lines: Readonly<Record<string, unknown>>[] = [];
    const handle = errands({
      read: readOdd,
      work: async () => {
        throw new Error('AccessDenied');
      },
      invoke: async () => {},
      clock: { now: () => START },
      log: (line) => void lines.push(line),
      newId: () => 'run',
    });
    await expect(handle(ERRAND, contextOf())).rejects.toThrow('AccessDenied');
    expect(lines).toEqual([expect.objectContaining({ Event: 'errand', Status: 'failed' })]);
  });
});
