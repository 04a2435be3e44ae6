import { isGateway } from '../../handlers/gateway/ledger/items';
import { sweep } from '../../handlers/gateway/sweeper/sweep';
import { startLocalAws } from '../local-aws';
import { Account } from './account';
import { Answers } from './answers';
import { Chance } from './chance';
import { FastClock } from './clock';
import { CloudFormation } from './cloudformation';
import { Lambda } from './environments';
import { createWorld, type FunctionOptions, loadFunction } from './function';
import { Life } from './life';
import { limiter } from './limiter';
import { Overseer } from './overseer';

export interface SoakOptions {
  seed: string;
  services: number;
  /** Services per load balancer. */
  cap: number;
  /** What each service does between joining and leaving. */
  acts: number;
  /** How many of a hundred calls to AWS, and of answers to CloudFormation, meet a fault. */
  faultRate: number;
  /** How many of a hundred events are delivered twice. */
  duplicateRate: number;
  /** The handlers' and CloudFormation's milliseconds in one of ours. */
  speed: number;
  /** Milliseconds that a run of the function may take, by the fast clock. */
  timeoutMs: number;
  /** Runs of the function at a time. */
  concurrency: number;
  /** Real milliseconds until an attempt at a call is given up. */
  answerMs: number;
  /** Takes a line of progress. */
  log(line: string): void;
}

export interface SoakReport {
  /** What must not be. */
  violations: string[];
  /** The most load balancers at a time, and the fewest that the services need. */
  peak: number;
  needed: number;
  /** FAILED answers: none of them is wrong, but each needs a reason. */
  reasons: string[];
  counts: CloudFormation['counts'] & Lambda['counts'] & { refusedAnswers: number; faults: number };
  faults: Record<string, number>;
  seconds: Record<'join' | 'act' | 'leave', number>;
}

/** Real milliseconds of a minute of AWS's time in the embedded AWS: provisioning, and interfaces that linger. */
const MINUTE_MS = 300;
/** The ledger forgets a service this long after its last request. */
const FORGOTTEN_MS = 49 * 60 * 60 * 1000;
const PROGRESS_MS = 5_000;

/** Has many services come, change and go at once under faults, and looks for what must not be. */
export const soak = async (options: SoakOptions): Promise<SoakReport> => {
  const { seed, services, cap, faultRate, speed, timeoutMs, concurrency, log } = options;
  const chance = new Chance(seed);
  const clock = new FastClock(speed);
  const overseer = new Overseer();
  const aws = await startLocalAws({
    minuteMs: MINUTE_MS,
    intercept: (request, next) => lambda.intercept(request, next),
  });
  const settings: FunctionOptions = { ...options, ...aws, clock, random: sequence(chance, 'random') };
  const lambda = new Lambda({
    clock,
    chance,
    timeoutMs,
    concurrency,
    faultRate,
    load: (environment) => loadFunction(environment, settings, (event) => lambda.enqueue(event)),
    watch: (request, response, by) => overseer.watch(request, response, by),
  });
  const answers = await Answers.open(chance, faultRate, (answer) => cloudFormation.take(answer));
  const cloudFormation: CloudFormation = new CloudFormation({
    ...options,
    clock,
    chance,
    urlFor: (id, sentAt) => answers.urlFor(id, sentAt),
    invoke: (event) => lambda.enqueue(event),
  });
  const account = new Account(aws);
  const seconds = { join: 0, act: 0, leave: 0 };
  const violations: string[] = [];
  const progress = setInterval(() => {
    const { events, answers: answered } = cloudFormation.counts;
    log(`${events} events, ${answered} answered; ${lambda.counts.calls} calls; ${overseer.up.size} services up`);
  }, PROGRESS_MS);
  try {
    await account.createTable();
    const parts = { account, chance, clock, cloudFormation, overseer, subnetIds: await account.subnetIds() };
    const whileDown = limiter(cap - 1);
    const lives = Array.from({ length: services }, (_, number) => new Life(number, { ...parts, whileDown }));
    const phase = async (name: keyof typeof seconds, work: (life: Life) => Promise<void>) => {
      const began = Date.now();
      const outcomes = await Promise.allSettled(lives.map(work));
      await lambda.drained();
      seconds[name] = (Date.now() - began) / 1000;
      violations.push(...outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])));
      log(
        `${name}: ${seconds[name].toFixed(1)} s, ${overseer.up.size} services up, ${overseer.peak} load balancers at most`,
      );
    };
    await phase('join', (life) => life.join());
    violations.push(...(await standing(account, overseer, services, cap)));
    await phase('act', async (life) => {
      for (let step = 1; step <= options.acts; step++) await life.act(step);
    });
    violations.push(...(await standing(account, overseer, services, cap)));
    await phase('leave', (life) => life.leave());
    const later = new FastClock(speed, FORGOTTEN_MS);
    await sweep(createWorld('sweeper', { ...settings, clock: later }), {
      id: 'sweeper',
      deadline: later.now() + timeoutMs,
    });
    violations.push(...(await account.remains()).map((what) => `left behind: ${what}`));
  } finally {
    clearInterval(progress);
    await answers.close();
    await aws.stop();
  }
  const needed = Math.ceil(services / cap);
  if (overseer.peak !== needed)
    violations.push(`there were ${overseer.peak} load balancers at the peak, not ${needed}`);
  const faults = Object.fromEntries([...lambda.faults].sort());
  return {
    violations: [...overseer.violations, ...cloudFormation.contradictions, ...cloudFormation.unanswered, ...violations],
    peak: overseer.peak,
    needed,
    reasons: cloudFormation.reasons,
    counts: {
      ...cloudFormation.counts,
      ...lambda.counts,
      refusedAnswers: answers.refused,
      faults: Object.values(faults).reduce((sum, count) => sum + count, 0),
    },
    faults,
    seconds,
  };
};

/** What is wrong with how the services stand, while nothing is at work. */
const standing = async (account: Account, { up }: Overseer, services: number, cap: number): Promise<string[]> => {
  const rules = new Map((await account.rules()).map((one) => [one.rule.RuleArn, one]));
  const wrong = up.size === services ? [] : [`${up.size} of ${services} services are up`];
  if (rules.size !== up.size) wrong.push(`there are ${rules.size} rules for ${up.size} services`);
  for (const [service, { ruleArn, loadBalancerArn, blueTargetGroupArn }] of up) {
    const found = rules.get(ruleArn);
    const groups = (found?.rule.Actions ?? []).flatMap(({ ForwardConfig }) => ForwardConfig?.TargetGroups ?? []);
    if (!found) wrong.push(`${service} has no rule`);
    else if (found.loadBalancerArn !== loadBalancerArn) wrong.push(`${service} has its rule on another load balancer`);
    else if (!groups.some(({ TargetGroupArn, Weight }) => TargetGroupArn === blueTargetGroupArn && Weight === 100))
      wrong.push(`${service}'s rule does not forward to it`);
  }
  for (const { token, members } of (await account.ledger()).filter(isGateway)) {
    const count = Object.keys(members).length;
    if (count > cap) wrong.push(`gateway ${token} has ${count} members`);
  }
  return wrong;
};

const sequence = (chance: Chance, name: string): (() => number) => {
  let count = 0;
  return () => chance.number(name, ++count);
};
