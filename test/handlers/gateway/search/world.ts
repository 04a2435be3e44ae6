import type { DoctorWorld } from '../../../../handlers/gateway/doctor/look/doctor-world';
import { isService } from '../../../../handlers/gateway/ledger/items';
import type { World } from '../../../../handlers/gateway/world/world';
import { AccountClusters } from '../account/clusters';
import { AccountLoadBalancers } from '../account/load-balancing';
import { AccountNetwork } from '../account/network';
import { AccountServices } from '../account/services';
import { AccountStacks } from '../account/stacks';
import { AccountSurvey } from '../account/survey';
import { AccountTable, type ScanPage } from '../account/table';
import { SimulatedAccount } from './account';
import type { Process } from './engine/process';
import type { Simulation } from './engine/simulation';
import { type Flaw, flawed } from './sown/flaws';
import type { Twist } from './sown/twists';
import { type Sow, sown } from './sown/writes';

export interface Installed {
  /** How many services may share one load balancer. */
  maxMembers: number;
  /** A mistake sown on purpose. */
  sow?: Sow;
  /** Another one, outside of the ledger. */
  flaw?: Flaw;
  /** And another, in what CloudFormation asks or in what is asked of AWS. */
  twist?: Twist;
}

/** A table is read in two pages, so that something can happen between them. */
const PAGES: readonly ScanPage[] = [
  { name: 'services', holds: isService },
  { name: 'all else', holds: (item) => !isService(item) },
];

/** The outside of the gateway for one run of the function. */
export function worldOf(simulation: Simulation, process: Process, { maxMembers, sow, flaw, twist }: Installed): World {
  const account = new SimulatedAccount(simulation.cells);
  const caller = flawed(process, flaw);
  const loadBalancers = new AccountLoadBalancers(account, caller);
  return {
    store: sown(new AccountTable(account.items, caller, PAGES), sow),
    loadBalancers: twist?.calls?.(loadBalancers) ?? loadBalancers,
    network: new AccountNetwork(account, caller),
    clusters: new AccountClusters(account, caller),
    services: new AccountServices(account, caller),
    stacks: new AccountStacks(account, caller),
    clock: () => {
      process.note(`${simulation.now}`);
      return simulation.now;
    },
    sleep: (milliseconds) => process.sleep(milliseconds),
    inTime: (_, work) => work,
    random: process.random,
    log: () => {},
    maxMembers,
  };
}

/** The same with all that the doctor looks at. */
export const doctorWorldOf = (simulation: Simulation, process: Process, installed: Installed): DoctorWorld => ({
  ...worldOf(simulation, process, installed),
  survey: new AccountSurvey(new SimulatedAccount(simulation.cells), flawed(process, installed.flaw)),
});
