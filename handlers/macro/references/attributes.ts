import { getAtt, isIntrinsic, split, sub } from '../../template-language/intrinsics';
import type { JsonObject } from '../../template-language/json';
import { arnText, logicalId } from '../names';
import { makesLogGroup } from '../resources/log-group';
import { policiesOf } from '../resources/scaling';
import type { ServiceSpec } from '../spec';

/**
 * What an attribute of a block stands for, written as the text of an `Fn::Sub` (or several, where it is a list): such a
 * text can become a function of its own, or be put into another `Fn::Sub`. A value is a function that cannot be put into one.
 */
export type Attribute =
  | { text: string }
  | { value: JsonObject }
  | { list: readonly (string | JsonObject)[] }
  | { refused: string };

const securityGroupArn = (id: string): string => arnText('ec2', `security-group/\${${id}}`);

/**
 * Every attribute that a block has: those of `AWS::ECS::ExpressGatewayService`, `Name`, which the ECS service has by
 * itself, `BaseUrl`, to which a path can be put, and host names. Those that CloudFormation tells nobody are refused, with the reason.
 */
export function attributesOf(spec: ServiceSpec): Readonly<Record<string, Attribute>> {
  const { id } = spec;
  const part = (name: Parameters<typeof logicalId>[1]): string => logicalId(spec, name);
  const asked = (call: string): Attribute => ({
    refused: `CloudFormation does not know it of an AWS::ECS::Service; ask ECS with ${call}`,
  });
  const none = (refused: string): Attribute => ({ refused });
  return {
    Endpoint: { text: `\${${part('Route')}.Endpoint}` },
    BaseUrl: { text: `\${${part('Route')}.BaseUrl}` },
    // Its host: the first of the service's own, or the load balancer's name.
    DomainName: { value: { 'Fn::Select': [2, split('/', getAtt(part('Route'), 'Endpoint'))] } },
    // The load balancer's own, as ELBv2 calls them: what a record in DNS points to.
    DNSName: { text: `\${${part('Gateway')}.LoadBalancerDnsName}` },
    CanonicalHostedZoneID: { text: `\${${part('Gateway')}.LoadBalancerHostedZoneId}` },
    // Its Ref, which is the ARN: CloudFormation had long not had the attribute of that name.
    ServiceArn: { text: `\${${id}}` },
    Name: { text: `\${${id}.Name}` },
    ...below('ECSManagedResourceArns', {
      ServiceSecurityGroups: {
        list: [securityGroupArn(`${part('SecurityGroup')}.GroupId`)],
      },
      LogGroups: logGroups(spec),
      MetricAlarms: spec.Deployment.Rollback.OwnAlarm
        ? { list: [`\${${part('RollbackAlarm')}.Arn}`] }
        : none('with Rollback.OwnAlarm false the service makes no alarm'),
      // CloudFormation tells no ARN of a scalable target; this is the id that it and Application Auto Scaling go by.
      'AutoScaling.ScalableTarget': { text: `\${${part('ScalableTarget')}}` },
      'AutoScaling.ApplicationAutoScalingPolicies': {
        list: policiesOf(spec).map((policy) => `\${${part(policy)}.Arn}`),
      },
      'IngressPath.ListenerArn': { text: `\${${part('Gateway')}.ListenerArn}` },
      'IngressPath.ListenerRuleArn': { text: `\${${part('Route')}.RuleArn}` },
      'IngressPath.LoadBalancerArn': { text: `\${${part('Gateway')}.LoadBalancerArn}` },
      'IngressPath.LoadBalancerSecurityGroups': {
        list: [securityGroupArn(`${part('Gateway')}.SecurityGroupId`)],
      },
      'IngressPath.TargetGroupArns': { list: [`\${${part('Blue')}}`, `\${${part('Green')}}`] },
      'IngressPath.CertificateArn': {
        refused: 'the service has no certificate: its load balancer listens on HTTP',
      },
    }),
    'Status.StatusCode': asked('DescribeServices'),
    CreatedAt: asked('DescribeServices'),
    UpdatedAt: asked('DescribeServiceDeployments'),
    ActiveConfigurations: asked('DescribeServiceRevisions'),
  };
}

const below = (prefix: string, attributes: Readonly<Record<string, Attribute>>): Record<string, Attribute> =>
  Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [`${prefix}.${name}`, attribute]));

/** Its own, or the user's: its ARN as CloudFormation tells it, with all of its streams. */
function logGroups(spec: ServiceSpec): Attribute {
  if (makesLogGroup(spec)) return { list: [`\${${logicalId(spec, 'LogGroup')}.Arn}`] };
  const name = spec.container?.AwsLogsConfiguration?.LogGroup;
  if (name === undefined) return { refused: 'its task definition settles where it writes its logs' };
  const arn = (text: string): string => arnText('logs', `log-group:${text}:*`);
  return { list: [isIntrinsic(name) ? sub(arn(`\${Name}`), { Name: name }) : arn(name)] };
}
