import type { DoctorWorld } from '../../../../../handlers/gateway/doctor/look/look';
import type { World } from '../../../../../handlers/gateway/world/world';
import type { Process } from '../engine/process';
import type { Simulation } from '../engine/simulation';
import { Account } from './aws';
import { Containers } from './containers';
import { Deployments } from './deployments';
import { LoadBalancing } from './load-balancing';
import { Vpc } from './network';
import { Overview } from './survey';
import { type Sow, Table } from './table';

export interface Installed {
  /** How many services may share one load balancer. */
  maxMembers: number;
  /** A mistake sown on purpose. */
  sow?: Sow;
  /** Another one, outside of the ledger. */
  flaw?: Flaw;
}

export type Flaw =
  /** The doctor takes every stack for one that rests. */
  | 'hasty'
  /** Whatever listener is on the port is taken for ours. */
  | 'adopting'
  /** The canary is taken for what is live. */
  | 'mistaken'
  /** Tags never show. */
  | 'blind'
  /** Every load balancer is taken for one that is set up. */
  | 'trusting';

/** The outside of the gateway for one run of the function. */
export function worldOf(simulation: Simulation, process: Process, { maxMembers, sow, flaw }: Installed): World {
  const account = new Account(simulation.cells);
  return {
    store: new Table(simulation.cells, process, sow),
    loadBalancers: new LoadBalancing(account, simulation, process, flaw),
    network: new Vpc(account, simulation, process),
    clusters: new Containers(account, simulation, process),
    services: new Deployments(account, process, flaw === 'mistaken'),
    stacks: {
      isGone: (stackId) =>
        process.perform({
          name: 'DescribeStacks',
          about: () => stackId,
          faults: ['fail'],
          effect: () => account.goneStacks.get(stackId) ?? false,
        }),
      isRollingBack: (stackId) =>
        process.perform({
          name: 'DescribeStacks',
          about: () => stackId,
          faults: ['fail'],
          effect: () => account.standings.get(stackId)?.state === 'rolling back',
        }),
    },
    clock: () => {
      process.note(`${simulation.now}`);
      return simulation.now;
    },
    sleep: (milliseconds) => process.sleep(milliseconds),
    random: process.random,
    log: () => {},
    maxMembers,
  };
}

/** The same with all that the doctor looks at. */
export const doctorWorldOf = (simulation: Simulation, process: Process, installed: Installed): DoctorWorld => ({
  ...worldOf(simulation, process, installed),
  survey: new Overview(new Account(simulation.cells), simulation, process, installed.flaw === 'hasty'),
});
