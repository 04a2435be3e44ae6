/** ECS in motion: services with tasks, deployments and rollbacks, in front of moto, which has none of these. */

import { AwsError } from '../wire/errors';
import type { AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { createClients, destroyClients } from './clients';
import type { Ecs } from './ecs';
import { answer } from './json';
import { createMoto } from './moto';
import { OPERATIONS, UNPLAYED } from './operations';
import { createPlay } from './play';
import { EcsState } from './state';

/** Answers for the signing name `ecs` (JSON 1.1; every region apart). */
export function createEcs(world: LocalWorld): AwsService {
  const regions = new Map<string, Ecs>();
  return async (request, forward) => {
    const { operation: name = '' } = request;
    if (UNPLAYED.has(name)) throw new AwsError('NotImplemented', `ecs ${name} is not played by the embedded AWS`, 501);
    const operation = OPERATIONS.get(name);
    if (operation === undefined) return forward(request);
    return answer(await operation(inRegion(world, regions, request.region), request, createMoto(request, forward)));
  };
}

function inRegion(world: LocalWorld, regions: Map<string, Ecs>, region: string): Ecs {
  const known = regions.get(region);
  if (known !== undefined) return known;
  const clients = createClients(world, region);
  world.signal.addEventListener('abort', () => destroyClients(clients), { once: true });
  const place = { region, accountId: world.accountId };
  const ecs: Ecs = { place, play: createPlay(world, region, clients), state: new EcsState() };
  regions.set(region, ecs);
  return ecs;
}
