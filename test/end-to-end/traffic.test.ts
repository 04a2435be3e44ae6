/** What visitors of a service see while it changes: over HTTP, through its load balancer. The story tests more of it. */
import { CloudWatchClient, DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { urlIn } from '../../scripts/story/tools';
import { SeenAnswers } from '../../scripts/story/visitors/answers';
import { Visitors } from '../../scripts/story/visitors/visitors';
import { clientConfig } from '../scripts/local-aws/fixtures';
import { type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

/** Requests take real time. */
const MINUTE_MS = 2000;
/** In a minute of AWS time: two in the shortest step of a task, and enough to fail if a target were missing for a moment. */
const VISITORS = 200;
/** Deployments that do not wait longer than they must: the story plays the times that are the default. */
const SOON = 'BakeTimeInMinutes: 0';
const CANARY = `Deployment: { ${SOON}, CanaryConfiguration: { CanaryBakeTimeInMinutes: 1 } }`;
const ROLLING = 'Deployment: { Strategy: ROLLING }';

let installed: InstalledAws;
beforeAll(async () => {
  const started = await startInstalledAws({ minuteMs: MINUTE_MS });
  // A command in this process would keep visitors waiting while it computes.
  installed = { ...started, run: started.runBuilt };
});
afterAll(async () => {
  const left = installed && (await leftovers(installed));
  await installed?.stop();
  expect(left).toEqual(NOTHING);
});

/** @param more properties of the block beside its image */
async function deploy(stack: string, image: string, more: string): Promise<string> {
  const template = `
Transform: Express
Resources: { Web: { Type: Express::Service, Properties: { Image: "${image}", ${more} } } }
Outputs: { Url: { Value: !GetAtt Web.Endpoint } }`;
  return urlIn(
    await installed.run('deploy', await installed.template(`${stack}.yaml`, template), '--stack-name', stack),
  );
}

const service = (stack: string) => installed.account.service(stack, 'Web');

/** Does something with visitors of its own, and deletes the stack. */
async function visited(stack: string, work: (visitors: Visitors) => Promise<void>): Promise<void> {
  const visitors = new Visitors();
  try {
    await work(visitors);
    await installed.run('delete', '--stack-name', stack);
  } finally {
    await visitors.stop();
  }
}

/** Sends so many visitors in a minute of AWS time. */
const send = (visitors: Visitors, url: string, perMinute = VISITORS): void =>
  visitors.send(url, perMinute / (MINUTE_MS / 1000));

function expectAllAnswered(seen: SeenAnswers): void {
  expect(seen.failed()).toEqual([]);
  expect(seen.count).toBeGreaterThan(VISITORS);
}

/** What visitors see until it is enough. */
async function seenUntil(visitors: Visitors, isEnough: (seen: SeenAnswers) => unknown): Promise<SeenAnswers> {
  let seen = new SeenAnswers([]);
  while (!(await isEnough(seen))) {
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

describe('with the install stack', () => {
  test('a service scales out under load and in with a trickle, and no request fails', () =>
    visited('scales', async (visitors) => {
      // Three tasks are needed from 200 requests a minute on: a busy machine sends fewer than it should.
      const scaling = 'AutoScalingMetric: REQUEST_COUNT_PER_TARGET, AutoScalingTargetValue: 100, MaxTaskCount: 3';
      const url = await deploy('scales', 'web:1', `ScalingTarget: { ${scaling} }`);
      const running = (tasks: number) => async () => (await service('scales')).running === tasks;
      // Before an alarm has three datapoints, fewer of them are enough.
      send(visitors, url, 30);
      await seenUntil(visitors, ({ count }) => count > 3 * 30);
      send(visitors, url, 600);
      expectAllAnswered(await seenUntil(visitors, running(3)));
      send(visitors, url, 30);
      const back = await seenUntil(visitors, running(1));
      expect(back.failed()).toEqual([]);
      expect(back.count).toBeGreaterThan(0);
      const [alarm] = await reasonsOfAlarms('TargetTracking-service/default/scales-Web');
      expect(alarm).toMatch(
        /^Threshold Crossed: 3 out of the last 3 datapoints .* were greater than the threshold \(100\.0\)/,
      );
    }));

  test('no request fails when the strategy goes from CANARY to ROLLING and back, each time with a new image', () =>
    visited('strategy', async (visitors) => {
      send(visitors, await deploy('strategy', 'web:1', CANARY));
      await deploy('strategy', 'web:2', ROLLING);
      expectAllAnswered(await visitors.seen());
      await deploy('strategy', 'web:3', CANARY);
      expectAllAnswered(await visitors.seen());
    }));

  test.each(['crash', 'unhealthy'])('no request fails when an image that is %s is rolled back', (tag) =>
    visited(tag, async (visitors) => {
      send(visitors, await deploy(tag, 'web:1', CANARY));
      await expect(deploy(tag, `web:${tag}`, CANARY)).rejects.toThrow('circuit breaker');
      expectAllAnswered(await visitors.seen());
    }),
  );

  test('an update that has the load balancer checked moves no weight of a service that is on green', () =>
    visited('refreshed', async (visitors) => {
      const url = await deploy('refreshed', 'web:1', CANARY);
      await deploy('refreshed', 'web:2', CANARY);
      const green = await service('refreshed');
      expect(green.shares).toEqual({ blue: 0, green: 100 });
      const before = await installed.account.touchedAt('refreshed', 'WebRoute');
      send(visitors, url);
      await deploy('refreshed', 'web:2', `${CANARY}, Gateway: { Refresh: second }`);
      expect(await installed.account.touchedAt('refreshed', 'WebRoute')).toBeGreaterThan(before);
      expect(await service('refreshed')).toEqual(green);
      expect((await visitors.seen()).failed()).toEqual([]);
    }));
});
