import type { Visit } from './tally';

/** After so many milliseconds nobody waits any longer. */
const PATIENCE_MS = 10_000;

/** Sends one request, and tells what came of it. */
export async function visit(): Promise<Visit> {
  const began = performance.now();
  let status = 0;
  let by: Visit['by'];
  try {
    const answer = await fetch('answer', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    status = answer.status;
    // What the load balancer answers by itself is no JSON.
    by = await answer.json();
  } catch {
    // No answer, or none of a task: `by` says so.
  }
  const at = performance.now();
  return { at, took: at - began, status, by };
}

/** How many tasks run, of how many that should; or why that is not known. */
export type TaskCounts = { running: number; desired: number } | { problem: string };

export async function countTasks(): Promise<TaskCounts> {
  try {
    const answer = await fetch('tasks', { cache: 'no-store', signal: AbortSignal.timeout(PATIENCE_MS) });
    return await answer.json();
  } catch {
    return { problem: 'nobody has answered' };
  }
}
