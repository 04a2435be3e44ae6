import { Agent } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { ask } from '../scripts/story/ask';

/** How many requests are under way at a time, and the real milliseconds between an answer and the next request. */
const [CLIENTS, PAUSE_MS] = [4, 2];

/**
 * Sends a trickle of requests to a URL, so that its service has answers that alarms can judge. What they are does not matter.
 * @returns what ends it
 */
export function trickle(url: string): () => Promise<void> {
  const agent = new Agent({ keepAlive: true });
  const ending = new AbortController();
  const client = async () => {
    while (!ending.signal.aborted) {
      await ask(url, agent).catch(() => {});
      await delay(PAUSE_MS);
    }
  };
  const clients = Array.from({ length: CLIENTS }, client);
  return async () => {
    ending.abort();
    agent.destroy();
    await Promise.all(clients);
  };
}
