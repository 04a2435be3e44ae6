import { closeCluster } from '../../cluster/close';
import type { UnfencedJob } from '../../fence/job';
import { abandoningCluster, findCluster } from '../../ledger/clusters';
import { abandoning } from '../../ledger/gateways';
import { type ClusterItem, type GatewayItem, isCluster, isGateway } from '../../ledger/items';
import { closeGateway } from '../../load-balancer/close';
import { NotYetError, OutOfTimeError } from '../../world/errors';
import type { Item } from '../../world/store';
import type { SweepReport } from '../event';
import { noting } from './report';

/** What is not down yet is looked at again this often at this pause (milliseconds): two minutes in all. */
const ROUNDS = 24;
const PAUSE_MS = 5_000;

interface Closing {
  what: string;
  /** @param final there will be no further try. @throws NotYetError */
  work(closer: UnfencedJob, final: boolean): Promise<void>;
}

/**
 * The gateways and clusters that nobody is in, taken down side by side: each is tried once before any is waited for, so
 * that none that hangs takes the others' turn.
 */
export class Closings {
  readonly #pending = new Map<string, Closing>();
  readonly #tried = new Set<string>();
  readonly #closer: UnfencedJob;
  readonly #report: SweepReport;

  constructor(closer: UnfencedJob, report: SweepReport) {
    this.#closer = closer;
    this.#report = report;
  }

  /** Tries what was not tried yet, gateways before clusters. @param items the ledger's, as they were seen */
  async tryAll(items: readonly Item[]): Promise<void> {
    const isEmpty = ({ members }: GatewayItem | ClusterItem): boolean => Object.keys(members).length === 0;
    const all = [
      ...items
        .filter(isGateway)
        .filter(isEmpty)
        .map((gateway) => this.#ofGateway(gateway)),
      ...items
        .filter(isCluster)
        .filter(isEmpty)
        .map((cluster) => this.#ofCluster(cluster)),
    ];
    for (const closing of all.filter(({ what }) => !this.#tried.has(what))) {
      this.#tried.add(closing.what);
      this.#pending.set(closing.what, closing);
      await this.#attempt(closing, false);
    }
  }

  /** Waits for what was tried and is not down yet. */
  async finish(): Promise<void> {
    for (let round = 1; this.#pending.size > 0 && round <= ROUNDS; round++) {
      try {
        await this.#closer.pause(PAUSE_MS, 'what is being taken down');
      } catch (error) {
        if (!(error instanceof OutOfTimeError)) throw error;
        break;
      }
      for (const closing of [...this.#pending.values()]) {
        await this.#attempt(closing, round === ROUNDS);
      }
    }
  }

  /** What it waits for stands in the report until it is done. */
  async #attempt(closing: Closing, final: boolean): Promise<void> {
    let waits = false;
    await noting(this.#report, closing.what, async () => {
      await this.#closer.pause(0, `${closing.what} to be taken down`);
      try {
        await closing.work({ ...this.#closer, once: true }, final);
      } catch (error) {
        waits = error instanceof NotYetError;
        throw error;
      }
    });
    if (!waits) {
      this.#pending.delete(closing.what);
    }
  }

  #ofGateway(gateway: GatewayItem): Closing {
    const what = gateway.token;
    let { state } = gateway;
    return {
      what,
      work: async (closer) => {
        if (state === 'OPEN') {
          await closer.world.store.write(abandoning(gateway));
          state = 'CLOSING';
        }
        if ((await closeGateway(closer, gateway)) === 'closed') {
          this.#report.closed.push(what);
        } else {
          this.#report.kept.push({ what, reason: 'its load balancer carries what is not ours, or is still in use' });
        }
      },
    };
  }

  #ofCluster(cluster: ClusterItem): Closing {
    const what = cluster.name;
    let { state } = cluster;
    return {
      what,
      work: async (closer, final) => {
        const { store } = closer.world;
        if (state === 'OPEN') {
          await store.write(abandoningCluster(cluster));
          state = 'CLOSING';
        }
        const closing = await findCluster(store, cluster.name);
        if (closing?.token === cluster.token) {
          await closeCluster(closer, closing, final ? 1 : undefined);
          this.#report.closed.push(what);
        }
      },
    };
  }
}
