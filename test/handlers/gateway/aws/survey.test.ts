import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  type Stack,
  type StackSummary,
} from '@aws-sdk/client-cloudformation';
import { DescribeSecurityGroupsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { DescribeClustersCommand, DescribeServicesCommand, ECSClient, ListClustersCommand } from '@aws-sdk/client-ecs';
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ElasticLoadBalancing } from '../../../../handlers/gateway/aws/elastic-load-balancing/load-balancers';
import { AwsSurvey } from '../../../../handlers/gateway/aws/survey';
import { mockClient } from '../../../mock-client';
import { awsError } from '../account/aws-error';

const region = 'eu-west-1';
const elb = mockClient(ElasticLoadBalancingV2Client);
const ec2 = mockClient(EC2Client);
const ecs = mockClient(ECSClient);
const cloudformation = mockClient(CloudFormationClient);
const clients = {
  elb: new ElasticLoadBalancingV2Client({ region }),
  ec2: new EC2Client({ region }),
  ecs: new ECSClient({ region }),
  cloudformation: new CloudFormationClient({ region }),
};
const survey = new AwsSurvey(clients, new ElasticLoadBalancing(clients.elb));

const ours = [{ Key: 'cfn-express:gateway', Value: 't' }];

beforeEach(() => {
  for (const mock of [elb, ec2, ecs, cloudformation]) mock.reset();
});

describe('load balancers', () => {
  const balancer = (LoadBalancerName: string, Type: 'application' | 'network' = 'application') => ({
    LoadBalancerArn: `arn:${LoadBalancerName}`,
    LoadBalancerName,
    Type,
    DNSName: 'dns',
    CanonicalHostedZoneId: 'Z1',
    VpcId: 'vpc-1',
    Scheme: 'internal' as const,
    AvailabilityZones: [{ ZoneName: 'a', SubnetId: 'subnet-a' }, { ZoneName: 'b' }],
    SecurityGroups: ['sg-1'],
  });

  it('are looked at side by side, but no more than 8 at a time', async () => {
    const LoadBalancers = Array.from({ length: 20 }, (_, number) => balancer(`express-${number}`));
    elb.on(DescribeLoadBalancersCommand).resolves({ LoadBalancers });
    elb.on(DescribeTagsCommand).callsFake(({ ResourceArns }) => ({
      TagDescriptions: ResourceArns.map((ResourceArn: string) => ({ ResourceArn, Tags: ours })),
    }));
    let running = 0;
    let most = 0;
    elb.on(DescribeListenersCommand).callsFake(async () => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      running--;
      return { Listeners: [] };
    });
    expect((await survey.loadBalancers()).map(({ name }) => name)).toEqual(
      LoadBalancers.map(({ LoadBalancerName }) => LoadBalancerName),
    );
    expect(most).toBe(8);
  });

  it('are read page by page with their listeners and rules, if they have the tags', async () => {
    elb
      .on(DescribeLoadBalancersCommand)
      .resolvesOnce({ LoadBalancers: [balancer('express-t'), balancer('theirs')], NextMarker: 'next' })
      .resolves({ LoadBalancers: [balancer('express-yourself'), balancer('express-net', 'network')] });
    elb.on(DescribeListenersCommand, { LoadBalancerArn: 'arn:express-t' }).resolves({
      Listeners: [
        { ListenerArn: 'arn:listener', Port: 80 },
        { ListenerArn: 'arn:foreign', Port: 8080 },
      ],
    });
    elb.on(DescribeRulesCommand, { ListenerArn: 'arn:listener' }).resolves({
      Rules: [
        { RuleArn: 'arn:rule', Priority: '3', Conditions: [], Actions: [] },
        { RuleArn: 'arn:default', IsDefault: true },
      ],
    });
    elb.on(DescribeRulesCommand, { ListenerArn: 'arn:foreign' }).resolves({ Rules: [] });
    elb.on(DescribeTagsCommand).callsFake(({ ResourceArns }: { ResourceArns: string[] }) => ({
      TagDescriptions: ResourceArns.map((ResourceArn) => ({
        ResourceArn,
        Tags: /yourself|foreign/.test(ResourceArn) ? [] : ours,
      })),
    }));
    const tags = { 'cfn-express:gateway': 't' };
    expect(await survey.loadBalancers()).toEqual([
      {
        arn: 'arn:express-t',
        name: 'express-t',
        dnsName: 'dns',
        hostedZoneId: 'Z1',
        vpcId: 'vpc-1',
        scheme: 'internal',
        zones: { a: 'subnet-a' },
        securityGroupIds: ['sg-1'],
        tags,
        listeners: [
          {
            arn: 'arn:listener',
            port: 80,
            tags,
            rules: [
              { arn: 'arn:rule', priority: 3, conditions: { hosts: [], paths: [], cidrs: [] }, weights: {}, tags },
            ],
          },
          { arn: 'arn:foreign', port: 8080, tags: {}, rules: [] },
        ],
      },
    ]);
  });

  it('are an empty list if there are none', async () => {
    elb.on(DescribeLoadBalancersCommand).resolves({});
    expect(await survey.loadBalancers()).toEqual([]);
  });
});

