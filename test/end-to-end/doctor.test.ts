import { ScanCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { CreateSecurityGroupCommand, DescribeSubnetsCommand } from '@aws-sdk/client-ec2';
import { CreateClusterCommand, DeleteServiceCommand } from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  DeleteListenerCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  ModifyRuleCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GATEWAY_FUNCTION_NAME, TAG } from '../../handlers/contract';
import { EcsServices } from '../../handlers/gateway/aws/ecs/services';
import { memberTags } from '../../handlers/gateway/identity';
import { type Hands, handsOn } from './by-hand';
import { type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

/** Some of these tests close load balancers, and the gateway checks every five real seconds whether their interfaces are gone. */
/** Real milliseconds for one minute of AWS time. It may be short, because nothing here watches a deployment. */
const MINUTE_MS = 50;

const WELL = { findings: [], repaired: [] };

/** What the doctor finds after somebody did something by hand, and what `--fix` repairs. */
describe('the doctor', () => {
  let installed: InstalledAws;
  let hands: Hands;

  beforeAll(async () => {
    installed = await startInstalledAws({ minuteMs: MINUTE_MS });
    hands = handsOn(installed);
  });

  afterAll(() => installed?.stop());

  test('finds nothing where nothing is wrong', async () => {
    await Promise.all([hands.deploy('shop'), hands.deploy('blog')]);
    expect(await hands.doctor()).toEqual(WELL);
    const stderr = `Nothing is wrong in ${installed.aws.region}.\n`;
    expect(await hands.command('doctor')).toEqual({ code: 0, stdout: '', stderr });
  });

  test('makes a deleted listener rule again as it was, and says that the stack needs an update', async () => {
    const before = await installed.account.service('shop', 'Web');
    const { Rules: [old] = [] } = await hands.elb.send(new DescribeRulesCommand({ RuleArns: [before.ruleArn] }));
    await hands.elb.send(new DeleteRuleCommand({ RuleArn: before.ruleArn }));

    const found = await hands.doctor();
    expect(found).toMatchObject({ findings: [{ kind: 'missing', what: 'Web of stack shop' }] });
    const { code, stdout } = await hands.command('doctor');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^KIND +WHAT +FINDING +REMEDY\nmissing +Web of stack shop +its/);

    expect(await hands.doctor('full')).toMatchObject({
      findings: [{ kind: 'outdated', what: 'Web of stack shop', remedy: expect.stringContaining('Gateway.Refresh') }],
      repaired: [{ kind: 'missing', what: 'Web of stack shop' }],
    });
    const after = await installed.account.service('shop', 'Web');
    expect(after).toEqual({ ...before, ruleArn: after.ruleArn });
    const { Rules: [made] = [] } = await hands.elb.send(new DescribeRulesCommand({ RuleArns: [after.ruleArn] }));
    expect(made?.Conditions).toEqual(old?.Conditions);
    expect(made?.Transforms).toEqual(old?.Transforms);

    await hands.deploy('shop', { refresh: 'second', image: 'web:2' });
    expect(await hands.doctor()).toEqual(WELL);
    expect(await installed.account.service('shop', 'Web')).toMatchObject({
      image: 'web:2',
      shares: { blue: 0, green: 100 },
    });
  });

  test('makes a deleted listener again with the rules of all its services, with the live weights', async () => {
    const before = await Promise.all(['shop', 'blog'].map((stack) => installed.account.service(stack, 'Web')));
    const shop = before[0]?.serviceArn.split('/').at(-1) ?? '';
    expect(await new EcsServices(hands.ecs).liveTargetGroup('default', shop)).toContain('-green/');
    const [balancer = ''] = await installed.account.loadBalancers();
    const [ListenerArn] = await installed.account.listeners(balancer);
    await hands.elb.send(new DeleteListenerCommand({ ListenerArn }));

    // A foreign listener in its place is left alone.
    const redirect = { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } as const;
    const made = await hands.elb.send(
      new CreateListenerCommand({
        LoadBalancerArn: balancer,
        Protocol: 'HTTP',
        Port: 80,
        DefaultActions: [{ Type: 'redirect', RedirectConfig: redirect }],
      }),
    );
    const foreign = made.Listeners?.[0]?.ListenerArn ?? '-';
    expect((await hands.doctor('full')).findings).toMatchObject([
      { kind: 'foreign', problem: expect.stringContaining(foreign) },
    ]);
    expect(await installed.account.listeners(balancer)).toEqual([foreign]);
    await hands.elb.send(new DeleteListenerCommand({ ListenerArn: foreign }));

    expect(await hands.doctor()).toMatchObject({
      findings: [{ kind: 'missing', problem: expect.stringContaining('listener') }],
    });
    expect((await hands.doctor('full')).findings.map(({ kind }) => kind)).toEqual(['outdated', 'outdated']);
    const after = await Promise.all(['shop', 'blog'].map((stack) => installed.account.service(stack, 'Web')));
    expect(after).toEqual(before.map((one, index) => ({ ...one, ruleArn: after[index]?.ruleArn })));
    await Promise.all([
      hands.deploy('shop', { refresh: 'third', image: 'web:3' }),
      hands.deploy('blog', { refresh: 'third' }),
    ]);
    expect(await hands.doctor()).toEqual(WELL);
  });

  test('makes a deleted load balancer and its security group again', async () => {
    const [LoadBalancerArn = ''] = await installed.account.loadBalancers();
    const [GroupId = ''] = await installed.account.securityGroups();
    await hands.elb.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    await hands.cutOff(GroupId);
    await hands.deleteGroup(GroupId);
    expect((await hands.doctor()).findings).toMatchObject([
      { kind: 'missing', problem: expect.stringContaining('load balancer, security group, listener') },
    ]);
    expect((await hands.doctor('full')).findings.map(({ kind }) => kind)).toEqual(['outdated', 'outdated']);
    expect(await installed.account.loadBalancers()).toHaveLength(1);
    await Promise.all([
      hands.deploy('shop', { refresh: 'fourth', image: 'web:3' }),
      hands.deploy('blog', { refresh: 'fourth' }),
    ]);
    expect(await hands.doctor()).toEqual(WELL);
  });

  test('changes back the conditions of a rule only if a person asks', async () => {
    const { ruleArn } = await installed.account.service('shop', 'Web');
    const conditions = async () => {
      const { Rules: [rule] = [] } = await hands.elb.send(new DescribeRulesCommand({ RuleArns: [ruleArn] }));
      return rule?.Conditions?.map(({ Field, Values }) => [Field, Values]);
    };
    const before = await conditions();
    const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/elsewhere'] } }];
    await hands.elb.send(new ModifyRuleCommand({ RuleArn: ruleArn, Conditions }));
    const Payload = JSON.stringify({ source: 'cfn-express.sweeper' });
    await hands.lambda.send(new InvokeCommand({ FunctionName: GATEWAY_FUNCTION_NAME, Payload }));
    expect(await hands.doctor()).toMatchObject({ findings: [{ kind: 'changed', what: 'Web of stack shop' }] });
    expect(await hands.doctor('full')).toMatchObject({ findings: [], repaired: [{ kind: 'changed' }] });
    expect(await conditions()).toEqual(before);
  });

  test('gives up the seat of a stack that is gone', async () => {
    await hands.deploy('late', { pool: 'late' });
    await hands.vanish('late');
    expect(await hands.doctor()).toMatchObject({ findings: [{ kind: 'abandoned', what: 'Web of stack late' }] });
    expect(await hands.doctor('full')).toMatchObject({ findings: [] });
    expect(await installed.account.loadBalancers()).toHaveLength(1);
  });

  test('keeps what a DeletionPolicy has retained, and reports it', async () => {
    await hands.deploy('kept', { retain: true });
    const rules = await installed.account.rules();
    const { serviceArn: service } = await installed.account.service('kept', 'Web');
    await installed.run('delete', '--stack-name', 'kept');
    const finding = { kind: 'retained', what: 'Web of stack kept' };
    expect(await hands.doctor('full')).toMatchObject({ findings: [finding], repaired: [] });
    expect(await installed.account.rules()).toEqual(rules);
    const [seat] = (await installed.account.ledger()).filter(({ service }) => String(service).includes('stack/kept/'));
    await hands.forget({ PK: String(seat?.PK), SK: String(seat?.SK) });
    expect(await hands.doctor('full')).toMatchObject({ findings: [finding], repaired: [] });
    expect(await installed.account.rules()).toEqual(rules);
    const [GroupId = ''] = await installed.account.securityGroups();
    await hands.cutOff(GroupId, 'kept-');
    await hands.ecs.send(new DeleteServiceCommand({ cluster: 'default', service, force: true }));
    expect((await hands.doctor('full')).repaired.map(({ kind }) => kind)).toEqual([
      'abandoned',
      'leftover',
      'leftover',
    ]);
    expect(await hands.doctor()).toEqual(WELL);
  });

  test('finishes a closing that was abandoned, unless the load balancer has a foreign rule', async () => {
    await hands.deploy('gone', { pool: 'gone' });
    const { ruleArn } = await installed.account.service('gone', 'Web');
    const [gateway] = (await installed.account.ledger()).filter(
      (item) => item.kind === 'gateway' && JSON.stringify(item.pool).includes('"gone"'),
    );
    const [service] = (await installed.account.ledger()).filter(({ service }) =>
      String(service).includes('stack/gone/'),
    );
    const listener = Object(gateway?.facts).listenerArn;
    await hands.elb.send(new DeleteRuleCommand({ RuleArn: ruleArn }));
    const { Rules: [foreign] = [] } = await hands.elb.send(
      new CreateRuleCommand({
        ListenerArn: listener,
        Priority: 77,
        Conditions: [{ Field: 'path-pattern', Values: ['/by-hand'] }],
        Actions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200' } }],
      }),
    );
    await hands.vanish('gone');
    await hands.forget({ PK: String(service?.PK), SK: String(service?.SK) });
    await hands.dynamodb.send(
      new UpdateItemCommand({
        TableName: await hands.table(),
        Key: { PK: { S: String(gateway?.PK) }, SK: { S: String(gateway?.SK) } },
        UpdateExpression: 'SET #s = :closing, members = :nobody',
        ExpressionAttributeNames: { '#s': 'state' },
        ExpressionAttributeValues: { ':closing': { S: 'CLOSING' }, ':nobody': { M: {} } },
      }),
    );
    const fixed = await hands.doctor('full');
    expect(fixed.findings).toMatchObject([
      { kind: 'foreign', problem: expect.stringContaining(foreign?.RuleArn ?? '-') },
    ]);
    expect(await installed.account.loadBalancers()).toHaveLength(2);

    await hands.elb.send(new DeleteRuleCommand({ RuleArn: foreign?.RuleArn }));
    expect(await hands.doctor()).toMatchObject({ findings: [{ kind: 'unfinished' }] });
    expect(await hands.doctor('full')).toMatchObject({ findings: [] });
    expect(await installed.account.loadBalancers()).toHaveLength(1);
  });

  test('deletes what has the tags of cfn-express and is not in the ledger, and nothing without those tags', async () => {
    const { Subnets = [] } = await hands.ec2.send(new DescribeSubnetsCommand({}));
    const VpcId = Subnets[0]?.VpcId;
    const founder = memberTags('arn:aws:cloudformation:us-east-1:123456789012:stack/stray/0-0/Web~request');
    const Tags = Object.entries({ [TAG.gateway]: 'stray', ...founder }).map(([Key, Value]) => ({ Key, Value }));
    const { GroupId = '' } = await hands.ec2.send(
      new CreateSecurityGroupCommand({
        GroupName: 'express-stray',
        Description: 'left behind',
        VpcId,
        TagSpecifications: [{ ResourceType: 'security-group', Tags }],
      }),
    );
    const make = (Name: string, tagged: boolean) =>
      hands.elb.send(
        new CreateLoadBalancerCommand({
          Name,
          Subnets: Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId),
          SecurityGroups: [GroupId],
          ...(tagged && { Tags }),
        }),
      );
    await make('express-stray', true);
    await hands.ecs.send(
      new CreateClusterCommand({ clusterName: 'stray', tags: [{ key: TAG.cluster, value: 'stray' }] }),
    );
    await hands.ecs.send(new CreateClusterCommand({ clusterName: 'foreign' }));
    const found = [
      ['leftover', 'load balancer express-stray'],
      ['leftover', 'cluster stray'],
    ];
    for (const treatment of ['none', 'unattended'] as const) {
      const { findings } = await hands.doctor(treatment);
      expect(findings.map(({ kind, what }) => [kind, what])).toEqual(found);
    }
    expect(await hands.doctor('full')).toMatchObject({ findings: [] });
    expect(await installed.account.loadBalancers()).toHaveLength(1);
    expect(await installed.account.cluster('stray')).toBe(false);
    expect(await installed.account.cluster('foreign')).toBe(true);
    expect(await installed.account.securityGroups()).not.toContain(GroupId);
  });

  test('records a whole lost ledger from tags, so that services are updated and deleted as before', async () => {
    const before = (await hands.command('list')).stdout;
    const rules = await installed.account.rules();
    const { Items = [] } = await hands.dynamodb.send(new ScanCommand({ TableName: await hands.table() }));
    for (const { PK, SK } of Items) await hands.forget({ PK: PK?.S ?? '', SK: SK?.S ?? '' });
    expect((await hands.doctor()).findings).toMatchObject([{ kind: 'unrecorded' }]);
    expect(await hands.doctor('full')).toMatchObject({ findings: [] });
    expect((await hands.command('list')).stdout).toBe(before);
    expect(await installed.account.rules()).toEqual(rules);

    await hands.deploy('shop', { refresh: 'fifth', image: 'web:4' });
    await hands.deploy('more');
    expect(await installed.account.loadBalancers()).toHaveLength(1);
    expect(await hands.doctor()).toEqual(WELL);
    for (const stack of ['shop', 'blog', 'more']) await installed.run('delete', '--stack-name', stack);
    expect(await leftovers(installed)).toEqual(NOTHING);
    expect(await hands.doctor()).toEqual(WELL);
  });
});
