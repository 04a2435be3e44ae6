import { getAtt, prepend, ref } from '../../template-language/intrinsics';
import { compact, type Json, type JsonObject } from '../../template-language/json';
import { CONTAINER_NAME, logicalId, sharedRoleArn } from '../names';
import type { ServiceSpec } from '../spec';
import { deploymentConfiguration } from './deployment';
import { gatewayAttribute } from './gateway';
import { type Resource, tagsOf } from './resource';

/**
 * The ECS service, under the block's own logical id. It has no DesiredCount, so that an update never undoes what
 * auto scaling did, and always a capacity provider strategy, because a launch type could not be changed in place.
 */
export const service = (spec: ServiceSpec): Resource => ({
  Type: 'AWS::ECS::Service',
  // A new port is open before tasks listen on it, and on deletion it stays open until they have drained. The listener
  // rule must come first, too, because ECS refuses a target group without a listener. Its ARN below orders it; ROLLING
  // does not use the ARN.
  DependsOn: [
    logicalId(spec, 'Ingress'),
    ...(spec.Deployment.Strategy === 'ROLLING' ? [logicalId(spec, 'Route')] : []),
  ],
  Properties: compact({
    ServiceName: gatewayAttribute(spec, 'ServiceName'),
    Cluster: gatewayAttribute(spec, 'Cluster'),
    TaskDefinition: spec.TaskDefinitionArn ?? ref(logicalId(spec, 'TaskDefinition')),
    SchedulingStrategy: 'REPLICA',
    CapacityProviderStrategy: spec.CapacityProviderStrategy?.map(compact) ?? [
      { CapacityProvider: 'FARGATE', Base: 1, Weight: 1 },
    ],
    AvailabilityZoneRebalancing: spec.rebalancing,
    HealthCheckGracePeriodSeconds: spec.HealthCheck.GracePeriodSeconds,
    DeploymentConfiguration: deploymentConfiguration(spec),
    LoadBalancers: [loadBalancer(spec)],
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        AssignPublicIp: gatewayAttribute(spec, 'AssignPublicIp'),
        Subnets: gatewayAttribute(spec, 'SubnetIds'),
        SecurityGroups: securityGroups(spec),
      },
    },
    // Written even when off: if an update left it out, ECS would keep the access to the containers open.
    EnableExecuteCommand: spec.EnableExecuteCommand,
    EnableECSManagedTags: true,
    PropagateTags: 'SERVICE',
    Tags: tagsOf(spec),
  }),
});

/** Every strategy except ROLLING needs both target groups, the rule and a role that may change it. */
const loadBalancer = (spec: ServiceSpec): JsonObject =>
  compact({
    ContainerName: CONTAINER_NAME,
    ContainerPort: spec.port,
    TargetGroupArn: ref(logicalId(spec, 'Blue')),
    AdvancedConfiguration:
      spec.Deployment.Strategy === 'ROLLING'
        ? undefined
        : {
            AlternateTargetGroupArn: ref(logicalId(spec, 'Green')),
            ProductionListenerRule: getAtt(logicalId(spec, 'Route'), 'RuleArn'),
            RoleArn: spec.InfrastructureRoleArn ?? sharedRoleArn('infrastructure'),
          },
  });

/** The service's own group before the user's. */
const securityGroups = (spec: ServiceSpec): Json =>
  prepend([getAtt(logicalId(spec, 'SecurityGroup'), 'GroupId')], spec.NetworkConfiguration?.SecurityGroups ?? []);
