import { CONTRACT, SERVICE_TIMEOUT_SECONDS } from '../../contract';
import { getAtt, type Intrinsic, ref } from '../../template-language/intrinsics';
import { compact, type JsonObject } from '../../template-language/json';
import { gatewayFunctionArn, logicalId } from '../names';
import type { Policy, ServiceSpec } from '../spec';
import type { Resource } from './resource';

/** The service's membership in a shared load balancer and cluster. */
export const gateway = (spec: ServiceSpec): Resource => ({
  Type: 'Custom::ExpressGateway',
  Properties: compact({
    ...forGatewayFunction(spec),
    Cluster: spec.Cluster,
    GatewayName: spec.Gateway.Name,
    Scheme: spec.Gateway.Scheme,
    SubnetIds: spec.NetworkConfiguration?.Subnets,
    StickySessions: sticky(spec),
    Refresh: spec.Gateway.Refresh,
    Retained: retained(spec.attributes.deletionPolicy),
    RetainedWhenReplaced: retained(spec.attributes.updateReplacePolicy),
  }),
});

/** The service's listener rule. */
export const route = (spec: ServiceSpec): Resource => ({
  Type: 'Custom::ExpressRoute',
  Properties: compact({
    ...forGatewayFunction(spec),
    Membership: ref(logicalId(spec, 'Gateway')),
    BlueTargetGroupArn: ref(logicalId(spec, 'Blue')),
    GreenTargetGroupArn: ref(logicalId(spec, 'Green')),
    Strategy: spec.Deployment.Strategy,
    Hosts: spec.Hosts,
    Paths: spec.Paths,
    AllowedCidrs: spec.AllowedCidrs,
    Priority: spec.Priority,
    StickySessions: sticky(spec),
    Refresh: spec.Gateway.Refresh,
    Retained: retained(spec.attributes.deletionPolicy),
  }),
});

/**
 * The service's traffic. It is created and updated when the tasks are healthy, and deleted before they drain, because it
 * depends on the ECS service. What it repeats of the route makes CloudFormation send an Update when that changes.
 */
export const traffic = (spec: ServiceSpec): Resource => ({
  Type: 'Custom::ExpressTraffic',
  DependsOn: [spec.id],
  Properties: compact({
    ...forGatewayFunction(spec),
    Membership: ref(logicalId(spec, 'Gateway')),
    Route: ref(logicalId(spec, 'Route')),
    BlueTargetGroupArn: ref(logicalId(spec, 'Blue')),
    GreenTargetGroupArn: ref(logicalId(spec, 'Green')),
    Strategy: spec.Deployment.Strategy,
    Hosts: spec.Hosts,
    Paths: spec.Paths,
    Priority: spec.Priority,
    Refresh: spec.Gateway.Refresh,
    Retained: retained(spec.attributes.deletionPolicy),
  }),
});

/** An attribute of the service's membership: `Fn::GetAtt` of its custom resource. */
export const gatewayAttribute = (spec: ServiceSpec, attribute: string): Intrinsic =>
  getAtt(logicalId(spec, 'Gateway'), attribute);

const forGatewayFunction = (spec: ServiceSpec): JsonObject =>
  compact({
    ServiceToken: gatewayFunctionArn(),
    ServiceTimeout: SERVICE_TIMEOUT_SECONDS,
    Contract: CONTRACT,
    Service: spec.id,
    ServiceName: spec.ServiceName,
  });

const sticky = ({ StickySessions }: ServiceSpec): true | undefined => (StickySessions === undefined ? undefined : true);

/** CloudFormation sends no Delete for a resource that it retains. The doctor must not take its member for abandoned. */
const retained = (policy: Policy | undefined): true | undefined =>
  policy === 'Retain' || policy === 'RetainExceptOnCreate' ? true : undefined;
