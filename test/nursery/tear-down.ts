import type { OpenNursery } from './set-up';

/** jest's globalTeardown. */
export default async function closeNursery(): Promise<void> {
  await (globalThis as typeof globalThis & OpenNursery).closeNursery?.();
}
