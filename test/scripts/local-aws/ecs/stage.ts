/** The set-up of tests of services: an embedded AWS with a cluster, a load balancer, and rules over two target groups. */
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import {
  AuthorizeSecurityGroupIngressCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import {
  ContinueServiceDeploymentCommand,
  CreateClusterCommand,
  CreateServiceCommand,
  type CreateServiceRequest,
  type DeploymentConfiguration,
  type DeploymentLifecycleHookStage,
  DescribeServiceDeploymentsCommand,
  DescribeServicesCommand,
  ECSClient,
  ListServiceDeploymentsCommand,
  RegisterTaskDefinitionCommand,
  type Service,
  type ServiceDeployment,
  UpdateServiceCommand,
  type UpdateServiceRequest,
} from '@aws-sdk/client-ecs';
import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAwsOptions } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';

/** One AWS second is one real millisecond. */
const MINUTE_MS = 60;

export interface BlueGreenRule {
  blue: string;
  green: string;
  rule: string;
  /** Where its requests go to. */
  url: string;
}

export type EcsStage = Awaited<ReturnType<typeof openStage>>;

/** Starts the embedded AWS. `close` ends everything. */
export async function openStage(minuteMs = MINUTE_MS, more: LocalAwsOptions = {}) {
  const aws = await startLocalAws({ minuteMs, ...more });
  const options = {
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  };
  const clients = {
    ecs: new ECSClient(options),
    elb: new ElasticLoadBalancingV2Client(options),
    ec2: new EC2Client(options),
    cloudwatch: new CloudWatchClient(options),
  };
  const network = await findNetwork(clients.ec2);
  const { listenerArn, url } = await createListener(clients.elb, network);
  const capacityProviders = ['FARGATE', 'FARGATE_SPOT'];
  await clients.ecs.send(new CreateClusterCommand({ clusterName: 'main', capacityProviders }));
  return {
    ...clients,
    aws,
    options,
    network,
    listenerArn,
    /** Where the load balancer is reached from this machine. */
    url,
    async close() {
      for (const client of Object.values(clients)) client.destroy();
      await aws.stop();
    },
  };
}

/** The default VPC's subnets and security group, which lets requests from everywhere in. */
async function findNetwork(ec2: EC2Client) {
  const { Subnets = [] } = await ec2.send(new DescribeSubnetsCommand({}));
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ GroupNames: ['default'] }));
  const GroupId = present(SecurityGroups[0]?.GroupId);
  const everywhere = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, CidrIp: '0.0.0.0/0' };
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, ...everywhere }));
  return {
    vpcId: present(Subnets[0]?.VpcId),
    subnets: Subnets.slice(0, 2).map(({ SubnetId }) => present(SubnetId)),
    cidrs: new Map(Subnets.map(({ SubnetId, CidrBlock }) => [present(SubnetId), present(CidrBlock)])),
    securityGroups: [GroupId],
  };
}

async function createListener(elb: ElasticLoadBalancingV2Client, { subnets }: { subnets: string[] }) {
  const made = await elb.send(new CreateLoadBalancerCommand({ Name: 'shared', Subnets: subnets }));
  const listener = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: made.LoadBalancers?.[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  const url = `http://${present(made.LoadBalancers?.[0]?.DNSName)}`;
  return { listenerArn: present(listener.Listeners?.[0]?.ListenerArn), url };
}

let routes = 0;

/** Creates a rule over two target groups, with all traffic on the first one. */
export async function createRoute({ elb, listenerArn, network, url }: EcsStage): Promise<BlueGreenRule> {
  routes += 1;
  const [blue, green] = await Promise.all(
    ['blue', 'green'].map((colour) => createTargetGroup(elb, `${colour}-${routes}`, network.vpcId)),
  );
  const TargetGroups = [
    { TargetGroupArn: blue, Weight: 1 },
    { TargetGroupArn: green, Weight: 0 },
  ];
  const made = await elb.send(
    new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: routes,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: [`/${routes}`] } }],
      Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups } }],
    }),
  );
  return {
    blue: present(blue),
    green: present(green),
    rule: present(made.Rules?.[0]?.RuleArn),
    url: `${url}/${routes}`,
  };
}

export async function createTargetGroup(
  elb: ElasticLoadBalancingV2Client,
  Name: string,
  VpcId: string,
): Promise<string> {
  const made = await elb.send(
    new CreateTargetGroupCommand({ Name, VpcId, Port: 80, Protocol: 'HTTP', TargetType: 'ip' }),
  );
  const TargetGroupArn = present(made.TargetGroups?.[0]?.TargetGroupArn);
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: '5' }];
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
  return TargetGroupArn;
}

/** Makes targets drain for that many AWS seconds, so that a test can look at them. */
export async function setDraining({ elb }: EcsStage, TargetGroupArn: string, seconds: number): Promise<void> {
  const Attributes = [{ Key: 'deregistration_delay.timeout_seconds', Value: String(seconds) }];
  await elb.send(new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes }));
}

/** @returns the task definition's ARN */
export async function registerTask({ ecs }: EcsStage, image = 'web:1', containerPort = 80): Promise<string> {
  const registered = await ecs.send(
    new RegisterTaskDefinitionCommand({
      family: 'web',
      requiresCompatibilities: ['FARGATE'],
      networkMode: 'awsvpc',
      cpu: '256',
      memory: '512',
      containerDefinitions: [{ name: 'Main', image, essential: true, portMappings: [{ containerPort }] }],
    }),
  );
  return present(registered.taskDefinition?.taskDefinitionArn);
}

