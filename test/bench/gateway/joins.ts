import { CreateListenerCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { openSetUp, type SetUp } from '../../soak/set-up';
import { table } from '../table';
import { Meter } from './meter';
import { allocateAsPeersDo } from './peers';
import { type BenchService, BenchServices } from './services';
import { QUIET } from './warm';

const CAP = 25;
/** How often peers that try again do so. */
const TRIES = 25;

/**
 * Many services join at once. Ours also find and make their load balancers; the peers' way has them made beforehand and
 * the services spread evenly. @returns a table
 */
export async function joins(count: number): Promise<string> {
  const meter = new Meter();
  const stage = await openSetUp({ ...QUIET, seed: 'joins', cap: CAP, concurrency: count }, (request, response, by) =>
    meter.watch(request, response, by),
  );
  try {
    const services = new BenchServices(stage);
    const names = Array.from({ length: count }, (_, number) => `joins-${number}`);
    const seats = await timed(names, (name) => services.joinGateway(name));
    const seatCalls = meter.total;
    const seatTries = meter.count('TransactWriteItems');
    meter.take();
    for (const service of seats.results) await services.makeTargetGroups(service);
    const routes = await timed(seats.results, (service) => services.makeRoute(service));
    const rules = meter.count('CreateRule');
    const rows = [
      [
        'cfn-express: seat',
        count,
        0,
        per(count + seatTries.refused, count),
        per(seatCalls, count),
        ...spread(seats.seconds),
      ],
      ['cfn-express: rule', count, 0, per(rules.all, count), per(meter.total, count), ...spread(routes.seconds)],
      await peers(stage, seats.results, 81, TRIES, `list, highest + 1, up to ${TRIES} tries`),
      await peers(stage, seats.results, 82, 1, 'list, highest + 1, one try'),
    ];
    return table(['way', 'made', 'failed', 'tries', 'calls', 'p50 s', 'p99 s', 'all s'], rows);
  } finally {
    await stage.close();
  }
}

/** The peers' way on listeners of its own. */
async function peers({ account }: SetUp, services: BenchService[], port: number, tries: number, name: string) {
  const balancers = [...new Set(services.map(({ attributes }) => attributes.LoadBalancerArn))];
  const listeners = new Map<string, string>();
  for (const LoadBalancerArn of balancers) {
    const DefaultActions = [{ Type: 'fixed-response' as const, FixedResponseConfig: { StatusCode: '404' } }];
    const command = new CreateListenerCommand({ LoadBalancerArn, Protocol: 'HTTP', Port: port, DefaultActions });
    const { Listeners: [made] = [] } = await account.elb.send(command);
    listeners.set(LoadBalancerArn, made?.ListenerArn ?? '');
  }
  const { results, seconds } = await timed(services, ({ stack, attributes, membership }) =>
    allocateAsPeersDo(
      account.elb,
      {
        listenerArn: listeners.get(attributes.LoadBalancerArn) ?? '',
        path: `/${stack.id.split('/')[1]}`,
        targetGroupArn: String(membership.BlueTargetGroupArn),
      },
      tries,
    ),
  );
  const made = results.filter(({ done }) => done).length;
  const sum = (what: 'attempts' | 'calls') => results.reduce((total, one) => total + one[what], 0);
  const times = seconds.filter((_, i) => results[i]?.done);
  return [name, made, results.length - made, per(sum('attempts'), made), per(sum('calls'), made), ...spread(times)];
}

/**
 * Does the work for all items at once. @returns the results and the seconds that each took, in the order of the items
 */
async function timed<T, R>(items: readonly T[], work: (item: T) => Promise<R>) {
  const began = performance.now();
  const all = await Promise.all(
    items.map(async (item) => ({ result: await work(item), seconds: (performance.now() - began) / 1000 })),
  );
  return { results: all.map(({ result }) => result), seconds: all.map(({ seconds }) => seconds) };
}

const per = (count: number, successes: number): string => (count / Math.max(1, successes)).toFixed(1);

/** The median, the 99th percentile and the maximum. */
function spread(seconds: readonly number[]): string[] {
  const sorted = [...seconds].sort((one, other) => one - other);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return [at(0.5), at(0.99), at(1)].map((one) => one.toFixed(1));
}
