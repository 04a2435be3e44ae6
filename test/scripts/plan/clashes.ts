import { isDeepStrictEqual } from 'node:util';
import { type Json, type JsonObject, member } from '../../../handlers/template-language/json';
import type { ModelResource } from './model-resource';
import type { Observer } from './update-model';

/** A key that only one resource may have at a time; undefined if AWS generates the name. */
type Key = (properties: JsonObject) => Json | undefined;

const named =
  (name: string, within?: string): Key =>
  (properties) => {
    const given = properties[name];
    return given === undefined ? undefined : [given, properties[within ?? ''] ?? null];
  };

/** The properties that distinguish the rules of a security group. */
const RULE = ['GroupId', 'IpProtocol', 'FromPort', 'ToPort', 'SourceSecurityGroupId', 'CidrIp', 'CidrIpv6'];

const KEYS: Readonly<Record<string, readonly Key[]>> = {
  'AWS::ECS::Service': [named('ServiceName', 'Cluster')],
  'AWS::Logs::LogGroup': [named('LogGroupName')],
  'AWS::IAM::Role': [named('RoleName')],
  'AWS::CloudWatch::Alarm': [named('AlarmName')],
  'AWS::EC2::SecurityGroup': [named('GroupName', 'VpcId')],
  'AWS::EC2::SecurityGroupIngress': [(properties) => RULE.map((name) => properties[name] ?? null)],
  'AWS::ElasticLoadBalancingV2::TargetGroup': [named('Name')],
  'AWS::ApplicationAutoScaling::ScalableTarget': [named('ResourceId', 'ScalableDimension')],
  'AWS::ApplicationAutoScaling::ScalingPolicy': [
    named('PolicyName', 'ScalingTargetId'),
    // "Only one TargetTrackingScaling policy for a given metric specification is allowed."
    ({ ScalingTargetId = null, TargetTrackingScalingPolicyConfiguration: configuration }) => [
      ScalingTargetId,
      member(configuration, 'PredefinedMetricSpecification') ?? null,
      member(configuration, 'CustomizedMetricSpecification') ?? null,
    ],
  ],
};

/** Checks that no two resources exist at the same time of which AWS accepts only one. */
export const nothingClashes: Observer = (alive, step) => {
  for (const one of new Set(alive)) {
    for (const key of KEYS[one.type] ?? []) {
      const own = key(one.properties);
      const other = own !== undefined && [...alive].find((candidate) => clashes(one, candidate, key, own));
      if (other) throw new Error(`${step}: ${one.id} and ${other.id} are the same to AWS: ${JSON.stringify(own)}`);
    }
  }
};

const clashes = (one: ModelResource, other: ModelResource, key: Key, own: Json): boolean =>
  other.type === one.type && other.id !== one.id && isDeepStrictEqual(key(other.properties), own);
