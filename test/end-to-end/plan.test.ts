/** Compares plans with what the embedded CloudFormation then does. */
import { CloudFormationClient, paginateDescribeStackEvents, type StackEvent } from '@aws-sdk/client-cloudformation';
import { CloudWatchLogsClient, CreateLogGroupCommand } from '@aws-sdk/client-cloudwatch-logs';
import type { Plan } from '../../scripts/plan/plan';
import { type InstalledAws, startInstalledAws } from './installed-aws';

const template = (properties: string): string => `
Transform: Express
Resources:
  Web:
    Type: Express::Service
    Properties: { Image: "web:1"${properties} }
Outputs:
  Url: { Value: !GetAtt Web.Endpoint }
`;

let installed: InstalledAws;
let cloudformation: CloudFormationClient;
beforeAll(async () => {
  installed = await startInstalledAws();
  const { endpoint, region } = installed.aws;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  cloudformation = new CloudFormationClient({ endpoint, region, credentials });
  await new CloudWatchLogsClient({ endpoint, region, credentials }).send(
    new CreateLogGroupCommand({ logGroupName: 'logs' }),
  );
  await deploy('');
});
afterAll(() => installed?.stop());

const file = (properties: string): Promise<string> => installed.template('web.yaml', template(properties));
const deploy = async (properties: string) => installed.run('deploy', await file(properties), '--stack-name', 'shop');
const planned = async (properties: string): Promise<Plan> =>
  JSON.parse(await installed.run('plan', await file(properties), '--stack-name', 'shop', '--format', 'json'));

/** Every event of the stack, the oldest first. */
async function events(): Promise<StackEvent[]> {
  const all: StackEvent[] = [];
  for await (const { StackEvents = [] } of paginateDescribeStackEvents(
    { client: cloudformation },
    { StackName: 'shop' },
  )) {
    all.push(...StackEvents);
  }
  return all.reverse();
}

/** What an update did, in its order: `update: Web`, `clean-up: Web`. */
async function done(properties: string): Promise<string[]> {
  const before = (await events()).length;
  await deploy(properties);
  return (await events()).slice(before).flatMap(({ LogicalResourceId: id, ResourceStatus: status }) => {
    // CloudFormation reports a retained resource as skipped.
    if (id === 'shop' || status === undefined || !/_COMPLETE$|^DELETE_SKIPPED$/.test(status)) return [];
    return [`${status.startsWith('DELETE') ? 'clean-up' : 'update'}: ${id}`];
  });
}

const steps = ({ steps: all }: Plan): string[] => all.map(({ phase, logicalId }) => `${phase}: ${logicalId}`);

test.each([
  ['no change', ''],
  ['a new port and a host', ', ContainerPort: 8080, Hosts: [a.example.com]'],
  ['another host', ', ContainerPort: 8080, Hosts: [b.example.com]'],
  ['sticky sessions and new tasks', ', ContainerPort: 8081, Hosts: [b.example.com], StickySessions: {}'],
  ['no sticky sessions any more', ', ContainerPort: 8081, Hosts: [b.example.com]'],
  [
    'another pool and name, a secret, another metric',
    `, Gateway: { Name: other }, ServiceName: web, ScalingTarget: { AutoScalingMetric: AVERAGE_MEMORY },
      Secrets: { KEY: "arn:aws:ssm:us-east-1:123456789012:parameter/key" }`,
  ],
  ['another cluster', ', Gateway: { Name: other }, ServiceName: web, Cluster: mine'],
  [
    "logs in the user's log group, and a second metric",
    `, Gateway: { Name: other }, ServiceName: web, Cluster: mine, AwsLogsConfiguration: { LogGroup: logs },
      ScalingTarget: { AdditionalMetrics: [{ AutoScalingMetric: AVERAGE_MEMORY, AutoScalingTargetValue: 50 }] }`,
  ],
  [
    'logs in its own log group again, and the metrics exchanged',
    `, Gateway: { Name: other }, ServiceName: web, Cluster: mine, ScalingTarget: { AutoScalingMetric: AVERAGE_MEMORY,
      AdditionalMetrics: [{ AutoScalingMetric: AVERAGE_CPU, AutoScalingTargetValue: 50 }] }`,
  ],
])('for %s, CloudFormation does what the plan says, in its order', async (_, properties) => {
  const plan = await planned(properties);
  const actions = await done(properties);
  const sure = plan.steps.filter(({ certainty }) => certainty === 'certain');
  expect(actions).toEqual(expect.arrayContaining(steps({ ...plan, steps: sure })));
  expect(steps(plan)).toEqual(expect.arrayContaining(actions));
  for (const { phase, logicalId, after } of plan.steps) {
    const at = actions.indexOf(`${phase}: ${logicalId}`);
    for (const earlier of after) if (at >= 0) expect(actions.indexOf(`${phase}: ${earlier}`)).toBeLessThan(at);
  }
});

test('the plan names a move that the gateway Lambda refuses', async () => {
  const properties = ', Gateway: { Name: third }, ServiceName: web, Cluster: mine';
  await expect(planned(properties)).rejects.toThrow('Web cannot move and keep its fixed ServiceName');
  await expect(deploy(properties)).rejects.toThrow('UpdateRefusedError');
});
