import { getAtt } from '../../template-language/intrinsics';
import type { JsonObject } from '../../template-language/json';
import { logicalId } from '../names';
import type { ServiceSpec } from '../spec';
import { gatewayAttribute } from './gateway';

/** A metric that the load balancer reports for one of the service's target groups. */
export const loadBalancerMetric = (spec: ServiceSpec, group: 'Blue' | 'Green', name: string): JsonObject => ({
  Namespace: 'AWS/ApplicationELB',
  MetricName: name,
  Dimensions: [
    { Name: 'LoadBalancer', Value: gatewayAttribute(spec, 'LoadBalancerFullName') },
    { Name: 'TargetGroup', Value: getAtt(logicalId(spec, group), 'TargetGroupFullName') },
  ],
});
