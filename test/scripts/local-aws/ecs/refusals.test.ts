import { CreateSecurityGroupCommand, CreateVpcCommand } from '@aws-sdk/client-ec2';
import {
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceCommandInput,
  RunTaskCommand,
} from '@aws-sdk/client-ecs';
import {
  type BlueGreenRule,
  createRoute,
  createTargetGroup,
  type EcsStage,
  openStage,
  present,
  registerTask,
  serviceRequest,
} from './stage';

let stage: EcsStage;
let route: BlueGreenRule;
let request: CreateServiceCommandInput;
beforeAll(async () => {
  stage = await openStage();
  route = await createRoute(stage);
  request = serviceRequest(stage, 'refused', await registerTask(stage), { strategy: 'CANARY' }, route);
});
afterAll(() => stage.close());

const entry = () => present(request.loadBalancers?.[0]);
const advanced = (change: object) => ({
  loadBalancers: [{ ...entry(), advancedConfiguration: { ...present(entry().advancedConfiguration), ...change } }],
});
function network(change: object) {
  const { subnets, securityGroups } = stage.network;
  return { networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups, ...change } } };
}

test.each<[string, () => object]>([
  [
    'The container Other does not exist in the task definition.',
    () => ({ loadBalancers: [{ ...entry(), containerName: 'Other' }] }),
  ],
  [
    'The container Main did not have a container port 8080 defined.',
    () => ({ loadBalancers: [{ ...entry(), containerPort: 8080 }] }),
  ],
  [
    'Unable to assume role and validate the specified targetGroupArn.',
    () => ({ loadBalancers: [{ ...entry(), targetGroupArn: `${route.blue}0` }] }),
  ],
  [
    'advancedConfiguration field is required for all loadBalancers',
    () => ({ loadBalancers: [{ ...entry(), advancedConfiguration: undefined }] }),
  ],
  ['Duplicate targetGroupArn found', () => advanced({ alternateTargetGroupArn: route.blue })],
  ['productionListenerRule has an invalid ARN format', () => advanced({ productionListenerRule: stage.listenerArn })],
  ['cannot be used as both production and test listener rules', () => advanced({ testListenerRule: route.rule })],
  ['One or more rules not found', () => advanced({ productionListenerRule: `${route.rule}0` })],
  [
    'canaryPercent must be',
    () => ({ deploymentConfiguration: { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 200 } } }),
  ],
  ['TaskDefinition not found.', () => ({ taskDefinition: 'nothing' })],
  ['TaskDefinition can not be blank.', () => ({ taskDefinition: undefined })],
  ["must be provided when networkMode 'awsvpc'", () => ({ networkConfiguration: undefined })],
  ['subnets can not be empty.', () => network({ subnets: [] })],
  ['Error retrieving subnet information for [subnet-00000000]', () => network({ subnets: ['subnet-00000000'] })],
  ['Error retrieving security group information for [sg-00000000]', () => network({ securityGroups: ['sg-00000000'] })],
  [
    'securityGroups can have at most 5 items',
    () => network({ securityGroups: Array.from({ length: 6 }, () => stage.network.securityGroups[0]) }),
  ],
  [
    'a capacity provider that is not associated with the cluster',
    () => ({ capacityProviderStrategy: [{ capacityProvider: 'MINE', weight: 1 }] }),
  ],
  [
    'at least one capacity provider with a weight greater than 0',
    () => ({ capacityProviderStrategy: [{ capacityProvider: 'FARGATE', base: 1 }] }),
  ],
  ['Specifying both a launch type and capacity provider strategy', () => ({ launchType: 'FARGATE' })],
  ['does not support launch_type EC2', () => ({ capacityProviderStrategy: undefined, launchType: 'EC2' })],
  ['The daemon scheduling strategy is not supported', () => ({ schedulingStrategy: 'DAEMON' })],
  ['Cluster not found.', () => ({ cluster: 'nowhere' })],
  ['Service names have', () => ({ serviceName: 'a service' })],
  ['desiredCount is negative', () => ({ desiredCount: -1 })],
])('a service is refused with the message: %s', async (message, change) => {
  await expect(stage.ecs.send(new CreateServiceCommand({ ...request, ...change() }))).rejects.toThrow(message);
});

test('a target group without a load balancer is refused', async () => {
  const targetGroupArn = await createTargetGroup(stage.elb, 'lonely', stage.network.vpcId);
  const loadBalancers = [{ ...entry(), targetGroupArn }];
  await expect(stage.ecs.send(new CreateServiceCommand({ ...request, loadBalancers }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: `The target group with targetGroupArn ${targetGroupArn} does not have an associated load balancer.`,
  });
});

test('without a test rule the production rule must forward to both target groups', async () => {
  const other = await createRoute(stage);
  const change = advanced({ alternateTargetGroupArn: other.green });
  await expect(stage.ecs.send(new CreateServiceCommand({ ...request, ...change }))).rejects.toThrow(
    'testListenerRule is required when productionListenerRule is not associated with both',
  );
});

test('a security group of another VPC is refused', async () => {
  const { Vpc } = await stage.ec2.send(new CreateVpcCommand({ CidrBlock: '10.9.0.0/16' }));
  const { GroupId } = await stage.ec2.send(
    new CreateSecurityGroupCommand({ GroupName: 'elsewhere', Description: 'elsewhere', VpcId: Vpc?.VpcId }),
  );
  const change = network({ securityGroups: [GroupId] });
  await expect(stage.ecs.send(new CreateServiceCommand({ ...request, ...change }))).rejects.toThrow(
    'must be of one VPC',
  );
});

test('a Fargate strategy is refused in a cluster without capacity providers', async () => {
  await stage.ecs.send(new CreateClusterCommand({ clusterName: 'bare' }));
  await expect(stage.ecs.send(new CreateServiceCommand({ ...request, cluster: 'bare' }))).rejects.toThrow(
    'Associate the capacity provider with the cluster',
  );
});

test('operations that are not played are refused by name, and SDKs do not try again', async () => {
  const runTask = new RunTaskCommand({ cluster: 'main', taskDefinition: 'web' });
  await expect(stage.ecs.send(runTask)).rejects.toMatchObject({
    name: 'NotImplemented',
    message: 'ecs RunTask is not played by the embedded AWS',
    $metadata: { httpStatusCode: 501, attempts: 1 },
  });
  const deploymentController = { type: 'CODE_DEPLOY' } as const;
  await expect(stage.ecs.send(new CreateServiceCommand({ ...request, deploymentController }))).rejects.toThrow(
    'The deployment controller CODE_DEPLOY is not played by the embedded AWS',
  );
});
