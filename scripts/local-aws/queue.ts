/**
 * A queue that runs one task at a time, in the order of the calls. What a task checks before it writes still holds when
 * it writes. A task must not wait for another task of its own queue: it would wait for ever.
 */
export type Queue = <T>(task: () => Promise<T>) => Promise<T>;

export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const turn = last.then(task);
    last = turn.catch(() => undefined);
    return turn;
  };
}
