import { isService, type ServiceItem, toAttributes } from '../ledger/items';
import { serviceKey } from '../ledger/keys';
import { newService } from '../ledger/service';
import type { Log } from '../protocol/log';
import { SupersededError } from '../world/errors';
import { ConditionFailedError, type Item, orConditionFailed, type Store, type Write } from '../world/store';
import type { Run } from './fence';
import * as fence from './fence';

/** What is written at one instant. */
export interface Step {
  /** The service's new item. */
  service: ServiceItem;
  /** Other items. */
  writes?: readonly Write[];
  /** Only the answer follows: the run unregisters in the same write. */
  last?: boolean;
}

/**
 * A request's hold on its service. A write through the session succeeds only while the request is its resource's
 * newest. A newer request, or one for the block's other resource, first waits for this run to end.
 */
export class Session {
  #registered: boolean;
  readonly #store: Store;
  readonly #log: Log;
  readonly #clock: () => number;
  #state: ServiceItem;

  private constructor(
    store: Store,
    log: Log,
    clock: () => number,
    readonly run: Run,
    state: ServiceItem,
  ) {
    this.#store = store;
    this.#log = log;
    this.#clock = clock;
    this.#state = state;
    this.#registered = state.revision > 0;
  }

  /** The service as this session last saw or wrote it. */
  get service(): ServiceItem {
    return this.#state;
  }

  /**
   * Makes the request its resource's newest, and registers the run.
   * @throws SupersededError if a newer request has begun
   */
  static async begin(store: Store, log: Log, clock: () => number, run: Run): Promise<Session> {
    const key = serviceKey(run.service);
    for (let look = fence.mustLook(run); ; look = true) {
      const known = look ? await store.get(key) : undefined;
      const seen = known && isService(known) ? known : undefined;
      if (seen && fence.isStale(seen, run)) {
        if (run.invocation in seen.executing) await unregister(store, log, run);
        throw new SupersededError();
      }
      if (seen || !look) {
        const now = clock();
        const begins = seen ? fence.beginAgain(run, now, seen) : fence.beginUnseen(run, now);
        const item = await orConditionFailed(registering(store, log, run, store.write({ key, ...begins })));
        if (item !== 'condition failed') return new Session(store, log, clock, run, serviceIn(item, run.service));
        continue;
      }
      const first = fence.begin(newService(run.service), run, clock());
      const put = store.write({ key, when: [{ path: ['PK'], is: 'absent' }], put: toAttributes(first) });
      const made = await orConditionFailed(registering(store, log, run, put));
      if (made !== 'condition failed') return new Session(store, log, clock, run, first);
    }
  }

  /**
   * The same for the doctor, who acts without a request of CloudFormation.
   * @throws ConditionFailedError if the service was written since `seen` was read
   */
  static async intervene(store: Store, log: Log, clock: () => number, run: Run, seen: ServiceItem): Promise<Session> {
    const begins = store.write({ key: serviceKey(run.service), ...fence.beginAgain(run, clock(), seen) });
    try {
      const item = await registering(store, log, run, begins);
      return new Session(store, log, clock, run, serviceIn(item, run.service));
    } catch (error) {
      if (error instanceof ConditionFailedError) await unregister(store, log, run);
      throw error;
    }
  }

  /**
   * The session of a service that the ledger probably does not know. It begins with its first commit, so that nothing
   * need be read or written before. Until then, nothing may be changed in AWS.
   */
  static fresh(store: Store, log: Log, clock: () => number, run: Run): Session {
    return new Session(store, log, clock, run, newService(run.service));
  }

  /**
   * Writes one step.
   * @param plan makes the step from the service's item; called again if the item has changed before the write
   * @throws SupersededError if a newer request has begun
   * @throws ConditionFailedError with the positions in `writes` whose conditions did not hold
   * @throws NotFreshError if the session is a fresh one and the ledger knows the service
   */
  async commit(plan: (now: ServiceItem) => Step): Promise<void> {
    for (;;) {
      const begun = this.#registered ? this.#state : fence.begin(this.#state, this.run, this.#clock());
      const { service, writes = [], last = false } = plan(begun);
      const changed = fence.tidy(last ? fence.end(service, this.run) : service, this.#clock());
      const next = { ...changed, revision: this.#state.revision + 1 };
      const key = serviceKey(this.run.service);
      const when = fence.unchanged(this.#state);
      try {
        await this.#store.transact([{ key, when, put: toAttributes(next) }, ...writes]);
        this.#state = next;
        this.#registered = !last;
        return;
      } catch (error) {
        if (!(error instanceof ConditionFailedError)) {
          // Perhaps the write succeeded all the same. Then `release` unregisters the run.
          this.#registered = true;
          throw error;
        }
        if (!error.failed.has(0)) {
          throw new ConditionFailedError(new Set([...error.failed].map((position) => position - 1)));
        }
      }
      await this.refresh();
    }
  }

  /** Reads the service again. @throws SupersededError, NotFreshError */
  async refresh(): Promise<void> {
    if (!this.#registered) throw new NotFreshError();
    const item = await this.#store.get(serviceKey(this.run.service));
    if (!item || !isService(item) || !fence.isCurrent(item, this.run)) throw new SupersededError();
    this.#state = item;
  }

  /** Unregisters the run if it is still registered, so that newer requests need not wait for it. Never throws. */
  async release(): Promise<void> {
    if (!this.#registered) return;
    await unregister(this.#store, this.#log, this.run);
    this.#registered = false;
  }
}

/**
 * A write that registers the run. If its answer is lost, it may have been carried out all the same. Without a session
 * nobody would unregister the run, and newer requests would wait for it until its deadline. (If the SDK has repeated the
 * write, a condition fails; whoever does not begin again then has to unregister the run, too.)
 */
async function registering<T>(store: Store, log: Log, run: Run, write: Promise<T>): Promise<T> {
  try {
    return await write;
  } catch (error) {
    if (!(error instanceof ConditionFailedError)) await unregister(store, log, run);
    throw error;
  }
}

/** Never throws. */
async function unregister(store: Store, log: Log, run: Run): Promise<void> {
  try {
    await store.write({ key: serviceKey(run.service), ...fence.unregister(run) });
  } catch (error) {
    // Newer requests wait until this run's deadline instead.
    if (!(error instanceof ConditionFailedError)) {
      log({ event: 'release-failed', service: run.service, error: String(error) });
    }
  }
}

/** The ledger knows the service of a fresh session: the session must begin in the ordinary way. */
export class NotFreshError extends Error {
  override readonly name = 'NotFreshError';
}

function serviceIn(item: Item | undefined, service: string): ServiceItem {
  if (!item || !isService(item)) throw new TypeError(`The ledger's item of ${service} is not a service`);
  return item;
}
