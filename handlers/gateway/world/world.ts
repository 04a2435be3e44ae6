import type { Log } from '../protocol/log';
import type { Clusters } from './clusters';
import type { LoadBalancers } from './load-balancers';
import type { Network } from './network';
import type { Services } from './services';
import type { Stacks } from './stacks';
import type { Store } from './store';

/** Everything outside of the gateway that it reads or changes. The domain reaches nothing else. */
export interface World {
  store: Store;
  loadBalancers: LoadBalancers;
  network: Network;
  clusters: Clusters;
  services: Services;
  stacks: Stacks;
  /** Milliseconds since the epoch. */
  clock(): number;
  sleep(milliseconds: number): Promise<void>;
  /**
   * The result of `work`, if it ends in time.
   * @param until in milliseconds since the epoch
   * @throws OutOfTimeError at that time. The work itself goes on; its result is ignored.
   */
  inTime<T>(until: number, work: Promise<T>): Promise<T>;
  /** A number from 0 up to 1. */
  random(): number;
  log: Log;
  /** How many services may share one load balancer. */
  maxMembers: number;
}
