/** Compares the roles of the install stack with the calls that the functions and ECS make in end-to-end runs. */
import { DeleteItemCommand } from '@aws-sdk/client-dynamodb';
import { IAMClient } from '@aws-sdk/client-iam';
import { InvokeCommand, LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { GATEWAY_FUNCTION_NAME, MACRO_FUNCTION_NAME } from '../../handlers/contract';
import { connect } from '../../scripts/aws';
import { readLedger, requireInstall } from '../../scripts/install/ledger';
import { FAILURE_FUNCTION_NAME, INSTALL_STACK } from '../../scripts/install/names';
import type { LocalAwsOptions } from '../../scripts/local-aws';
import { ACCOUNT_ID } from '../../scripts/local-aws/world';
import { stackResources } from '../../scripts/stacks/stacks';
import { eventually } from '../scripts/local-aws/fixtures';
import { type InstalledAws, startInstalledAws } from './installed-aws';
import { allGrants, type Grant, grantsOf, type Need } from './privilege/evaluate';
import { WITHOUT_RESOURCES } from './privilege/needs';
import { managedPolicies, ownStatements, type Statement } from './privilege/policy';
import { Recording } from './privilege/record';

const REGION = 'us-east-1';
const CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' };

/** Which role of the install each caller uses. */
const ROLES: Readonly<Record<string, string>> = {
  [GATEWAY_FUNCTION_NAME]: 'GatewayRole',
  [MACRO_FUNCTION_NAME]: 'MacroRole',
  [FAILURE_FUNCTION_NAME]: 'FailureRole',
  ecs: 'InfrastructureRole',
};

const SERVICE = `
Transform: Express
Parameters:
  Host: { Type: String }
  Image: { Type: String, Default: "web:1" }
  Priority: { Type: Number, Default: 40000 }
  Gateway: { Type: String, Default: default }
Resources:
  Web:
    Type: Express::Service
    Properties: { Image: !Ref Image, Hosts: [!Ref Host], Priority: !Ref Priority, Gateway: { Name: !Ref Gateway } }
`;

/**
 * The life of a service: it is created, changed in every way that affects the load balancer, moved, swept and deleted.
 */
async function live(installed: InstalledAws): Promise<void> {
  const template = await installed.template('web.yaml', SERVICE);
  const deploy = (...parameters: string[]) =>
    installed.run('deploy', template, '--stack-name', 'shop', ...parameters.flatMap((one) => ['--parameter', one]));
  await deploy('Host=a.example.com');
  await deploy('Host=b.example.com', 'Image=web:2');
  await deploy('Host=b.example.com', 'Priority=7');
  await sweep(installed);
  await loseLedger(installed);
  await sweep(installed);
  await deploy('Host=b.example.com', 'Priority=7', 'Gateway=other');
  await fail(installed);
  await installed.run('delete', '--stack-name', 'shop');
}

/** Deletes every item of the ledger. The doctor writes them again from what AWS and CloudFormation know. */
async function loseLedger({ aws: { endpoint, region } }: InstalledAws): Promise<void> {
  const aws = connect({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region });
  const install = await requireInstall(aws);
  for (const { PK, SK } of await readLedger(aws, install)) {
    await aws.dynamodb.send(new DeleteItemCommand({ TableName: install.table, Key: { PK: { S: PK }, SK: { S: SK } } }));
  }
}

async function sweep({ aws: { endpoint, region } }: InstalledAws): Promise<void> {
  const lambda = new LambdaClient({ endpoint, region, credentials: CREDENTIALS });
  const Payload = JSON.stringify({ source: 'cfn-express.sweeper' });
  const { FunctionError } = await lambda.send(new InvokeCommand({ FunctionName: GATEWAY_FUNCTION_NAME, Payload }));
  expect(FunctionError).toBeUndefined();
}

/** Sends an event at which the gateway fails every time, so that Lambda sends it to the on-failure destination. */
async function fail({ aws: { endpoint, region, lambda: functions } }: InstalledAws): Promise<void> {
  const lambda = new LambdaClient({ endpoint, region, credentials: CREDENTIALS });
  await lambda.send(new InvokeCommand({ FunctionName: GATEWAY_FUNCTION_NAME, InvocationType: 'Event', Payload: '{}' }));
  await eventually(
    async () => functions.logs(FAILURE_FUNCTION_NAME),
    (lines) => lines.some((line) => line.includes('has no usable response URL')),
  );
}

const MEMBERSHIP = `
Resources:
  WebGateway:
    Type: Custom::ExpressGateway
    Properties:
      ServiceToken: !Sub arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${GATEWAY_FUNCTION_NAME}
      Service: Web
`;

/** Closes a load balancer whose network interfaces exist for longer than one run of the function. */
async function close(installed: InstalledAws): Promise<void> {
  const { endpoint, region } = installed.aws;
  const lambda = new LambdaClient({ endpoint, region, credentials: CREDENTIALS });
  await installed.run('deploy', await installed.template('gateway.yaml', MEMBERSHIP), '--stack-name', 'lone');
  await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: GATEWAY_FUNCTION_NAME, Timeout: 9 }));
  await installed.run('delete', '--stack-name', 'lone');
  await installed.run('uninstall', '--purge');
}

