import {
  ApplicationAutoScalingClient,
  DescribeScalableTargetsCommand,
  DescribeScalingPoliciesCommand,
} from '@aws-sdk/client-application-auto-scaling';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeClustersCommand,
  DescribeServicesCommand,
  DescribeTaskDefinitionCommand,
  ECSClient,
  ListTagsForResourceCommand,
} from '@aws-sdk/client-ecs';
import {
  DescribeTagsCommand,
  DescribeTargetGroupAttributesCommand,
  DescribeTargetGroupsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { att, ref, type StackUnderTest, startStackUnderTest } from './stack-under-test';

let stack: StackUnderTest;
let subnets: string[];
let vpc: string;
beforeAll(async () => {
  stack = await startStackUnderTest('containers');
  const { Subnets = [] } = await stack.client(EC2Client).send(new DescribeSubnetsCommand({}));
  subnets = Subnets.slice(0, 2).map(({ SubnetId = '' }) => SubnetId);
  vpc = Subnets[0]?.VpcId ?? '';
});
afterAll(() => stack.stop());
afterEach(() => stack.remove());

const LOG_OPTIONS = { 'awslogs-group': 'g', 'awslogs-create-group': 'true', 'awslogs-stream-prefix': 'a', Mode: 'x' };

const resources = (
  image: string,
  more: { service?: object; policy?: number; group?: object; alarm?: number } = {},
) => ({
  Cluster: {
    Type: 'AWS::ECS::Cluster',
    Properties: { CapacityProviders: ['FARGATE'], Tags: [{ Key: 'a', Value: 'b' }] },
  },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Principal: { Service: 'ecs-tasks.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
    },
  },
  Task: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Cpu: 256,
      Memory: '512',
      NetworkMode: 'awsvpc',
      RequiresCompatibilities: ['FARGATE'],
      ExecutionRoleArn: att('Role', 'Arn'),
      ContainerDefinitions: [
        {
          Name: 'Main',
          Image: image,
          PortMappings: [{ ContainerPort: '80' }],
          DockerLabels: { Upper: 'kept' },
          LogConfiguration: { LogDriver: 'awslogs', Options: LOG_OPTIONS },
        },
      ],
    },
  },
  Service: {
    Type: 'AWS::ECS::Service',
    Properties: {
      Cluster: ref('Cluster'),
      TaskDefinition: ref('Task'),
      CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE', Weight: 1 }],
      NetworkConfiguration: { AwsvpcConfiguration: { Subnets: subnets, AssignPublicIp: 'ENABLED' } },
      DeploymentConfiguration: { DeploymentCircuitBreaker: { Enable: true, Rollback: true } },
      ...more.service,
    },
  },
  Target: {
    Type: 'AWS::ApplicationAutoScaling::ScalableTarget',
    Properties: {
      ServiceNamespace: 'ecs',
      ScalableDimension: 'ecs:service:DesiredCount',
      ResourceId: { 'Fn::Join': ['/', ['service', ref('Cluster'), att('Service', 'Name')]] },
      MinCapacity: 1,
      MaxCapacity: 5,
    },
  },
  Policy: {
    Type: 'AWS::ApplicationAutoScaling::ScalingPolicy',
    Properties: {
      PolicyName: 'cpu',
      PolicyType: 'TargetTrackingScaling',
      ScalingTargetId: ref('Target'),
      TargetTrackingScalingPolicyConfiguration: {
        TargetValue: more.policy ?? 60,
        PredefinedMetricSpecification: { PredefinedMetricType: 'ECSServiceAverageCPUUtilization' },
      },
    },
  },
  Group: {
    Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
    Properties: {
      VpcId: vpc,
      Port: 80,
      Protocol: 'HTTP',
      TargetType: 'ip',
      HealthCheckPath: '/',
      Tags: [{ Key: 'x', Value: '1' }],
      ...more.group,
    },
  },
  Alarm: {
    Type: 'AWS::CloudWatch::Alarm',
    Properties: {
      ComparisonOperator: 'GreaterThanThreshold',
      EvaluationPeriods: 1,
      Threshold: more.alarm ?? 1,
      MetricName: 'm',
      Namespace: 'n',
      Period: 60,
      Statistic: 'Sum',
      Dimensions: [{ Name: 'TargetGroup', Value: att('Group', 'TargetGroupFullName') }],
    },
  },
});

