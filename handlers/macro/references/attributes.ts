import { getAtt, isIntrinsic, join, split, sub } from '../../template-language/intrinsics';
import type { JsonObject } from '../../template-language/json';
import { arnText, logicalId } from '../names';
import { makesLogGroup } from '../resources/log-group';
import { policiesOf } from '../resources/scaling';
import type { ServiceSpec } from '../spec';

/**
 * The meaning of a block's attribute: the text of an `Fn::Sub`, or several for a list. Such a text can become a
 * function, or part of another `Fn::Sub`. A `value` is a function that cannot be part of one.
 */
export type Attribute =
  | { text: string }
  | { value: JsonObject }
  | { list: readonly (string | JsonObject)[] }
  | { refused: string };

const securityGroupArn = (id: string): string => arnText('ec2', `security-group/\${${id}}`);

/**
 * Every attribute of a block: those of `AWS::ECS::ExpressGatewayService`, `Name` of the ECS service, `BaseUrl`, to
 * which a path can be added, and host names. Attributes that no resource gives are refused, with the reason.
 */
export function attributesOf(spec: ServiceSpec): Readonly<Record<string, Attribute>> {
  const { id } = spec;
  const part = (name: Parameters<typeof logicalId>[1]): string => logicalId(spec, name);
  const asked = (call: string): Attribute => ({
    refused: `an AWS::ECS::Service does not have it; call ${call}`,
  });
  const none = (refused: string): Attribute => ({ refused });
  return {
    ...urlOf(spec),
    // The name and zone of what answers, as ELBv2 calls them, for DNS records.
    ...(spec.entry === undefined
      ? {
          DNSName: { text: `\${${part('Gateway')}.LoadBalancerDnsName}` },
          CanonicalHostedZoneID: { text: `\${${part('Gateway')}.LoadBalancerHostedZoneId}` },
        }
      : { DNSName: { text: distributionName(spec) }, CanonicalHostedZoneID: { text: CLOUDFRONT_ZONE } }),
    SecurityGroupId: { text: `\${${part('SecurityGroup')}.GroupId}` },
    LoadBalancerFullName: { text: `\${${part('Gateway')}.LoadBalancerFullName}` },
    TargetGroupFullNames: {
      list: [`\${${part('Blue')}.TargetGroupFullName}`, `\${${part('Green')}.TargetGroupFullName}`],
    },
    // The Ref, which is the ARN: CloudFormation did not have the attribute ServiceArn for a long time.
    ServiceArn: { text: `\${${id}}` },
    Name: { text: `\${${id}.Name}` },
    ...below('ECSManagedResourceArns', {
      ServiceSecurityGroups: {
        list: [securityGroupArn(`${part('SecurityGroup')}.GroupId`)],
      },
      LogGroups: logGroups(spec),
      MetricAlarms: spec.Deployment.Rollback.OwnAlarm
        ? { list: [`\${${part('RollbackAlarm')}.Arn}`] }
        : none('the service makes no alarm when Rollback.OwnAlarm is false'),
      // CloudFormation gives no ARN of a scalable target; this is the id that Application Auto Scaling uses.
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

/** The hosted zone of every distribution, for alias records (AliasTarget, Route 53 API reference). */
const CLOUDFRONT_ZONE = 'Z2FDTNDATAQYW2';

const distributionName = (spec: ServiceSpec): string => `\${${logicalId(spec, 'Distribution')}.DomainName}`;

/** The URL of the service and its host: the service's first host, the distribution, or the load balancer. */
function urlOf(spec: ServiceSpec): Readonly<Record<'Endpoint' | 'BaseUrl' | 'DomainName', Attribute>> {
  const { entry } = spec;
  const ofRoute = (attribute: string): JsonObject => getAtt(logicalId(spec, 'Route'), attribute);
  const host: Attribute = { value: { 'Fn::Select': [2, split('/', ofRoute('Endpoint'))] } };
  if (entry === undefined) {
    const text = (attribute: string): Attribute => ({ text: `\${${logicalId(spec, 'Route')}.${attribute}}` });
    return { Endpoint: text('Endpoint'), BaseUrl: text('BaseUrl'), DomainName: host };
  }
  if (entry.by === 'host') {
    // The route's URL begins with http://, because its load balancer does not know the distribution.
    const secure = (attribute: string): Attribute => ({
      value: join('https://', split('http://', ofRoute(attribute))),
    });
    return { Endpoint: secure('Endpoint'), BaseUrl: secure('BaseUrl'), DomainName: host };
  }
  const url = `https://${distributionName(spec)}${entry.by === 'path' ? entry.entrance : '/'}`;
  return {
    Endpoint: { text: url },
    BaseUrl: { text: url.replace(/\/$/, '') },
    DomainName: { text: distributionName(spec) },
  };
}

const below = (prefix: string, attributes: Readonly<Record<string, Attribute>>): Record<string, Attribute> =>
  Object.fromEntries(Object.entries(attributes).map(([name, attribute]) => [`${prefix}.${name}`, attribute]));

/** The service's own log group, or the user's, as CloudFormation gives its ARN: with all log streams. */
function logGroups(spec: ServiceSpec): Attribute {
  if (makesLogGroup(spec)) return { list: [`\${${logicalId(spec, 'LogGroup')}.Arn}`] };
  const name = spec.container?.AwsLogsConfiguration?.LogGroup;
  if (name === undefined) return { refused: 'its task definition decides where it writes logs' };
  const arn = (text: string): string => arnText('logs', `log-group:${text}:*`);
  return { list: [isIntrinsic(name) ? sub(arn(`\${Name}`), { Name: name }) : arn(name)] };
}