/** One embedded AWS with the calls that were made in it, and what its roles allow. */
class Run {
  readonly recording = new Recording(new Set(Object.keys(ROLES)), { region: REGION, accountId: ACCOUNT_ID });
  readonly statements: Record<string, Statement[]> = {};
  readonly managed: Record<string, string[]> = {};
  readonly #options: LocalAwsOptions;
  readonly #scenario: (installed: InstalledAws) => Promise<void>;

  constructor(options: LocalAwsOptions, scenario: (installed: InstalledAws) => Promise<void>) {
    this.#options = options;
    this.#scenario = scenario;
  }

  async run(): Promise<void> {
    const installed = await startInstalledAws({ ...this.#options, region: REGION, onCall: this.recording.onCall });
    try {
      await this.#readRoles(installed.aws.endpoint);
      await this.#scenario(installed);
    } finally {
      await installed.stop();
    }
  }

  /** What a caller's calls needed, and which statements allow it. */
  needsOf(caller: string): { call: string; need: Need; grants: Grant[] }[] {
    const statements = this.statements[ROLES[caller] ?? ''] ?? [];
    return this.recording.calls
      .filter((one) => one.caller === caller)
      .flatMap(({ call, needs }) => needs.map((need) => ({ call, need, grants: grantsOf(statements, need) })));
  }

  async #readRoles(endpoint: string): Promise<void> {
    const iam = new IAMClient({ endpoint, region: REGION, credentials: CREDENTIALS });
    const { cloudformation } = connect({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: REGION });
    const resources = await stackResources(cloudformation, INSTALL_STACK);
    for (const { ResourceType, LogicalResourceId = '', PhysicalResourceId = '' } of resources) {
      if (ResourceType !== 'AWS::IAM::Role') continue;
      this.statements[LogicalResourceId] = await ownStatements(iam, PhysicalResourceId);
      this.managed[LogicalResourceId] = await managedPolicies(iam, PhysicalResourceId);
    }
  }
}

const long = new Run({}, live);
const runs = [long, new Run({ minuteMs: 7000 }, close)];
beforeAll(async () => {
  await Promise.all(runs.map((one) => one.run()));
});

/** A grant as text, the same in every run: without the parts of names that CloudFormation generates. */
const spoken = ({ statement, action, resource }: Grant): string =>
  `${statement}: ${action} on ${resource.replace(/-[A-Z0-9]{12}(?=$|:)/, '')}`;

const granted = () => Object.values(long.statements).flat();

test('every call is understood', () => {
  expect([...new Set(runs.flatMap(({ recording }) => recording.unread))]).toEqual([]);
  expect(runs.map(({ recording }) => recording.calls.length > 20)).toEqual([true, true]);
});

test.each(Object.entries(ROLES))('%s makes no call that the %s does not allow', (caller) => {
  const refused = runs
    .flatMap((run) => run.needsOf(caller))
    .filter(({ grants }) => grants.length === 0)
    .map(
      ({ call, need: { action, resource, context } }) => `${call}: ${action}, ${resource}, ${JSON.stringify(context)}`,
    );
  expect([...new Set(refused)]).toEqual([]);
});

const LOGGING = 'Lambda itself writes the log in this role';
const DIVIDED = 'only needed to recreate a rule while a deployment divides the tasks of its service';
const SHIFTING = "in AWS's own policy for the role; the embedded ECS does not need it";

/** Actions that are allowed and not used by the runs above, with the reason. */
const UNUSED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  GatewayRole: {
    'logs:CreateLogStream': LOGGING,
    'logs:PutLogEvents': LOGGING,
    'ecs:DescribeServiceDeployments': DIVIDED,
    'ecs:DescribeServiceRevisions': DIVIDED,
    'cloudformation:ListStacks': 'only needed for many services; the few here are described one by one',
    'iam:CreateServiceLinkedRole': 'ECS and Elastic Load Balancing ask for it in an account that never used them',
  },
  MacroRole: { 'logs:CreateLogStream': LOGGING, 'logs:PutLogEvents': LOGGING },
  FailureRole: { 'logs:CreateLogStream': LOGGING, 'logs:PutLogEvents': LOGGING },
  InfrastructureRole: {
    'elasticloadbalancing:DescribeListeners': SHIFTING,
  },
};