test('a service runs when its stack is complete, is updated in place, and is deleted with its tasks', async () => {
  const ecs = stack.client(ECSClient);
  const { Arn } = await stack.deploy(resources('nginx:1'), { Arn: att('Service', 'ServiceArn') });
  const first = await stack.ids();
  expect(Arn).toBe(first.Service);
  const service = async () => {
    const command = new DescribeServicesCommand({ cluster: first.Cluster, services: [first.Service ?? ''] });
    return (await ecs.send(command)).services?.[0];
  };
  expect(await service()).toMatchObject({
    status: 'ACTIVE',
    desiredCount: 1,
    runningCount: 1,
    taskDefinition: first.Task,
  });
  const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: first.Task ?? '' }));
  expect(taskDefinition).toMatchObject({ cpu: '256', memory: '512', networkMode: 'awsvpc' });
  expect(taskDefinition?.containerDefinitions?.[0]).toMatchObject({
    portMappings: [expect.objectContaining({ containerPort: 80 })],
    dockerLabels: { Upper: 'kept' },
    logConfiguration: { options: LOG_OPTIONS },
  });

  await stack.deploy(resources('nginx:2', { service: { EnableExecuteCommand: true }, policy: 50 }));
  const second = await stack.ids();
  expect([second.Service, second.Task === first.Task]).toEqual([first.Service, false]);
  expect(await service()).toMatchObject({ taskDefinition: second.Task, enableExecuteCommand: true, desiredCount: 1 });
  const old = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: first.Task ?? '' }));
  expect(old.taskDefinition?.status).toBe('INACTIVE');
  const scaling = stack.client(ApplicationAutoScalingClient);
  const { ScalingPolicies } = await scaling.send(new DescribeScalingPoliciesCommand({ ServiceNamespace: 'ecs' }));
  expect(ScalingPolicies?.[0]?.TargetTrackingScalingPolicyConfiguration?.TargetValue).toBe(50);

  await stack.remove();
  expect((await service())?.status ?? 'INACTIVE').toBe('INACTIVE');
  const { clusters = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [first.Cluster ?? ''] }));
  expect(clusters.filter(({ status }) => status === 'ACTIVE')).toEqual([]);
  expect((await scaling.send(new DescribeScalableTargetsCommand({ ServiceNamespace: 'ecs' }))).ScalableTargets).toEqual(
    [],
  );
});

test('an image that never becomes healthy fails the update with ECS’s message, and the service keeps the old image', async () => {
  await stack.deploy(resources('nginx:1'));
  const before = await stack.ids();
  await expect(stack.deploy(resources('nginx:crash'))).rejects.toThrow(
    /UPDATE_ROLLBACK_COMPLETE: Service: .*circuit breaker/i,
  );
  expect((await stack.ids()).Task).toBe(before.Task);
});

test('stack tags and cluster settings are applied without replacing a service', async () => {
  await stack.deploy(resources('nginx:1'));
  const before = await stack.ids();
  const settings = {
    Cluster: {
      ...resources('nginx:1').Cluster,
      Properties: {
        CapacityProviders: ['FARGATE', 'FARGATE_SPOT'],
        ClusterSettings: [{ Name: 'containerInsights', Value: 'enabled' }],
      },
    },
  };
  await stack.deploy({ ...resources('nginx:1'), ...settings }, {}, [{ Key: 'stack', Value: 'test' }]);
  expect(await stack.ids()).toEqual(before);
  const ecs = stack.client(ECSClient);
  for (const resourceArn of [before.Service, before.Task]) {
    const { tags } = await ecs.send(new ListTagsForResourceCommand({ resourceArn }));
    expect(tags).toContainEqual({ key: 'stack', value: 'test' });
  }
  const { clusters: [cluster] = [] } = await ecs.send(
    new DescribeClustersCommand({ clusters: [before.Cluster ?? ''], include: ['SETTINGS', 'TAGS'] }),
  );
  expect(cluster?.capacityProviders).toEqual(['FARGATE', 'FARGATE_SPOT']);
  expect(cluster?.settings).toContainEqual({ name: 'containerInsights', value: 'enabled' });
});

