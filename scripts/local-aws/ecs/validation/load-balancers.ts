/** Checks a service's `loadBalancers` against its task definition, the target groups and the rules. */
import type { LoadBalancer, TaskDefinition } from '@aws-sdk/client-ecs';
import {
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
  type ElasticLoadBalancingV2Client,
  type Rule,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { pairOf } from '../deployment/networking';
import { forwardedGroups } from '../deployment/rules';
import { invalidParameter } from '../errors';

/**
 * @param shifting whether the deployment strategy shifts traffic: any strategy but ROLLING
 * @throws AwsError InvalidParameterException, in ECS's own words (developer guide, troubleshooting of blue/green)
 */
export async function checkLoadBalancers(
  elb: ElasticLoadBalancingV2Client,
  entries: readonly LoadBalancer[],
  taskDefinition: TaskDefinition,
  shifting: boolean,
): Promise<void> {
  for (const entry of entries) checkContainer(entry, taskDefinition);
  checkShape(entries, shifting);
  for (const arn of entries.flatMap(pairOf)) await checkTargetGroup(elb, arn, taskDefinition);
  for (const entry of entries) await checkRules(elb, entry);
}

function checkContainer({ containerName, containerPort }: LoadBalancer, { containerDefinitions = [] }: TaskDefinition) {
  const container = containerDefinitions.find(({ name }) => name === containerName);
  if (container === undefined) {
    throw invalidParameter(`The container ${containerName} does not exist in the task definition.`);
  }
  if (!container.portMappings?.some((mapping) => mapping.containerPort === containerPort)) {
    throw invalidParameter(`The container ${containerName} did not have a container port ${containerPort} defined.`);
  }
}

function checkShape(entries: readonly LoadBalancer[], shifting: boolean): void {
  const advanced = entries.filter(({ advancedConfiguration }) => advancedConfiguration !== undefined);
  if (shifting && advanced.length < entries.length) {
    throw invalidParameter(
      'advancedConfiguration field is required for all loadBalancers when using a non-ROLLING deployment strategy',
    );
  }
  if (advanced.length > 0 && advanced.length < entries.length) {
    throw invalidParameter('Either all or none of the provided loadBalancers must have advancedConfiguration defined');
  }
  const groups = entries.flatMap(pairOf);
  const repeated = groups.find((arn, index) => groups.indexOf(arn) !== index);
  if (repeated !== undefined) throw invalidParameter(`Duplicate targetGroupArn found: ${repeated}`);
}

async function checkTargetGroup(
  elb: ElasticLoadBalancingV2Client,
  arn: string,
  { networkMode }: TaskDefinition,
): Promise<void> {
  const group = await describeTargetGroup(elb, arn);
  if ((group?.LoadBalancerArns ?? []).length === 0) {
    throw invalidParameter(`The target group with targetGroupArn ${arn} does not have an associated load balancer.`);
  }
  if (networkMode === 'awsvpc' && group?.TargetType !== 'ip') {
    throw invalidParameter(
      `The provided target group ${arn} has target type ${group?.TargetType}, which is incompatible with the awsvpc network mode specified in the task definition.`,
    );
  }
}

async function describeTargetGroup(elb: ElasticLoadBalancingV2Client, arn: string) {
  try {
    const { TargetGroups = [] } = await elb.send(new DescribeTargetGroupsCommand({ TargetGroupArns: [arn] }));
    return TargetGroups[0];
  } catch {
    // ECS gives this message for a target group that does not exist, too.
    throw invalidParameter(
      'Unable to assume role and validate the specified targetGroupArn. Please verify that the ECS service role being passed has the proper permissions.',
    );
  }
}

async function checkRules(elb: ElasticLoadBalancingV2Client, entry: LoadBalancer): Promise<void> {
  const { productionListenerRule: production, testListenerRule: test } = entry.advancedConfiguration ?? {};
  for (const [name, arn] of Object.entries({ productionListenerRule: production, testListenerRule: test })) {
    if (arn !== undefined && !arn.includes(':listener-rule/app/') && !arn.includes(':listener/net/')) {
      throw invalidParameter(
        `${name} has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for NLB. Got: ${arn}`,
      );
    }
  }
  if (production === undefined) return;
  if (production === test) {
    throw invalidParameter(
      `The following rules cannot be used as both production and test listener rules: ${production}`,
    );
  }
  const forwarded = forwardedGroups(await describeRule(elb, production)).map(({ TargetGroupArn }) => TargetGroupArn);
  if (test === undefined && !pairOf(entry).every((arn) => forwarded.includes(arn))) {
    throw invalidParameter(
      'For Application LoadBalancer, testListenerRule is required when productionListenerRule is not associated with both targetGroup and alternateTargetGroup',
    );
  }
}

async function describeRule(elb: ElasticLoadBalancingV2Client, arn: string): Promise<Rule> {
  try {
    const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [arn] }));
    if (Rules[0] !== undefined) return Rules[0];
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'RuleNotFoundException') throw error;
  }
  throw invalidParameter(`One or more rules not found: ${arn}`);
}
