import { diagnose } from '../../handlers/gateway/doctor/diagnose/diagnose';
import { ClosingQueue } from '../../handlers/gateway/doctor/repair/closing-queue';
import { forget } from '../../handlers/gateway/doctor/repair/leave';
import { RepairReport } from '../../handlers/gateway/doctor/repair/report';
import { pauseUntil } from '../../handlers/gateway/fence/job';
import { ledgerAlone } from '../handlers/gateway/doctor/ledger-alone';
import { checkServices } from './check-services';
import { PatientClock } from './clock';
import type { SoakCloudFormation } from './cloudformation';
import { createWorld } from './function';
import type { SoakLambda } from './lambda';
import { limiter } from './limiter';
import { SoakService } from './service';
import { openSetUp, type SetUp, type SetUpOptions } from './set-up';
import { TrafficWatch } from './traffic-watch';

export interface SoakOptions extends SetUpOptions {
  services: number;
  /** What each service does between joining and leaving. */
  acts: number;
  /** Takes a line of progress. */
  log(line: string): void;
}

export interface SoakReport {
  /** Sentences about what is wrong. */
  violations: string[];
  /** The highest number of load balancers before any of them loses its last service, and the number that is needed. */
  peak: number;
  needed: number;
  /** All load balancers ever made, in other pools and after the first were deleted, too. */
  made: number;
  /** The reasons of FAILED answers. An answer may fail, but each must have a reason. */
  reasons: string[];
  counts: SoakCloudFormation['counts'] & SoakLambda['counts'] & { refusedAnswers: number; faults: number };
  faults: Record<string, number>;
  seconds: Record<Phase, number>;
}

type Phase = 'join' | 'act' | 'turn' | 'leave';

/** The ledger forgets a service this long after its last request, in milliseconds. */
const FORGOTTEN_MS = 49 * 60 * 60 * 1000;
const PROGRESS_MS = 5_000;

/**
 * Has many services join, change and leave at once under faults, and looks for what is wrong.
 * @throws the reason of `signal` when that is aborted, and UserError if the embedded AWS ends by itself
 */
export async function soak(options: SoakOptions): Promise<SoakReport> {
  const traffic = new TrafficWatch();
  const stage = await openSetUp(options, (request, response, by) => traffic.watch(request, response, by));
  const seconds = { join: 0, act: 0, turn: 0, leave: 0 };
  let peak = 0;
  const violations: string[] = [];
  let told = 0;
  const progress = setInterval(() => {
    const { counts, reasons } = stage.cloudFormation;
    const { events, answers } = counts;
    for (const reason of reasons.slice(told)) options.log(`FAILED ${reason}`);
    told = reasons.length;
    options.log(`${events} events, ${answers} answered; ${stage.lambda.counts.calls} calls; ${traffic.up.size} up`);
  }, PROGRESS_MS);
  const live = async () => {
    const lives = await born(stage, traffic, options);
    const phase = async (name: Phase, work: (life: SoakService) => Promise<void>) => {
      const began = Date.now();
      const outcomes = await Promise.allSettled(lives.filter(({ isLost }) => !isLost).map(work));
      await stage.cloudFormation.delivered();
      await stage.lambda.drained();
      seconds[name] = (Date.now() - began) / 1000;
      violations.push(...outcomes.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : [])));
      options.log(`${name}: ${seconds[name].toFixed(1)} s; ${traffic.up.size} up, ${traffic.peak} load balancers`);
    };
    const look = async () => violations.push(...(await checkServices(stage.account, traffic, options)));
    await phase('join', (life) => life.join());
    await look();
    await phase('act', async (life) => {
      for (let step = 1; step <= options.acts; step++) await life.act(step);
    });
    await look();
    peak = traffic.peak;
    // From here on gateways close while others are joined or made, so a pool may have more than it needs.
    await phase('turn', (life) => life.turn());
    await look();
    await phase('leave', (life) => life.leave());
    violations.push(...(await leftovers(stage, options)));
  };
  try {
    await Promise.race([live(), stage.aws.ended.then(() => options.signal?.throwIfAborted())]);
  } finally {
    clearInterval(progress);
    await stage.close();
  }
  return report(stage, traffic, options, { violations, seconds, peak });
}

async function born({ account, ...stage }: SetUp, traffic: TrafficWatch, { services, cap }: SoakOptions) {
  const shared = { ...stage, account, traffic, subnetIds: await account.subnetIds(), whileDown: limiter(cap - 1) };
  return Array.from({ length: services }, (_, number) => new SoakService(number, shared));
}

/** What is left two days after all services have left. */
async function leftovers({ account, settings }: SetUp, { idleSpeed, timeoutMs }: SoakOptions): Promise<string[]> {
  const clock = new PatientClock(idleSpeed, Date.now() + FORGOTTEN_MS);
  const invocation = { id: 'sweeper', deadline: clock.now() + timeoutMs };
  const world = createWorld('sweeper', { ...settings, clock });
  const report = new RepairReport();
  const look = async () => ledgerAlone(await world.store.scan(), clock.now());
  for (const { repair } of diagnose(await look())) {
    if (repair?.do === 'forget') await forget(world, repair.service);
  }
  const closings = new ClosingQueue({ world, invocation, pause: pauseUntil(world, invocation) }, report);
  await closings.tryAll(diagnose(await look()));
  await closings.finish();
  const { dropped, closed } = report.swept(await look());
  return [
    ...[...dropped, ...closed].map((what) => `left to the sweeper: ${what}`),
    ...(await account.remains()).map((what) => `left behind: ${what}`),
  ];
}

function report(
  { answers, cloudFormation, lambda }: SetUp,
  traffic: TrafficWatch,
  { services, cap, faultRate }: SoakOptions,
  { violations: found, seconds, peak }: Pick<SoakReport, 'violations' | 'seconds' | 'peak'>,
): SoakReport {
  const { contradictions, unanswered, reasons, counts } = cloudFormation;
  const needed = Math.ceil(services / cap);
  const tooMany = peak === needed ? [] : [`there were ${peak} load balancers at the peak, not ${needed}`];
  // While load balancers lose their last services, the others join new ones.
  const tooFew = traffic.made > peak ? [] : [`only ${traffic.made} load balancers were made: none while others closed`];
  const missing = counts.events - counts.superseded - counts.answers;
  const silent = missing > 0 ? [`${missing} events were not answered`] : [];
  const faults = Object.fromEntries([...lambda.faults].sort());
  const all = Object.values(faults).reduce((sum, count) => sum + count, 0);
  const harmless = faultRate > 0 && all === 0 ? ['no fault happened to any call'] : [];
  return {
    violations: [
      ...traffic.violations,
      ...contradictions,
      ...unanswered,
      ...tooMany,
      ...tooFew,
      ...silent,
      ...harmless,
      ...found,
    ],
    peak,
    needed,
    made: traffic.made,
    reasons,
    counts: { ...counts, ...lambda.counts, refusedAnswers: answers.refused, faults: all },
    faults,
    seconds,
  };
}
