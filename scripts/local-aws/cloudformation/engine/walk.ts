/** Visits a graph in dependency order, branches in parallel. */
import { setMaxListeners } from 'node:events';
import type { Graph } from '../template/graph';

export interface Walk {
  graph: Graph;
  visit(name: string, signal: AbortSignal): Promise<void>;
  /** Stops the whole walk when it is aborted. */
  signal: AbortSignal;
  /**
   * After a failure, `stop` starts nothing more and aborts visits in progress (creation, update). `go-on` leaves out
   * only what depends on the failed visits (deletion).
   */
  onFailure: 'stop' | 'go-on';
}

export interface Failure {
  name: string;
  error: unknown;
}

/** All failures, in the order in which they happened. Resolves when no visit is in progress any more; never rejects. */
export function walk({ graph, visit, signal, onFailure }: Walk): Promise<Failure[]> {
  const failures: Failure[] = [];
  const waiting = new Set(graph.keys());
  const done = new Set<string>();
  const underWay = new Set<string>();
  const inner = new AbortController();
  setMaxListeners(0, inner.signal);
  const abort = (): void => inner.abort(signal.reason);
  if (signal.aborted) abort();
  else signal.addEventListener('abort', abort, { once: true });
  const isReady = (name: string): boolean =>
    (graph.get(name) ?? []).every((other) => done.has(other) || !graph.has(other));

  return new Promise((resolve) => {
    const advance = (): void => {
      const stopped = inner.signal.aborted || (onFailure === 'stop' && failures.length > 0);
      for (const name of stopped ? [] : [...waiting].filter(isReady)) start(name);
      if (underWay.size > 0) return;
      signal.removeEventListener('abort', abort);
      resolve(failures);
    };
    const start = (name: string): void => {
      waiting.delete(name);
      underWay.add(name);
      Promise.resolve()
        .then(() => visit(name, inner.signal))
        .then(
          () => void done.add(name),
          (error: unknown) => {
            failures.push({ name, error });
            if (onFailure === 'stop') inner.abort();
          },
        )
        .then(() => {
          underWay.delete(name);
          advance();
        });
    };
    advance();
  });
}
