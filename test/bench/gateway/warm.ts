import { openSetUp } from '../../soak/set-up';
import { table } from '../table';
import { type CallTotals, Meter } from './meter';
import { pad } from './padding';
import { BenchServices } from './services';

/** How many services there are already. */
const EXISTING = [1, 10, 100, 1000];
const CAP = 25;

/** What it costs that one service joins, updates and leaves, when everything it shares is there. @returns a table */
export async function warm(): Promise<string> {
  const meter = new Meter();
  const stage = await openSetUp({ ...QUIET, seed: 'warm', cap: CAP, concurrency: 1 }, (request, response, by) =>
    meter.watch(request, response, by),
  );
  const rows: (string | number)[][] = [];
  try {
    const services = new BenchServices(stage);
    const first = await services.joinGateway('first');
    await services.makeTargetGroups(first);
    await services.makeRoute(first);
    await services.makeTraffic(first);
    for (const existing of EXISTING) {
      await pad(stage.account, stage.chance, existing, CAP);
      const noted = async <T>(what: string, work: Promise<T>): Promise<T> => {
        const done = await work;
        await stage.lambda.drained();
        rows.push(row(existing, what, meter.take()));
        return done;
      };
      meter.take();
      const service = await noted('join: gateway', services.joinGateway(`warm-${existing}`));
      await services.makeTargetGroups(service);
      await noted('join: route', services.makeRoute(service));
      await noted('join: traffic', services.makeTraffic(service));
      const old = await noted('update: new host', services.changeRoute(service, `h${existing}.example.com`));
      await noted('update: traffic', services.changeTraffic(service));
      await noted('update: clean-up', services.deleteRoute(service, old));
      await noted('leave: traffic', services.endTraffic(service));
      await noted('leave: route', services.deleteRoute(service, service.route));
      await noted('leave: gateway', services.leaveGateway(service));
    }
  } finally {
    await stage.close();
  }
  return table(['request', 'services', 'DynamoDB', 'ELBv2', 'EC2', 'others', 'bytes'], rows.sort(byRequest));
}

/** No faults, and real time. */
export const QUIET = {
  faultRate: 0,
  duplicateRate: 0,
  idleSpeed: 1,
  timeoutMs: 300_000,
  answerMs: 60_000,
};

const row = (existing: number, what: string, { dynamodb, elb, ec2, others, bytes }: CallTotals) => [
  what,
  existing,
  dynamodb,
  elb,
  ec2,
  others,
  bytes,
];

const ORDER = [
  'join: gateway',
  'join: route',
  'join: traffic',
  'update: new host',
  'update: traffic',
  'update: clean-up',
  'leave: traffic',
  'leave: route',
  'leave: gateway',
];

const byRequest = ([one]: readonly (string | number)[], [other]: readonly (string | number)[]): number =>
  ORDER.indexOf(String(one)) - ORDER.indexOf(String(other));
