import { memberOfTags, serviceOf, serviceParts, trafficId } from '../../identity';
import { holdersOf } from '../../ledger/claims';
import { type GatewayItem, isClaim, isGateway, isService, type ServiceItem } from '../../ledger/items';
import { holdsNothing } from '../../ledger/service';
import type { Suffix } from '../../request/request';
import type { Item } from '../../world/store';
import type { SeenLoadBalancer, StackResource } from '../../world/survey';
import { rulesOf } from './observation';

/**
 * Stacks about whose services the ledger and AWS agree: each has one seat with one route and one rule, whose traffic is
 * proven unless an older macro has expanded the template. CloudFormation has been told of them and has not begun to
 * delete them. Of such a stack it is enough to know whether it rests.
 * @returns the custom resources that each has according to the ledger, by stack id
 */
export function consistentStacks(
  items: readonly Item[],
  loadBalancers: readonly SeenLoadBalancer[],
): Map<string, StackResource[]> {
  const gateways = new Map(items.filter(isGateway).map((gateway) => [gateway.token, gateway]));
  const rules = rulesOf(loadBalancers).map(({ arn, tags }) => ({ arn, member: memberOfTags(tags) }));
  const counts = new Map<string, number>();
  for (const { member } of rules) {
    counts.set(member ?? '', (counts.get(member ?? '') ?? 0) + 1);
  }
  const memberOf = new Map(rules.map(({ arn, member }) => [arn, member]));
  const services = items.filter(isService).filter((service) => !holdsNothing(service));
  const consistent = services.filter((service) => {
    const [member = ''] = Object.keys(service.seats);
    const seat = service.seats[member];
    return (
      hasOneRoute(service, member) &&
      isIn(gateways.get(seat?.token ?? ''), member) &&
      memberOf.get(seat?.ruleArn ?? '') === member &&
      counts.get(member) === 1
    );
  });
  const agreed = new Set(consistent.map(({ service }) => service));
  const named = [
    ...services.map(({ service }) => service),
    ...[...counts.keys()].filter((member) => member !== '').map(serviceOf),
    ...[...gateways.values()].flatMap(({ members }) => Object.keys(members).map(serviceOf)),
    ...items.filter(isClaim).flatMap(holdersOf),
  ];
  const odd = new Set(named.filter((service) => !agreed.has(service)).map(stackIdOf));
  const stacks = new Map<string, StackResource[]>();
  for (const service of consistent.filter((one) => !odd.has(stackIdOf(one.service)))) {
    const id = stackIdOf(service.service);
    stacks.set(id, [...(stacks.get(id) ?? []), ...resourcesOf(service)]);
  }
  return stacks;
}

function hasOneRoute(
  { seats, routes, known, gatewayFence, routeFence, trafficFence }: ServiceItem,
  member: string,
): boolean {
  const [route = ''] = Object.keys(routes);
  const traffic = seats[member]?.traffic;
  return (
    Object.keys(seats).length === 1 &&
    Object.keys(routes).length === 1 &&
    routes[route]?.member === member &&
    known.gateway === member &&
    known.route === route &&
    !seats[member]?.left &&
    gatewayFence?.type !== 'Delete' &&
    routeFence?.type !== 'Delete' &&
    (traffic === undefined ||
      (traffic === 'proven' && known.traffic === trafficId(member) && trafficFence?.type !== 'Delete'))
  );
}

const isIn = (gateway: GatewayItem | undefined, member: string): boolean =>
  gateway?.state === 'OPEN' && member in gateway.members;

function resourcesOf({ service, seats, routes }: ServiceItem): StackResource[] {
  const { logicalId } = serviceParts(service);
  const of = (suffix: Suffix, ids: string[]): StackResource[] =>
    ids.map((physicalId) => ({ logicalId: logicalId + suffix, physicalId, type: `Custom::Express${suffix}` }));
  const members = Object.keys(seats);
  return [
    ...of('Gateway', members),
    ...of('Route', Object.keys(routes)),
    ...of('Traffic', members.filter((member) => seats[member]?.traffic !== undefined).map(trafficId)),
  ];
}

const stackIdOf = (service: string): string => serviceParts(service).stackId;