it('finds security groups by their tag', async () => {
  ec2
    .on(DescribeSecurityGroupsCommand, { Filters: [{ Name: 'tag-key', Values: ['cfn-express:gateway'] }] })
    .resolves({ SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'express-t', VpcId: 'vpc-1', Tags: ours }] });
  expect(await survey.securityGroups()).toEqual([
    { id: 'sg-1', name: 'express-t', vpcId: 'vpc-1', tags: { 'cfn-express:gateway': 't' } },
  ]);
});

describe('clusters', () => {
  it('are listed if they are active and have the tag', async () => {
    ecs.on(ListClustersCommand).resolves({ clusterArns: ['arn:a', 'arn:b', 'arn:c'] });
    ecs.on(DescribeClustersCommand, { clusters: ['arn:a', 'arn:b', 'arn:c'], include: ['TAGS'] }).resolves({
      clusters: [
        { clusterName: 'a', status: 'ACTIVE', tags: [{ key: 'cfn-express:cluster', value: 't' }] },
        { clusterName: 'b', status: 'ACTIVE', tags: [] },
        { clusterName: 'c', status: 'INACTIVE', tags: [{ key: 'cfn-express:cluster', value: 't' }] },
      ],
    });
    expect(await survey.clusters()).toEqual([{ name: 'a', tags: { 'cfn-express:cluster': 't' } }]);
  });

  it('are not described if there are none', async () => {
    ecs.on(ListClustersCommand).resolves({ clusterArns: [] });
    expect(await survey.clusters()).toEqual([]);
    expect(ecs.commandCalls(DescribeClustersCommand)).toEqual([]);
  });
});

it('lists stacks page by page, nested ones too, except deleted ones, and says which have an operation in progress', async () => {
  const summary = (StackId: string, StackStatus: Stack['StackStatus'], more: Partial<StackSummary> = {}) => ({
    StackId,
    StackName: 's',
    CreationTime: new Date(0),
    StackStatus,
    ...more,
  });
  cloudformation
    .on(ListStacksCommand)
    .resolvesOnce({
      StackSummaries: [
        summary('a', 'UPDATE_ROLLBACK_COMPLETE', { LastUpdatedTime: new Date(60_000) }),
        summary('b', 'UPDATE_IN_PROGRESS'),
        summary('nested', 'CREATE_COMPLETE', { ParentId: 'a', RootId: 'a' }),
      ],
      NextToken: 'next',
    })
    .resolves({ StackSummaries: [summary('c', 'DELETE_FAILED'), summary('d', 'UPDATE_FAILED')] });
  const pages = [];
  for await (const page of survey.listed()) pages.push(page);
  expect(pages).toEqual([
    [
      { id: 'a', state: 'resting', version: 'UPDATE_ROLLBACK_COMPLETE 1970-01-01T00:01:00.000Z' },
      { id: 'b', state: 'busy', version: 'UPDATE_IN_PROGRESS 1970-01-01T00:00:00.000Z' },
      { id: 'nested', state: 'resting', version: 'CREATE_COMPLETE 1970-01-01T00:00:00.000Z' },
    ],
    [
      { id: 'c', state: 'resting', version: 'DELETE_FAILED 1970-01-01T00:00:00.000Z' },
      { id: 'd', state: 'busy', version: 'UPDATE_FAILED 1970-01-01T00:00:00.000Z' },
    ],
  ]);
  const [{ StackStatusFilter = [] } = {}] = cloudformation
    .commandCalls(ListStacksCommand)
    .map((call) => call.args[0].input);
  expect(StackStatusFilter).toContain('CREATE_COMPLETE');
  expect(StackStatusFilter).not.toContain('DELETE_COMPLETE');
});