test.each(Object.entries(ROLES))(
  '%s uses everything that the %s allows, except for actions with a reason',
  (caller, role) => {
    const used = new Set(runs.flatMap((run) => run.needsOf(caller)).flatMap(({ grants }) => grants.map(spoken)));
    const unused = allGrants(long.statements[role] ?? []).filter((grant) => !used.has(spoken(grant)));
    const reasons = UNUSED[role] ?? {};
    expect(unused.filter(({ action }) => !(action in reasons)).map(spoken)).toEqual([]);
    expect(Object.keys(reasons).sort()).toEqual([...new Set(unused.map(({ action }) => action))].sort());
  },
);

test('only actions without resource types are allowed on all resources', () => {
  const everywhere = granted().filter(({ resources }) => resources.includes('*'));
  expect(everywhere.flatMap(({ actions }) => actions).filter((action) => !WITHOUT_RESOURCES.has(action))).toEqual([]);
});

/** Actions that change something, but have no condition key for tags, or change what cannot be tagged. */
const UNTAGGED = new Set([
  'dynamodb:DeleteItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
  'lambda:InvokeFunction',
  'logs:CreateLogStream',
  'logs:PutLogEvents',
  // For the VPC of a group. The group itself must be tagged.
  'ec2:CreateSecurityGroup',
  'elasticloadbalancing:SetRulePriorities',
]);

test('every action that changes something requires a tag, or names what it changes', () => {
  const bare = granted().filter(({ conditions }) => Object.keys(conditions).length === 0);
  const changing = bare
    .flatMap(({ actions }) => actions)
    .filter((action) => !/:(Describe|List|Get|Query|Scan|ConditionCheck)/.test(action));
  expect(changing.filter((action) => !UNTAGGED.has(action))).toEqual([]);
});

test('the schedule may start the gateway function, and nothing else', () => {
  const arn = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${GATEWAY_FUNCTION_NAME}`;
  expect(allGrants(long.statements.SweepRole ?? []).map(({ action, resource }) => [action, resource])).toEqual([
    ['lambda:InvokeFunction', arn],
  ]);
});

test('no role may pass a role, and no action is a pattern', () => {
  const actions = granted().flatMap((one) => one.actions);
  expect(actions.filter((action) => action === 'iam:PassRole' || /[*?]/.test(action))).toEqual([]);
});

test("the only managed policy is AWS's own for pulling images and writing logs", () => {
  expect(long.managed).toEqual({
    ExecutionRole: ['arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy'],
    FailureRole: [],
    GatewayRole: [],
    InfrastructureRole: [],
    MacroRole: [],
    SweepRole: [],
  });
});
