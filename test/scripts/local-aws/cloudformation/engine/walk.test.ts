import { walk } from '../../../../../scripts/local-aws/cloudformation/engine/walk';
import fc from '../../../../fast-check';

/** Visits that end when the test says so. */
function controlled() {
  const open = new Map<string, { resolve(): void; reject(error: Error): void }>();
  const begun: string[] = [];
  const visit = (name: string, signal: AbortSignal): Promise<void> => {
    begun.push(name);
    return new Promise((resolve, reject) => {
      open.set(name, { resolve, reject });
      signal.addEventListener('abort', () => reject(new Error(`${name} cancelled`)));
    });
  };
  return {
    visit,
    begun,
    end: (name: string) => open.get(name)?.resolve(),
    fail: (name: string) => open.get(name)?.reject(new Error(`${name} failed`)),
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const graph = (edges: Record<string, string[]>) => new Map(Object.entries(edges));
const never = new AbortController().signal;

test('a visit begins when all those that it depends on have ended', async () => {
  const { visit, begun, end } = controlled();
  const all = walk({ graph: graph({ a: [], b: [], c: ['a', 'b'] }), visit, signal: never, onFailure: 'stop' });
  await turn();
  expect(begun).toEqual(['a', 'b']);
  end('a');
  await turn();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await turn();
  end('c');
  expect(await all).toEqual([]);
});

test('with stop, no visit begins after a failure, and those in progress are aborted and awaited', async () => {
  const { visit, begun, fail } = controlled();
  const all = walk({ graph: graph({ a: [], b: [], c: ['a'] }), visit, signal: never, onFailure: 'stop' });
  await turn();
  fail('a');
  expect((await all).map(({ error }) => String(error))).toEqual(['Error: a failed', 'Error: b cancelled']);
  expect(begun).toEqual(['a', 'b']);
});

test('with go-on, a failure only leaves out the visits that depend on it', async () => {
  const { visit, begun, end, fail } = controlled();
  const all = walk({ graph: graph({ a: [], b: [], c: ['a'], d: ['b'] }), visit, signal: never, onFailure: 'go-on' });
  await turn();
  fail('a');
  end('b');
  await turn();
  end('d');
  expect((await all).map(({ name }) => name)).toEqual(['a']);
  expect(begun).toEqual(['a', 'b', 'd']);
});

test('an abort of the signal stops the whole walk', async () => {
  const { visit, begun } = controlled();
  const outside = new AbortController();
  const all = walk({ graph: graph({ a: [], b: ['a'] }), visit, signal: outside.signal, onFailure: 'go-on' });
  await turn();
  outside.abort();
  expect((await all).map(({ name }) => name)).toEqual(['a']);
  expect(begun).toEqual(['a']);
  expect(await walk({ graph: graph({ a: [] }), visit, signal: outside.signal, onFailure: 'stop' })).toEqual([]);
});

test('in any graph, every visit comes after all those that it depends on', async () => {
  const graphs = fc.array(fc.array(fc.nat(20), { maxLength: 4 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(graphs, async (edges) => {
      const acyclic = new Map(edges.map((others, i) => [`${i}`, others.filter((other) => other < i).map(String)]));
      const done = new Set<string>();
      const visit = async (name: string): Promise<void> => {
        for (const other of acyclic.get(name) ?? []) expect(done.has(other)).toBe(true);
        done.add(name);
      };
      expect(await walk({ graph: acyclic, visit, signal: never, onFailure: 'stop' })).toEqual([]);
      expect(done.size).toBe(acyclic.size);
    }),
    { numRuns: 100 },
  );
});
