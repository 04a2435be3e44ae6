/** Stacks with a bad image. The tag of an image decides how it fails: scripts/local-aws/ecs/image-behaviour.ts. */

import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { ask } from '../../scripts/story/ask';
import { clientConfig } from '../scripts/local-aws/fixtures';
import { trickle } from '../trickle';
import { type InstalledAws, startInstalledAws } from './installed-aws';

const TEMPLATE = `
Transform: Express
Parameters:
  Image: { Type: String, Default: "web:1" }
Resources:
  Web:
    Type: Express::Service
    Properties: { Image: !Ref Image }
Outputs:
  Url: { Value: !GetAtt Web.Endpoint }
`;

let installed: InstalledAws;
let template: string;
const deploy = (stack: string, image: string) =>
  installed.run('deploy', template, '--stack-name', stack, '--parameter', `Image=${image}`);

let endRequests: () => Promise<void>;

beforeAll(async () => {
  // With requests that are real, time must not pass much faster than they do.
  installed = await startInstalledAws({ minuteMs: 200 });
  template = await installed.template('web.yaml', TEMPLATE);
  await deploy('shop', 'web:1');
  endRequests = trickle(await urlOf('shop'));
});

afterAll(async () => {
  await endRequests?.();
  await installed?.stop();
});

/** Where the service answers, as its stack says. */
async function urlOf(StackName: string): Promise<string> {
  const cloudFormation = new CloudFormationClient(clientConfig(installed.aws));
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName }));
  cloudFormation.destroy();
  return Stacks?.[0]?.Outputs?.[0]?.OutputValue ?? '';
}

test.each([
  ['web:errors', 'alarm(s) were triggered: shop-WebRollbackAlarm'],
  ['web:crash', 'the circuit breaker threshold was exceeded'],
])('an update to %s fails with its reason, and the service is unchanged', async (image, reason) => {
  const before = await installed.account.service('shop', 'Web');
  await expect(deploy('shop', image)).rejects.toThrow(reason);
  // The traffic has shifted and returned, so the weights may be other numbers with the same shares.
  expect(await installed.account.service('shop', 'Web')).toEqual(before);
});

test('a new stack that never becomes healthy is rolled back, and does not affect other services on the load balancer', async () => {
  const [rule] = await installed.account.rules();
  await expect(deploy('late', 'web:missing')).rejects.toThrow('No rollback candidate was found to run the rollback.');
  await installed.run('delete', '--stack-name', 'late');
  expect(await installed.account.rules()).toEqual([rule]);
  expect(await installed.account.loadBalancers()).toHaveLength(1);
});

test('a good image can be deployed after updates to bad images have failed', async () => {
  await deploy('shop', 'web:2');
  const after = await installed.account.service('shop', 'Web');
  expect(after).toMatchObject({ image: 'web:2', running: 1, shares: { blue: 0, green: 100 } });
});

test('without a visitor nobody sees the errors of a bad image: no alarm, and its deployment completes', async () => {
  await endRequests();
  await deploy('shop', 'web:errors-v2');
  expect(await installed.account.service('shop', 'Web')).toMatchObject({ image: 'web:errors-v2', running: 1 });
  const cloudWatch = new CloudWatchClient(clientConfig(installed.aws));
  const { MetricAlarms } = await cloudWatch.send(
    new DescribeAlarmsCommand({ AlarmNamePrefix: 'shop-WebRollbackAlarm' }),
  );
  expect(MetricAlarms).toMatchObject([{ StateValue: 'OK' }]);
  // It is bad: the first visitor sees it.
  const { status } = await ask(await urlOf('shop'));
  expect(status).toBe(500);
});
