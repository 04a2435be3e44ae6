import { checkUp } from '../../../handlers/gateway/doctor/check-up';
import type { CheckUpReport, Treatment } from '../../../handlers/gateway/doctor/event';
import type { DoctorWorld } from '../../../handlers/gateway/doctor/look/doctor-world';
import { Cloud, stackId, succeeded } from '../../handlers/gateway/account/at-once/cloud';
import { randomFrom } from '../../handlers/gateway/account/at-once/turns';
import type { Caller } from '../../handlers/gateway/account/call';
import { AccountClusters } from '../../handlers/gateway/account/clusters';
import { AccountLoadBalancers } from '../../handlers/gateway/account/load-balancing';
import { AccountNetwork } from '../../handlers/gateway/account/network';
import { AccountServices } from '../../handlers/gateway/account/services';
import { AccountStacks } from '../../handlers/gateway/account/stacks';
import { AccountSurvey } from '../../handlers/gateway/account/survey';
import { AccountTable } from '../../handlers/gateway/account/table';
import { SimulatedTime } from '../contention/simulated-time';
import { ReadingLimits, TimedCaller } from './timed-caller';

export interface Practice {
  services: number;
  /** Services per load balancer. */
  cap: number;
  /** Milliseconds that every call to AWS takes. */
  callMs: number;
  /** Whether AWS throttles the calls. */
  throttles: boolean;
  treatment: Treatment;
}

export interface CheckedUp extends CheckUpReport {
  seconds: number;
  /** How often each operation was called, with the attempts that were throttled. */
  calls: Readonly<Record<string, number>>;
  throttled: number;
}

/** The function's time-out in milliseconds. */
const RUN_MS = 300_000;

/** How many load balancers the function looks at side by side (`aws/survey.ts`). */
const LOOKED_AT_ONCE = 8;

/** Deploys the services, each in a stack of its own, and has a doctor check them up, in simulated time. */
export async function checkUpOf(cloud: Cloud, practice: Practice): Promise<CheckedUp> {
  const time = new SimulatedTime();
  const random = randomFrom(practice.services);
  const limits = practice.throttles ? new ReadingLimits() : undefined;
  const caller = new TimedCaller({ time, random, callMs: practice.callMs, ...(limits && { limits }) });
  const invocation = { id: 'doctor', deadline: RUN_MS };
  const report = await time.run(checkUp(worldOf(cloud, caller, time, random), invocation, practice.treatment));
  return { ...report, seconds: time.now / 1000, calls: caller.calls, throttled: caller.throttled };
}

/** Services with all that the newest macro gives them, whose tasks are in blue and whose stacks rest. */
export async function deployed({ services, cap }: Pick<Practice, 'services' | 'cap'>): Promise<Cloud> {
  const cloud = new Cloud({ maxMembers: cap });
  cloud.account.targets.set('Web-blue', 1);
  for (let number = 1; number <= services; number++) {
    const stack = `s${number}`;
    const { member, route } = await cloud.join({ stack, properties: { Contract: '3' } });
    const traffic = succeeded(await cloud.traffic('Create', member, { stack })).physicalResourceId;
    const resources = { WebGateway: member, WebRoute: route, WebTraffic: traffic };
    cloud.account.standings.set(stackId(stack), { state: 'resting', resources });
  }
  return cloud;
}

function worldOf({ account }: Cloud, caller: Caller, time: SimulatedTime, random: () => number): DoctorWorld {
  return {
    store: new AccountTable(account.items, caller),
    loadBalancers: new AccountLoadBalancers(account, caller),
    network: new AccountNetwork(account, caller),
    clusters: new AccountClusters(account, caller),
    services: new AccountServices(account, caller),
    stacks: new AccountStacks(account, caller),
    survey: new AccountSurvey(account, caller, LOOKED_AT_ONCE),
    clock: () => time.now,
    sleep: (milliseconds) => time.sleep(milliseconds),
    inTime: (_, work) => work,
    random,
    log: () => {},
    maxMembers: 25,
  };
}
