/** What everything that goes on in the played ECS of one region is given. */
import type { LocalWorld } from '../world';
import type { Clients } from './clients';

export interface Play {
  world: LocalWorld;
  region: string;
  clients: Clients;
  /**
   * Runs work that outlasts its request. It ends silently with the world; any other failure is logged, since nobody
   * waits for it.
   * @returns when the work is over, however it ended
   */
  background(what: string, work: () => Promise<void>): Promise<void>;
}

export function createPlay(world: LocalWorld, region: string, clients: Clients): Play {
  return {
    world,
    region,
    clients,
    async background(what, work) {
      try {
        await work();
      } catch (error) {
        if (!world.signal.aborted) world.log(`ecs: ${what}: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
  };
}

/** Resolves after that many AWS seconds, or earlier when `early` does. */
export async function sleepOr(world: LocalWorld, awsSeconds: number, early: Promise<void>): Promise<void> {
  await Promise.race([world.sleep(awsSeconds), early]);
}
