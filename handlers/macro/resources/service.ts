import { getAtt, isIntrinsic, join, ref, split } from '../intrinsics';
import { compact, type Json, type JsonObject } from '../json';
import { CONTAINER_NAME, logicalId, sharedRoleArn } from '../names';
import type { ServiceSpec } from '../service/spec';
import { gatewayAttribute } from './gateway';
import { type Resource, tagsOf } from './resource';

/**
 * The ECS service, under the block's own logical id. It has no DesiredCount, so that an update never undoes what
 * auto scaling did, and always a capacity provider strategy, because a launch type could not be changed in place.
 */
export const service = (spec: ServiceSpec): Resource => ({
  Type: 'AWS::ECS::Service',
  // A new port is open before tasks listen on it, and on deletion stays open until they have drained. That the rule
  // comes first too (ECS refuses a target group that no listener knows) follows from its ARN below.
  DependsOn: [logicalId(spec, 'Ingress')],
  Properties: compact({
    ServiceName: gatewayAttribute(spec, 'ServiceName'),
    Cluster: gatewayAttribute(spec, 'Cluster'),
    TaskDefinition: ref(logicalId(spec, 'TaskDefinition')),
    SchedulingStrategy: 'REPLICA',
    CapacityProviderStrategy: spec.CapacityProviderStrategy?.map(compact) ?? [
      { CapacityProvider: 'FARGATE', Base: 1, Weight: 1 },
    ],
    AvailabilityZoneRebalancing: 'ENABLED',
    HealthCheckGracePeriodSeconds: 300,
    DeploymentConfiguration: deploymentConfiguration(spec),
    LoadBalancers: [loadBalancer(spec)],
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        AssignPublicIp: gatewayAttribute(spec, 'AssignPublicIp'),
        Subnets: gatewayAttribute(spec, 'SubnetIds'),
        SecurityGroups: securityGroups(spec),
      },
    },
    EnableExecuteCommand: spec.EnableExecuteCommand ? true : undefined,
    EnableECSManagedTags: true,
    PropagateTags: 'SERVICE',
    Tags: tagsOf(spec),
  }),
});

/**
 * Express Mode's canary: 5 % of the traffic for three minutes, then all of it, and three minutes more in which the old
 * tasks stand by. The circuit breaker is on as well, because an image that never becomes healthy gets no traffic: no
 * alarm would see it, and the deployment would wait for a day.
 */
const deploymentConfiguration = (spec: ServiceSpec): JsonObject => ({
  Strategy: 'CANARY',
  CanaryConfiguration: { CanaryPercent: 5, CanaryBakeTimeInMinutes: 3 },
  BakeTimeInMinutes: 3,
  MinimumHealthyPercent: 100,
  MaximumPercent: 200,
  DeploymentCircuitBreaker: { Enable: true, Rollback: true },
  Alarms: { AlarmNames: [ref(logicalId(spec, 'RollbackAlarm'))], Enable: true, Rollback: true },
});

const loadBalancer = (spec: ServiceSpec): JsonObject => ({
  ContainerName: CONTAINER_NAME,
  ContainerPort: spec.container.ContainerPort,
  TargetGroupArn: ref(logicalId(spec, 'Blue')),
  AdvancedConfiguration: {
    AlternateTargetGroupArn: ref(logicalId(spec, 'Green')),
    ProductionListenerRule: getAtt(logicalId(spec, 'Route'), 'RuleArn'),
    RoleArn: spec.InfrastructureRoleArn ?? sharedRoleArn('infrastructure'),
  },
});

/** The service's own group before the user's. A list that is only known later is joined to it as text. */
function securityGroups(spec: ServiceSpec): Json {
  const own = getAtt(logicalId(spec, 'SecurityGroup'), 'GroupId');
  const more = spec.NetworkConfiguration?.SecurityGroups ?? [];
  return isIntrinsic(more) ? split(',', join(',', [own, join(',', more)])) : [own, ...more];
}
