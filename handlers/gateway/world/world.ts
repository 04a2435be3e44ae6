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
  /** A number from 0 up to 1. */
  random(): number;
  log: Log;
  /** How many services may share one load balancer. */
  maxMembers: number;
}
