/** What visitors of a service see while it changes: over HTTP, through its load balancer. The story tests more of it. */
import { CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { urlIn } from '../../scripts/story/tools';
import { SeenAnswers } from '../../scripts/story/visitors/answers';
import { Visitors } from '../../scripts/story/visitors/visitors';
import { clientConfig } from '../scripts/local-aws/fixtures';
import { type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

/** Requests take real time. */
const MINUTE_MS = 2000;

let installed: InstalledAws;
let visitors: Visitors;
beforeAll(async () => {
  installed = await startInstalledAws({ minuteMs: MINUTE_MS });
});
beforeEach(() => {
  visitors = new Visitors();
});
afterEach(() => visitors.stop());
afterAll(() => installed?.stop());

/** @param more properties of the block beside its image */
async function deploy(stack: string, image: string, more = ''): Promise<string> {
  const template = `
Transform: Express
Resources: { Web: { Type: Express::Service, Properties: { Image: "${image}", ${more} } } }
Outputs: { Url: { Value: !GetAtt Web.Endpoint } }`;
  return urlIn(
    await installed.run('deploy', await installed.template(`${stack}.yaml`, template), '--stack-name', stack),
  );
}

/** Sends so many visitors in a minute of AWS time. */
const send = (url: string, perMinute: number): void => visitors.send(url, perMinute / (MINUTE_MS / 1000));

/** What visitors see until the service has so many running tasks. */
async function seenUntil(stack: string, tasks: number): Promise<SeenAnswers> {
  let seen = new SeenAnswers([]);
  while ((await installed.account.service(stack, 'Web')).running !== tasks) {
    seen = seen.and(await visitors.seen());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return seen.and(await visitors.seen());
}

/** Why alarms of that service went into ALARM, the first one first. */
async function reasonsOfAlarms(prefix: string): Promise<string[]> {
  const cloudWatch = new CloudWatchClient(clientConfig(installed.aws));
  const { AlarmHistoryItems = [] } = await cloudWatch.send(
    new DescribeAlarmHistoryCommand({ HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' }),
  );
  return AlarmHistoryItems.filter(({ AlarmName = '' }) => AlarmName.startsWith(prefix))
    .map(({ HistoryData = '{}' }) => JSON.parse(HistoryData).newState)
    .filter(({ stateValue }) => stateValue === 'ALARM')
    .map(({ stateReason }) => stateReason);
}

test('a service scales out under load and in with a trickle, and no request fails', async () => {
  const scaling = 'AutoScalingMetric: REQUEST_COUNT_PER_TARGET, AutoScalingTargetValue: 500';
  const url = await deploy('scales', 'web:1', `ScalingTarget: { ${scaling} }`);
  send(url, 1400);
  const out = await seenUntil('scales', 3);
  send(url, 60);
  const back = await seenUntil('scales', 1);
  expect([...out.failed(), ...back.failed()]).toEqual([]);
  expect(out.count).toBeGreaterThan(1000);
  expect(back.count).toBeGreaterThan(0);
  const [alarm] = await reasonsOfAlarms('TargetTracking-service/default/scales-Web');
  expect(alarm).toMatch(
    /^Threshold Crossed: 3 out of the last 3 datapoints .* were greater than the threshold \(500\.0\)/,
  );
  await installed.run('delete', '--stack-name', 'scales');
});

test.each([
  ['from CANARY to ROLLING', 'to-rolling', '', 'Deployment: { Strategy: ROLLING }'],
  ['from ROLLING to CANARY', 'to-canary', 'Deployment: { Strategy: ROLLING }', ''],
])('no request fails when the strategy goes %s with a new image', async (_, stack, before, after) => {
  send(await deploy(stack, 'web:1', before), 1400);
  await deploy(stack, 'web:2', after);
  const seen = await visitors.seen();
  expect(seen.failed()).toEqual([]);
  expect(seen.count).toBeGreaterThan(1000);
  await installed.run('delete', '--stack-name', stack);
});

test.each(['crash', 'unhealthy'])('no request fails when an image that is %s is rolled back', async (tag) => {
  send(await deploy(tag, 'web:1'), 1400);
  await expect(deploy(tag, `web:${tag}`)).rejects.toThrow('circuit breaker');
  const seen = await visitors.seen();
  expect(seen.failed()).toEqual([]);
  expect(seen.count).toBeGreaterThan(1000);
  await installed.run('delete', '--stack-name', tag);
  expect(await leftovers(installed)).toEqual(NOTHING);
});

test('an update that has the load balancer checked moves no weight of a service that is on green', async () => {
  const url = await deploy('refreshed', 'web:1');
  await deploy('refreshed', 'web:2');
  const green = await installed.account.service('refreshed', 'Web');
  expect(green.shares).toEqual({ blue: 0, green: 100 });
  const before = await installed.account.touchedAt('refreshed', 'WebRoute');
  send(url, 1400);
  await deploy('refreshed', 'web:2', 'Gateway: { Refresh: second }');
  expect(await installed.account.touchedAt('refreshed', 'WebRoute')).toBeGreaterThan(before);
  expect(await installed.account.service('refreshed', 'Web')).toEqual(green);
  expect((await visitors.seen()).failed()).toEqual([]);
  await installed.run('delete', '--stack-name', 'refreshed');
});
