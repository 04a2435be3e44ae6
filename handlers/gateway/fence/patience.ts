import { BusyError, OutOfTimeError } from '../world/errors';
import type { World } from '../world/world';

/** A run's pause. @throws OutOfTimeError if the run would end meanwhile */
export type Pause = (milliseconds: number, waitingFor: string) => Promise<void>;

/**
 * How long a run makes a refused call again, and between which pauses, in milliseconds. A pause is drawn at random up to a
 * limit, which doubles ("Timeouts, retries, and backoff with jitter" in the Amazon Builders' Library): so of many requests
 * that are refused together, few come back together. A minute is enough for the rules of 200 services that are deployed at
 * once: Elastic Load Balancing makes three changes a second ("Request throttling" in its user guide).
 */
const LONGEST_MS = 60_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 8_000;

/**
 * The same world for a run that is patient: a call that AWS refuses for now is made again, with the run's own pauses. After a
 * minute, or when the run would end, another run continues and reads everything anew: by then most of it may have changed.
 * The calls then throw OutOfTimeError.
 */
export const patient = <W extends World>(world: W, pause: Pause): W => {
  const all = <T extends object>(service: T): T => insistently(service, world, pause);
  return {
    ...world,
    store: all(world.store),
    loadBalancers: all(world.loadBalancers),
    network: all(world.network),
    clusters: all(world.clusters),
    services: all(world.services),
    stacks: all(world.stacks),
  };
};

/** Every method of these services returns a promise. */
const insistently = <T extends object>(service: T, world: World, pause: Pause): T =>
  new Proxy(service, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function'
        ? (...input: unknown[]) => insisting(() => Reflect.apply(member, target, input), world, pause)
        : member;
    },
  });

async function insisting<T>(call: () => Promise<T>, { clock, random }: World, pause: Pause): Promise<T> {
  const began = clock();
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (!(error instanceof BusyError)) throw error;
      await pause(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt) * random(), error.waitingFor);
      if (!error.again || clock() - began > LONGEST_MS) throw new OutOfTimeError(error.waitingFor);
    }
  }
}
