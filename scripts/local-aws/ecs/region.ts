import { createSdkClients, type SdkClients } from '../service/clients';
import { messageOf } from '../wire/errors';
import type { LocalWorld } from '../world';
import { ContainerHost } from './containers/host';
import { EcsResources } from './resources';
import { TargetHealth } from './target-health';

/** ECS in one Region: what its operations, deployments and tasks work with. */
export interface EcsRegion {
  world: LocalWorld;
  region: string;
  accountId: string;
  clients: SdkClients;
  host: ContainerHost;
  targetHealth: TargetHealth;
  resources: EcsResources;
  /**
   * Runs work that continues after its request. The end of the world ends it in silence; any other error is logged, because
   * nobody waits for the work.
   * @returns a promise that resolves when the work has ended, and never rejects
   */
  background(what: string, work: () => Promise<void>): Promise<void>;
}

export function createEcsRegion(world: LocalWorld, region: string, host = new ContainerHost(world)): EcsRegion {
  const clients = createSdkClients(world, region, 'ecs');
  return {
    world,
    region,
    host,
    clients,
    targetHealth: new TargetHealth(world, clients),
    accountId: world.accountId,
    resources: new EcsResources(),
    async background(what, work) {
      try {
        await work();
      } catch (error) {
        if (!world.signal.aborted) world.log(`ecs: ${what}: ${messageOf(error)}`);
      }
    },
  };
}

/** Resolves after that many AWS seconds, or earlier when `early` does. */
export async function sleepOr(world: LocalWorld, awsSeconds: number, early: Promise<void>): Promise<void> {
  await Promise.race([world.sleep(awsSeconds), early]);
}