test('capacity providers are associated with a cluster, changed, moved to another cluster and removed', async () => {
  const ecs = stack.client(ECSClient);
  const Cluster = { Type: 'AWS::ECS::Cluster' };
  const of = async (name = '') => {
    const { clusters: [cluster] = [] } = await ecs.send(new DescribeClustersCommand({ clusters: [name] }));
    return [cluster?.capacityProviders, cluster?.defaultCapacityProviderStrategy];
  };
  const resources = (cluster: string, CapacityProviders: string[], strategy: object[] = []) => ({
    Cluster,
    Other: Cluster,
    Providers: {
      Type: 'AWS::ECS::ClusterCapacityProviderAssociations',
      Properties: { Cluster: ref(cluster), CapacityProviders, DefaultCapacityProviderStrategy: strategy },
    },
  });
  const { Ref } = await stack.deploy(resources('Cluster', ['FARGATE']), { Ref: ref('Providers') });
  const first = await stack.ids();
  expect(Ref).toBe(first.Cluster);
  expect(await of(first.Cluster)).toEqual([['FARGATE'], []]);

  const strategy = [{ CapacityProvider: 'FARGATE_SPOT', Weight: '2', Base: 1 }];
  await stack.deploy(resources('Cluster', ['FARGATE', 'FARGATE_SPOT'], strategy));
  const spot = [
    ['FARGATE', 'FARGATE_SPOT'],
    [expect.objectContaining({ capacityProvider: 'FARGATE_SPOT', weight: 2 })],
  ];
  expect(await of(first.Cluster)).toEqual(spot);

  await stack.deploy(resources('Other', ['FARGATE', 'FARGATE_SPOT'], strategy));
  expect((await stack.ids()).Providers).toBe(first.Other);
  expect([await of(first.Cluster), await of(first.Other)]).toEqual([[[], []], spot]);

  await stack.deploy({ Cluster, Other: Cluster });
  expect(await of(first.Other)).toEqual([[], []]);
});

test('target groups and alarms change in place, and a change of the port replaces the target group', async () => {
  const elb = stack.client(ElasticLoadBalancingV2Client);
  await stack.deploy(resources('nginx:1'));
  const { Group = '', Alarm = '' } = await stack.ids();
  expect(Group).toMatch(/targetgroup\/contai-Group-[A-Z0-9]{12}|targetgroup\/containers?-Group-[A-Z0-9]{12}/);
  await stack.deploy(
    resources('nginx:1', {
      alarm: 2,
      group: {
        HealthCheckPath: '/ready',
        Tags: [{ Key: 'x', Value: '2' }],
        TargetGroupAttributes: [{ Key: 'deregistration_delay.timeout_seconds', Value: '15' }],
      },
    }),
  );
  expect((await stack.ids()).Group).toBe(Group);
  const { TargetGroups } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [Group] }));
  expect(TargetGroups?.[0]?.HealthCheckPath).toBe('/ready');
  const { Attributes } = await elb.send(new DescribeTargetGroupAttributesCommand({ TargetGroupArn: Group }));
  expect(Attributes).toContainEqual({ Key: 'deregistration_delay.timeout_seconds', Value: '15' });
  const { TagDescriptions } = await elb.send(new DescribeTagsCommand({ ResourceArns: [Group] }));
  expect(TagDescriptions?.[0]?.Tags).toEqual([{ Key: 'x', Value: '2' }]);
  const { MetricAlarms } = await stack
    .client(CloudWatchClient)
    .send(new DescribeAlarmsCommand({ AlarmNames: [Alarm] }));
  expect(MetricAlarms?.[0]).toMatchObject({
    Threshold: 2,
    Dimensions: [{ Name: 'TargetGroup', Value: Group.slice(Group.lastIndexOf(':') + 1) }],
  });
  await stack.deploy(resources('nginx:1', { group: { Port: 81 } }));
  expect((await stack.ids()).Group).not.toBe(Group);
  await expect(elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [Group] }))).rejects.toThrow();
});