/** A CreateService request; with a rule, for a service behind that rule. */
export function serviceRequest(
  { network }: EcsStage,
  serviceName: string,
  taskDefinition: string,
  deploymentConfiguration?: DeploymentConfiguration,
  route?: BlueGreenRule,
): CreateServiceRequest {
  const { subnets, securityGroups } = network;
  return {
    cluster: 'main',
    serviceName,
    taskDefinition,
    capacityProviderStrategy: [{ capacityProvider: 'FARGATE', base: 1, weight: 1 }],
    networkConfiguration: { awsvpcConfiguration: { subnets, securityGroups } },
    deploymentConfiguration,
    loadBalancers: route === undefined ? [] : [loadBalancer(route, deploymentConfiguration?.strategy ?? 'ROLLING')],
  };
}

function loadBalancer({ blue, green, rule }: BlueGreenRule, strategy: string) {
  const entry = { targetGroupArn: blue, containerName: 'Main', containerPort: 80 };
  const roleArn = 'arn:aws:iam::123456789012:role/infrastructure';
  const advancedConfiguration = { alternateTargetGroupArn: green, productionListenerRule: rule, roleArn };
  return strategy === 'ROLLING' ? entry : { ...entry, advancedConfiguration };
}

/** Creates a service behind a rule of its own, and waits for its first deployment. */
export async function settle(
  stage: EcsStage,
  name: string,
  configuration: DeploymentConfiguration,
  change: Partial<CreateServiceRequest> = {},
): Promise<BlueGreenRule> {
  const route = await createRoute(stage);
  const request = serviceRequest(stage, name, await registerTask(stage), configuration, route);
  await stage.ecs.send(new CreateServiceCommand({ ...request, ...change }));
  await endedDeployment(stage, name);
  return route;
}

/** Updates a service to that image. */
export async function deploy(
  stage: EcsStage,
  service: string,
  image = 'web:2',
  change: Partial<UpdateServiceRequest> = {},
): Promise<void> {
  const taskDefinition = await registerTask(stage, image);
  await stage.ecs.send(new UpdateServiceCommand({ cluster: 'main', service, taskDefinition, ...change }));
}

export async function describe({ ecs }: EcsStage, service: string): Promise<Service> {
  const { services = [] } = await ecs.send(
    new DescribeServicesCommand({ cluster: 'main', services: [service], include: ['TAGS'] }),
  );
  return present(services[0]);
}

/** The newest service deployment. */
export async function latestDeployment({ ecs }: EcsStage, service: string): Promise<ServiceDeployment> {
  const { serviceDeployments = [] } = await ecs.send(new ListServiceDeploymentsCommand({ cluster: 'main', service }));
  const arn = present(serviceDeployments[0]?.serviceDeploymentArn);
  const described = await ecs.send(new DescribeServiceDeploymentsCommand({ serviceDeploymentArns: [arn] }));
  return present(described.serviceDeployments?.[0]);
}

const ENDED = new Set(['SUCCESSFUL', 'STOPPED', 'ROLLBACK_SUCCESSFUL', 'ROLLBACK_FAILED']);

/** Waits until the newest service deployment has ended. */
export async function endedDeployment(stage: EcsStage, service: string): Promise<ServiceDeployment> {
  return eventually(
    () => latestDeployment(stage, service),
    ({ status = '' }) => ENDED.has(status),
  );
}

/** A hook that pauses the deployment each time it reaches that stage, until `proceed`. */
export function pauseAt(stage: DeploymentLifecycleHookStage): Pick<DeploymentConfiguration, 'lifecycleHooks'> {
  return { lifecycleHooks: [{ targetType: 'PAUSE', lifecycleStages: [stage] }] };
}

/** Waits until a hook pauses the newest service deployment. */
export async function pausedDeployment(stage: EcsStage, service: string): Promise<ServiceDeployment> {
  return eventually(
    () => latestDeployment(stage, service),
    ({ lifecycleHookDetails = [] }) => lifecycleHookDetails.some(({ status }) => status === 'AWAITING_ACTION'),
  );
}

/** Lets a paused deployment continue. */
export async function proceed(stage: EcsStage, service: string, action: 'CONTINUE' | 'ROLLBACK' = 'CONTINUE') {
  const { serviceDeploymentArn, lifecycleHookDetails = [] } = await pausedDeployment(stage, service);
  const hookId = lifecycleHookDetails.find(({ status }) => status === 'AWAITING_ACTION')?.hookId;
  await stage.ecs.send(new ContinueServiceDeploymentCommand({ serviceDeploymentArn, hookId, action }));
}

/** The weights of the rule's target groups. */
export async function weights({ elb }: EcsStage, { rule, blue, green }: BlueGreenRule) {
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [rule] }));
  const groups = Rules[0]?.Actions?.find(({ Type }) => Type === 'forward')?.ForwardConfig?.TargetGroups ?? [];
  const weight = (arn: string) => groups.find(({ TargetGroupArn }) => TargetGroupArn === arn)?.Weight;
  return { blue: weight(blue), green: weight(green) };
}

/** `address:port` of each target in the target group. */
export async function targets({ elb }: EcsStage, TargetGroupArn: string): Promise<string[]> {
  const { TargetHealthDescriptions = [] } = await elb.send(new DescribeTargetHealthCommand({ TargetGroupArn }));
  return TargetHealthDescriptions.map(({ Target }) => `${Target?.Id}:${Target?.Port}`);
}

/** Waits until the value of `look` is as wished. @throws Error with the last value, after twenty seconds */
export async function eventually<T>(look: () => Promise<T>, wished: (seen: T) => boolean): Promise<T> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const seen = await look();
    if (wished(seen)) return seen;
    if (Date.now() > deadline) throw new Error(`never as wished; last: ${JSON.stringify(seen, undefined, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('expected a value');
  return value;
}