it('lists a stack with another version after another update and after another deletion', async () => {
  const versions = new Set<string>();
  const times: Partial<StackSummary>[] = [
    {},
    { LastUpdatedTime: new Date(1_000) },
    { LastUpdatedTime: new Date(1_000), DeletionTime: new Date(2_000) },
    { LastUpdatedTime: new Date(1_000), DeletionTime: new Date(3_000) },
    { LastUpdatedTime: new Date(4_000), DeletionTime: new Date(3_000) },
    { DeletionTime: new Date(1_000) },
  ];
  for (const some of times) {
    const stack = { StackId: 'a', StackName: 's', CreationTime: new Date(0), StackStatus: 'DELETE_FAILED' as const };
    cloudformation.on(ListStacksCommand).resolves({ StackSummaries: [{ ...stack, ...some }] });
    for await (const [listed] of survey.listed()) versions.add(listed?.version ?? '');
  }
  expect(versions.size).toBe(times.length);
});

describe('a stack', () => {
  const isIn = (StackStatus: Stack['StackStatus']) =>
    cloudformation
      .on(DescribeStacksCommand, { StackName: 'id' })
      .resolves({ Stacks: [{ StackName: 's', CreationTime: new Date(0), StackStatus }] });

  it.each(['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'DELETE_FAILED'] as const)(
    'in %s rests, with all of its resources but those that are deleted',
    async (status) => {
      isIn(status);
      const resource = { LastUpdatedTimestamp: new Date(0), ResourceType: 'T' };
      cloudformation
        .on(ListStackResourcesCommand, { StackName: 'id' })
        .resolvesOnce({
          StackResourceSummaries: [
            { ...resource, LogicalResourceId: 'A', PhysicalResourceId: 'a', ResourceStatus: 'DELETE_SKIPPED' },
            { ...resource, LogicalResourceId: 'B', PhysicalResourceId: 'b', ResourceStatus: 'DELETE_COMPLETE' },
          ],
          NextToken: 'next',
        })
        .resolves({
          StackResourceSummaries: [
            { ...resource, LogicalResourceId: 'C', PhysicalResourceId: 'c', ResourceStatus: 'CREATE_COMPLETE' },
            { ...resource, LogicalResourceId: 'D', ResourceStatus: 'CREATE_FAILED' },
          ],
        });
      expect(await survey.stack('id')).toEqual({
        state: 'resting',
        resources: [
          { logicalId: 'A', physicalId: 'a', type: 'T' },
          { logicalId: 'C', physicalId: 'c', type: 'T' },
        ],
      });
    },
  );

  it.each([
    'UPDATE_IN_PROGRESS',
    'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
    'UPDATE_FAILED',
    'UPDATE_ROLLBACK_FAILED',
  ] as const)('in %s may still change or go back', async (status) => {
    isIn(status);
    expect(await survey.stack('id')).toEqual({ state: 'busy' });
  });

  it('is gone if it is deleted, or if CloudFormation has forgotten it', async () => {
    isIn('DELETE_COMPLETE');
    expect(await survey.stack('id')).toEqual({ state: 'gone' });
    cloudformation.on(DescribeStacksCommand).rejects(awsError('ValidationError', 'Stack with id id does not exist'));
    expect(await survey.stack('id')).toEqual({ state: 'gone' });
  });

  it.each(['AccessDenied', 'Throttling', 'ValidationError'])('is unknown on %s, with the reason', async (code) => {
    cloudformation.on(DescribeStacksCommand).rejects(awsError(code, 'no'));
    expect(await survey.stack('id')).toEqual({ state: 'unknown', reason: `${code}: no` });
  });

  it('is unknown when its resources cannot be listed', async () => {
    isIn('CREATE_COMPLETE');
    cloudformation.on(ListStackResourcesCommand).rejects(awsError('AccessDenied', 'no'));
    expect(await survey.stack('id')).toEqual({ state: 'unknown', reason: 'AccessDenied: no' });
  });
});

describe("a service's network", () => {
  const arn = 'arn:aws:ecs:eu-west-1:1:service/default/web';
  const asked = { cluster: 'default', services: [arn] };

  it('is that of its tasks', async () => {
    const awsvpcConfiguration = { subnets: ['subnet-a'], assignPublicIp: 'ENABLED' as const };
    ecs
      .on(DescribeServicesCommand, asked)
      .resolves({ services: [{ status: 'ACTIVE', networkConfiguration: { awsvpcConfiguration } }] });
    expect(await survey.serviceNetwork(arn)).toEqual({ subnetIds: ['subnet-a'], assignPublicIp: 'ENABLED' });
  });

  it('is undefined if the service or its cluster does not exist', async () => {
    ecs.on(DescribeServicesCommand, asked).resolvesOnce({ services: [{ status: 'INACTIVE' }] });
    expect(await survey.serviceNetwork(arn)).toBeUndefined();
    ecs.on(DescribeServicesCommand, asked).rejects(awsError('ClusterNotFoundException'));
    expect(await survey.serviceNetwork(arn)).toBeUndefined();
  });
});
