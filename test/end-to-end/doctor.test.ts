import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { CloudFormationClient, DeleteStackCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DeleteItemCommand, DynamoDBClient, ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import {
  CreateSecurityGroupCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { CreateClusterCommand, DeleteServiceCommand, ECSClient } from '@aws-sdk/client-ecs';
import {
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  ElasticLoadBalancingV2Client,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  GetFunctionConfigurationCommand,
  InvokeCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GATEWAY_FUNCTION_NAME, TAG } from '../../handlers/contract';
import type { CheckUp } from '../../handlers/gateway/doctor/check-up';
import { type Aws, connect } from '../../scripts/aws';
import { askDoctor } from '../../scripts/install/doctor';
import { requireInstall } from '../../scripts/install/ledger';
import { packageRoot } from '../../scripts/package';
import { installed, leftovers, NOTHING, type Stage } from './stage';

/** Some of these close load balancers, and the gateway looks every five real seconds whether their interfaces are gone. */
jest.setTimeout(180_000);

/** Real milliseconds of one minute of AWS time: nothing here looks at what a deployment does meanwhile. */
const MINUTE_MS = 50;

const WELL = { findings: [], repaired: [] };

/** What the doctor finds in what somebody did by hand, and what is right again after `--fix`. */
describe('the doctor', () => {
  let stage: Stage;
  let elb: ElasticLoadBalancingV2Client;
  let ec2: EC2Client;
  let ecs: ECSClient;
  let cloudformation: CloudFormationClient;
  let dynamodb: DynamoDBClient;
  let lambda: LambdaClient;
  let aws: Aws;

  beforeAll(async () => {
    stage = await installed({ minuteMs: MINUTE_MS });
    const { endpoint, region } = stage.aws;
    const config = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
    elb = new ElasticLoadBalancingV2Client(config);
    ec2 = new EC2Client(config);
    ecs = new ECSClient(config);
    cloudformation = new CloudFormationClient(config);
    dynamodb = new DynamoDBClient(config);
    lambda = new LambdaClient(config);
    aws = connect({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region });
  });

  afterAll(() => stage?.stop());

  const command = (...args: string[]): Promise<{ code: number; stdout: string }> =>
    new Promise((resolve) => {
      const env = {
        ...process.env,
        AWS_ENDPOINT_URL: stage.aws.endpoint,
        AWS_REGION: stage.aws.region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      };
      execFile(process.execPath, [join(packageRoot(), 'dist', 'cfn-express.js'), ...args], { env }, (error, stdout) =>
        resolve({ code: error ? Number(error.code) : 0, stdout }),
      );
    });

  /** Without a process of its own, which costs the machine more than all the rest. */
  const doctor = async (treatment: 'none' | 'full' = 'none'): Promise<Pick<CheckUp, 'findings' | 'repaired'>> => {
    const { findings, repaired } = await askDoctor(aws, treatment);
    return { findings, repaired };
  };

  const template = (options: { image?: string; refresh?: string; pool?: string; retain?: boolean } = {}): string => `
Transform: Express
Resources:
  Web:
    Type: Express::Service
    ${options.retain ? 'DeletionPolicy: Retain' : ''}
    Properties:
      Image: ${options.image ?? 'web:1'}
      AllowedCidrs: [10.0.0.0/8]
      Gateway: { Name: ${options.pool ?? 'default'}, Refresh: "${options.refresh ?? 'first'}" }
`;

  const deploy = async (stack: string, options?: Parameters<typeof template>[0]): Promise<void> => {
    await stage.run('deploy', await stage.template(`${stack}.yaml`, template(options)), '--stack-name', stack);
  };

  /** Deletes a stack that gives up its custom resources, because the gateway fails. */
  const vanish = async (StackName: string): Promise<void> => {
    const FunctionName = GATEWAY_FUNCTION_NAME;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, TABLE_NAME: 'no-such-table' };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    await expect(stage.run('delete', '--stack-name', StackName)).rejects.toThrow('ResourceNotFoundException');
    for (let deleted = false; !deleted; ) {
      const { StackResourceSummaries = [] } = await cloudformation.send(new ListStackResourcesCommand({ StackName }));
      const RetainResources = StackResourceSummaries.filter(
        ({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED',
      ).map(({ LogicalResourceId = '' }) => LogicalResourceId);
      await cloudformation.send(new DeleteStackCommand({ StackName, RetainResources }));
      deleted = (await command('delete', '--stack-name', StackName)).code === 0;
    }
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
  };

  test('finds nothing where nothing is wrong', async () => {
    await Promise.all([deploy('shop'), deploy('blog')]);
    expect(await doctor()).toEqual(WELL);
    expect(await command('doctor')).toEqual({ code: 0, stdout: '' });
  });

  test('makes a listener rule again as it was, and says that the stack needs an update', async () => {
    const before = await stage.look.service('shop', 'Web');
    const { Rules: [old] = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [before.ruleArn] }));
    await elb.send(new DeleteRuleCommand({ RuleArn: before.ruleArn }));

    const found = await doctor();
    expect(found).toMatchObject({ findings: [{ kind: 'missing', what: 'Web of stack shop' }] });
    const { code, stdout } = await command('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^KIND +WHAT +FINDING +REMEDY\nmissing +Web of stack shop +its/);

    expect(await doctor('full')).toMatchObject({
      findings: [{ kind: 'outdated', what: 'Web of stack shop', remedy: expect.stringContaining('Gateway.Refresh') }],
      repaired: [{ kind: 'missing', what: 'Web of stack shop' }],
    });
    const after = await stage.look.service('shop', 'Web');
    expect(after).toEqual({ ...before, ruleArn: after.ruleArn });
    const { Rules: [made] = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [after.ruleArn] }));
    expect(made?.Conditions).toEqual(old?.Conditions);
    expect(made?.Transforms).toEqual(old?.Transforms);

    await deploy('shop', { refresh: 'second', image: 'web:2' });
    expect(await doctor()).toEqual(WELL);
    expect(await stage.look.service('shop', 'Web')).toMatchObject({ image: 'web:2', shares: { blue: 0, green: 100 } });
  });

  test('makes a listener again with the rules of all its services, green ones where green is live', async () => {
    const before = await Promise.all(['shop', 'blog'].map((stack) => stage.look.service(stack, 'Web')));
    const [balancer = ''] = await stage.look.loadBalancers();
    const [ListenerArn] = await stage.look.listeners(balancer);
    await elb.send(new DeleteListenerCommand({ ListenerArn }));
    expect(await doctor()).toMatchObject({
      findings: [{ kind: 'missing', problem: expect.stringContaining('listener') }],
    });
    expect((await doctor('full')).findings.map(({ kind }) => kind)).toEqual(['outdated', 'outdated']);
    const after = await Promise.all(['shop', 'blog'].map((stack) => stage.look.service(stack, 'Web')));
    expect(after).toEqual(before.map((one, index) => ({ ...one, ruleArn: after[index]?.ruleArn })));
    await Promise.all([deploy('shop', { refresh: 'third', image: 'web:3' }), deploy('blog', { refresh: 'third' })]);
    expect(await doctor()).toEqual(WELL);
  });

  test('makes a load balancer and its security group again', async () => {
    const [LoadBalancerArn = ''] = await stage.look.loadBalancers();
    const [GroupId = ''] = await stage.look.securityGroups();
    await elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    await cutOff(GroupId);
    await deleteGroup(GroupId);
    expect((await doctor()).findings).toMatchObject([
      { kind: 'missing', problem: expect.stringContaining('load balancer, security group, listener') },
    ]);
    expect((await doctor('full')).findings.map(({ kind }) => kind)).toEqual(['outdated', 'outdated']);
    expect(await stage.look.loadBalancers()).toHaveLength(1);
    await Promise.all([deploy('shop', { refresh: 'fourth', image: 'web:3' }), deploy('blog', { refresh: 'fourth' })]);
    expect(await doctor()).toEqual(WELL);
  });

  /** Takes the group out of the rules of every other group whose name begins so. */
  const cutOff = async (GroupId: string, prefix = ''): Promise<void> => {
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    for (const group of SecurityGroups.filter(({ GroupName }) => GroupName?.startsWith(prefix))) {
      const IpPermissions = (group.IpPermissions ?? []).filter(({ UserIdGroupPairs = [] }) =>
        UserIdGroupPairs.some((pair) => pair.GroupId === GroupId),
      );
      if (IpPermissions.length > 0) {
        await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group.GroupId, IpPermissions }));
      }
    }
  };

  /** Its load balancer's interfaces go after a while. */
  const deleteGroup = async (GroupId: string): Promise<void> => {
    for (;;) {
      try {
        await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
        return;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'DependencyViolation') throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  test('changes back what a rule matches, which the schedule leaves to a person', async () => {
    const { ruleArn } = await stage.look.service('shop', 'Web');
    const conditions = async () => {
      const { Rules: [rule] = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }));
      return rule?.Conditions?.map(({ Field, Values }) => [Field, Values]);
    };
    const before = await conditions();
    const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/elsewhere'] } }];
    await elb.send(new ModifyRuleCommand({ RuleArn: ruleArn, Conditions }));
    const Payload = JSON.stringify({ source: 'cfn-express.sweeper' });
    await lambda.send(new InvokeCommand({ FunctionName: GATEWAY_FUNCTION_NAME, Payload }));
    expect(await doctor()).toMatchObject({ findings: [{ kind: 'changed', what: 'Web of stack shop' }] });
    expect(await doctor('full')).toMatchObject({ findings: [], repaired: [{ kind: 'changed' }] });
    expect(await conditions()).toEqual(before);
  });

  test('gives up the seat of a stack that is gone', async () => {
    await deploy('late', { pool: 'late' });
    await vanish('late');
    expect(await doctor()).toMatchObject({ findings: [{ kind: 'abandoned', what: 'Web of stack late' }] });
    expect(await doctor('full')).toMatchObject({ findings: [] });
    expect(await stage.look.loadBalancers()).toHaveLength(1);
  });

  test('leaves alone what a stack keeps by its DeletionPolicy, and reports it', async () => {
    await deploy('kept', { retain: true });
    const rules = await stage.look.rules();
    const { serviceArn: service } = await stage.look.service('kept', 'Web');
    await stage.run('delete', '--stack-name', 'kept');
    const finding = { kind: 'retained', what: 'Web of stack kept' };
    expect(await doctor('full')).toMatchObject({ findings: [finding], repaired: [] });
    expect(await stage.look.rules()).toEqual(rules);
    const [seat] = (await stage.look.ledger()).filter(({ service }) => String(service).includes('stack/kept/'));
    await forget({ PK: String(seat?.PK), SK: String(seat?.SK) });
    expect((await doctor('full')).repaired.map(({ kind }) => kind)).toEqual(['abandoned', 'leftover', 'leftover']);
    const [GroupId = ''] = await stage.look.securityGroups();
    await cutOff(GroupId, 'kept-');
    await ecs.send(new DeleteServiceCommand({ cluster: 'default', service, force: true }));
    expect(await doctor()).toEqual(WELL);
  });

  const table = async (): Promise<string> => (await requireInstall(aws)).table;

  const forget = async ({ PK, SK }: { PK: string; SK: string }): Promise<void> => {
    await dynamodb.send(new DeleteItemCommand({ TableName: await table(), Key: { PK: { S: PK }, SK: { S: SK } } }));
  };

  test('finishes a closing that was abandoned, unless somebody else uses the load balancer', async () => {
    await deploy('gone', { pool: 'gone' });
    const { ruleArn } = await stage.look.service('gone', 'Web');
    const [gateway] = (await stage.look.ledger()).filter(
      (item) => item.kind === 'gateway' && JSON.stringify(item.pool).includes('"gone"'),
    );
    const [service] = (await stage.look.ledger()).filter(({ service }) => String(service).includes('stack/gone/'));
    const listener = Object(gateway?.facts).listenerArn;
    await elb.send(new DeleteRuleCommand({ RuleArn: ruleArn }));
    const { Rules: [foreign] = [] } = await elb.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: 77,
        Conditions: [{ Field: 'path-pattern', Values: ['/by-hand'] }],
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      }),
    );
    await vanish('gone');
    await forget({ PK: String(service?.PK), SK: String(service?.SK) });
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: await table(),
        Key: { PK: { S: String(gateway?.PK) }, SK: { S: String(gateway?.SK) } },
        UpdateExpression: 'SET #s = :closing, members = :nobody',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: { ':closing': { S: 'CLOSING' }, ':nobody': { M: {} } },
      }),
    );
    const fixed = await doctor('full');
    expect(fixed.findings).toMatchObject([
      { kind: 'foreign', problem: expect.stringContaining(foreign?.RuleArn ?? '-') },
    ]);
    expect(await stage.look.loadBalancers()).toHaveLength(2);

    await elb.send(new DeleteRuleCommand({ RuleArn: foreign?.RuleArn }));
    expect(await doctor()).toMatchObject({ findings: [{ kind: 'unfinished' }] });
    expect(await doctor('full')).toMatchObject({ findings: [] });
    expect(await stage.look.loadBalancers()).toHaveLength(1);
  });

  test('deletes what carries the tags and is in no ledger, and nothing without them', async () => {
    const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
    const VpcId = Subnets[0]?.VpcId;
    const Tags = [{ Key: TAG.gateway, Value: 'stray' }];
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: 'express-stray',
        Description: 'left behind',
        VpcId,
        TagSpecifications: [{ ResourceType: 'security-group', Tags }],
      }),
    );
    const make = (Name: string, tagged: boolean) =>
      elb.send(
        new CreateLoadBalancerCommand({
          Name,
          Subnets: Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId),
          SecurityGroups: [GroupId],
          ...(tagged && { Tags }),
        }),
      );
    await make('express-stray', true);
    await ecs.send(new CreateClusterCommand({ clusterName: 'stray', tags: [{ key: TAG.cluster, value: 'stray' }] }));
    await ecs.send(new CreateClusterCommand({ clusterName: 'foreign' }));
    expect((await doctor()).findings.map(({ kind, what }) => [kind, what])).toEqual([
      ['leftover', 'load balancer express-stray'],
      ['leftover', 'cluster stray'],
    ]);
    expect(await doctor('full')).toMatchObject({ findings: [] });
    expect(await stage.look.loadBalancers()).toHaveLength(1);
    expect(await stage.look.cluster('stray')).toBe(false);
    expect(await stage.look.cluster('foreign')).toBe(true);
    expect(await stage.look.securityGroups()).not.toContain(GroupId);
  });

  test('rebuilds a lost ledger from tags: services go on, update and leave as if nothing had been', async () => {
    const before = (await command('list')).stdout;
    const rules = await stage.look.rules();
    const { Items = [] } = await dynamodb.send(new ScanCommand({ TableName: await table() }));
    for (const { PK, SK } of Items) await forget({ PK: PK?.S ?? '', SK: SK?.S ?? '' });
    expect((await doctor()).findings).toMatchObject([{ kind: 'unrecorded' }]);
    expect(await doctor('full')).toMatchObject({ findings: [] });
    expect((await command('list')).stdout).toBe(before);
    expect(await stage.look.rules()).toEqual(rules);

    await deploy('shop', { refresh: 'fifth', image: 'web:4' });
    await deploy('more');
    expect(await stage.look.loadBalancers()).toHaveLength(1);
    expect(await doctor()).toEqual(WELL);
    for (const stack of ['shop', 'blog', 'more']) await stage.run('delete', '--stack-name', stack);
    expect(await leftovers(stage)).toEqual(NOTHING);
    expect(await doctor()).toEqual(WELL);
  });
});
