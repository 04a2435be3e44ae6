import { fieldsOf, textOf } from '../protocol/fields';
import { ERRAND_SOURCE, type Errand } from '../protocol/resource';

/**
 * Weights that nobody moves after a request any more: with ROLLING, ECS brings the tasks into blue and moves no weights,
 * and CloudFormation sends the service's `Custom::ExpressTraffic` nothing. So the request leaves an errand behind.
 */
export interface WeightsErrand extends Errand {
  /** Service id and member id. */
  service: string;
  member: string;
  /** The newest request that CloudFormation has sent for the service's route. A newer one that is no Delete makes the errand stop. */
  request: string;
}

/** Only the fields of an errand. Those that the event lacks are empty: there is no such service. */
export function readWeightsErrand(event: unknown): WeightsErrand {
  const { service, member, request } = fieldsOf(event) ?? {};
  return { source: ERRAND_SOURCE, service: textOf(service), member: textOf(member), request: textOf(request) };
}
