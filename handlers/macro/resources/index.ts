import { compact, type JsonObject } from '../../template-language/json';
import { type CertainPart, logicalId, PARTS, type Part } from '../names';
import type { ServiceSpec } from '../spec';
import { distribution } from './distribution';
import { executionRole } from './execution-role';
import { gateway, route, traffic } from './gateway';
import { logGroup } from './log-group';
import type { Maker, Resource } from './resource';
import { rollbackAlarm } from './rollback-alarm';
import { scalableTarget, scalingPolicy } from './scaling';
import { ingress, securityGroup } from './security-group';
import { service } from './service';
import { blueTargetGroup, greenTargetGroup } from './target-groups';
import { taskDefinition } from './task-definition';
import { taskRole } from './task-role';

/** The maker of each part. The makers of parts that every service has always give a resource. */
const MAKERS: Readonly<Record<Part, Maker> & Record<CertainPart, (spec: ServiceSpec) => Resource>> = {
  TaskDefinition: taskDefinition,
  LogGroup: logGroup,
  ExecutionRole: executionRole,
  TaskRole: taskRole,
  SecurityGroup: securityGroup,
  Ingress: ingress,
  Blue: blueTargetGroup,
  Green: greenTargetGroup,
  Gateway: gateway,
  Route: route,
  Traffic: traffic,
  Distribution: distribution,
  ScalableTarget: scalableTarget,
  ScalingPolicy: scalingPolicy('AVERAGE_CPU'),
  ScalingPolicyAverageMemory: scalingPolicy('AVERAGE_MEMORY'),
  ScalingPolicyRequestCount: scalingPolicy('REQUEST_COUNT_PER_TARGET'),
  RollbackAlarm: rollbackAlarm,
};

/** Every resource of a service by logical id, the service itself first. */
export function resourcesOf(spec: ServiceSpec): [string, Resource][] {
  const parts = PARTS.flatMap((part): [string, Resource][] => {
    const resource = MAKERS[part](spec);
    return resource === undefined ? [] : [[logicalId(spec, part), withAttributes(resource, spec)]];
  });
  const main = withAttributes(service(spec), spec);
  return [
    [spec.id, spec.attributes.metadata === undefined ? main : { ...main, Metadata: spec.attributes.metadata }],
    ...parts,
  ];
}

/** The block's attributes apply to each of its resources. */
function withAttributes(resource: Resource, { attributes }: ServiceSpec): Resource {
  const dependsOn = [...new Set([...(resource.DependsOn ?? []), ...attributes.dependsOn])];
  return {
    ...resource,
    ...(dependsOn.length > 0 ? { DependsOn: dependsOn } : {}),
    ...(attributes.deletionPolicy === undefined ? {} : { DeletionPolicy: attributes.deletionPolicy }),
    ...(attributes.updateReplacePolicy === undefined ? {} : { UpdateReplacePolicy: attributes.updateReplacePolicy }),
  };
}

/** A resource as it stands in the template, with its attributes in their usual order. */
export const toJson = (resource: Resource, condition: string | undefined): JsonObject =>
  compact({
    Type: resource.Type,
    Condition: condition,
    DependsOn: resource.DependsOn,
    DeletionPolicy: resource.DeletionPolicy,
    UpdateReplacePolicy: resource.UpdateReplacePolicy,
    Metadata: resource.Metadata,
    Properties: resource.Properties,
  });
