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
  /** The service's new state. */
  service: ServiceItem;
  /** Other items. */
  writes?: readonly Write[];
  /** Nothing follows but the answer: the run unregisters in the same write. */
  last?: boolean;
}

/**
 * A request's hold on its service. Every write through it happens only while the request is its resource's newest;
 * whoever begins a newer one, or one of the block's other resource, first waits for this run to end.
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
      if (seen && fence.isStale(seen, run)) throw new SupersededError();
      if (seen || !look) {
        const now = clock();
        const begins = seen ? fence.beginAgain(run, now, seen) : fence.beginUnseen(run, now);
        const item = await orConditionFailed(store.write({ key, ...begins }));
        if (item !== 'condition failed') return new Session(store, log, clock, run, serviceIn(item, run.service));
        continue;
      }
      const first = fence.begin(newService(run.service), run, clock());
      const put = store.write({ key, when: [{ path: ['PK'], is: 'absent' }], put: toAttributes(first) });
      if ((await orConditionFailed(put)) !== 'condition failed') return new Session(store, log, clock, run, first);
    }
  }

  /**
   * The same for one who is no request of CloudFormation's: only if nothing was written since `seen` was read.
   * @throws ConditionFailedError if something was
   */
  static async intervene(store: Store, log: Log, clock: () => number, run: Run, seen: ServiceItem): Promise<Session> {
    const item = await store.write({ key: serviceKey(run.service), ...fence.beginAgain(run, clock(), seen) });
    return new Session(store, log, clock, run, serviceIn(item, run.service));
  }

  /**
   * The session of a service that the ledger probably does not know: begins with the first commit, for which nothing
   * need be read or written before. Nothing but reading may be done until then.
   */
  static fresh(store: Store, log: Log, clock: () => number, run: Run): Session {
    return new Session(store, log, clock, run, newService(run.service));
  }

  /**
   * Carries out one step.
   * @param plan asked again whenever the service's state has changed under it
   * @throws SupersededError if a newer request has begun
   * @throws ConditionFailedError with the positions in `writes` whose conditions did not hold
   * @throws NotFreshError if the session was a fresh one and the service is not
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
          // Perhaps it was written all the same: let `release` see to that.
          this.#registered = true;
          throw error;
        }
        if (!error.failed.has(0))
          throw new ConditionFailedError(new Set([...error.failed].map((position) => position - 1)));
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

  /** Unregisters the run, if it still is: newer requests need not wait for it. Never throws. */
  async release(): Promise<void> {
    if (!this.#registered) return;
    try {
      await this.#store.write({ key: serviceKey(this.run.service), ...fence.unregister(this.run) });
    } catch (error) {
      // They wait until this run's deadline instead.
      if (!(error instanceof ConditionFailedError)) {
        this.#log({ event: 'release-failed', service: this.run.service, error: String(error) });
      }
    }
    this.#registered = false;
  }
}

/** A session that took its service for a new one was wrong: begin it the ordinary way. */
export class NotFreshError extends Error {
  override readonly name = 'NotFreshError';
}

function serviceIn(item: Item | undefined, service: string): ServiceItem {
  if (!item || !isService(item)) throw new TypeError(`The ledger's item of ${service} is not a service`);
  return item;
}
