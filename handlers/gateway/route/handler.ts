import type { RouteAttributes } from '../../contract';
import { type Job, underFence } from '../fence/job';
import { requestedBy } from '../fence/requested';
import { memberOfRoute, routeId } from '../identity';
import { releasing } from '../ledger/claims';
import type { RouteSpec, Seat, ServiceItem } from '../ledger/items';
import { isRetained } from '../ledger/retained';
import {
  membersLeftWithout,
  type RouteName,
  routesOf,
  seatOf,
  withoutRoutes,
  withoutRule,
  withSeats,
} from '../ledger/service';
import { rebuildIfGone } from '../load-balancer/rebuild';
import { targetGroupName } from '../names';
import type { Invocation, Outcome, ResourceHandler, ResourceRequest } from '../protocol/resource';
import { idsToDelete, isStandIn } from '../request/deleted-ids';
import type { Properties } from '../request/properties';
import { oldPropertiesOf, propertiesOf } from '../request/request';
import { InvalidPropertyError, UpdateRefusedError } from '../world/errors';
import type { Rule, Weights } from '../world/load-balancers';
import type { World } from '../world/world';
import { claim } from './claim';
import { routePhysicalId } from './physical-id';
import { changeRule, makeRule, recordRule } from './place-rule';
import { findRule, findSurely, removeRule, type TargetGroups, toBlue, toLive } from './rule';
import { readRoute } from './spec';

/** `Custom::ExpressRoute`: the listener rule of a service, and its claim on hosts and paths. */
export class RouteHandler implements ResourceHandler {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  physicalId(request: ResourceRequest): string {
    return routePhysicalId(request);
  }

  handle(request: ResourceRequest, invocation: Invocation): Promise<Outcome> {
    const requested = requestedBy(request, 'Route');
    return underFence(this.#world, requested, invocation, (job) =>
      request.RequestType === 'Delete' ? remove(job, request) : provide(job, request),
    );
  }
}

/** Create and Update. */
async function provide(job: Job, request: ResourceRequest): Promise<Outcome> {
  const properties = propertiesOf(request);
  const spec = readRoute(properties, job.session.service.service);
  const member = properties.required('Membership');
  const route = { member, id: routeId(member, spec.claims) };
  const seat = seatOf(job.session.service, member);
  const groups = groupsOf(properties, member);
  // Before its first claim is in the ledger, a member cannot have a rule on the listener.
  const isFirst = routesOf(job.session.service, member).length === 0 && !seat.ruleArn;
  const found = isFirst
    ? undefined
    : ((await findRule(job.world, member, seat)) ?? (await findDeleted(job, member, request)));
  const isNew = isFirst && request.RequestType === 'Create';
  const weights = found?.weights ?? (isNew ? toBlue(groups) : await toLive(job.world, member, seat, groups));
  checkStrategy(request, spec, groups, weights);
  const priority = await claim(job, route, spec);
  const rule = found
    ? await changeRule(job, route, spec, found, priority)
    : await makeRule(job, route, spec, weights, priority);
  await recordRule(job, member, { route: route.id, spec, groups }, rule, {
    going: unlearnt(job.session.service, route, request),
  });
  const endpoint = `http://${hostOf(spec, seatOf(job.session.service, member))}${spec.entrance}`;
  const data: RouteAttributes = {
    RuleArn: rule.arn,
    Priority: rule.priority,
    Endpoint: endpoint,
    BaseUrl: endpoint.replace(/\/$/, ''),
  };
  return { status: 'SUCCESS', physicalResourceId: route.id, data: { ...data } };
}

/**
 * Somebody deleted the rule, or its listener or load balancer. If an Update failed because of that, its rollback would
 * fail, too. So an Update makes again what the rule needs.
 * @returns the rule, if a run that did not finish has just made it
 */
async function findDeleted(job: Job, member: string, { RequestType }: ResourceRequest): Promise<Rule | undefined> {
  if (RequestType !== 'Update') return undefined;
  await rebuildIfGone(job, member);
  return findSurely(job, member, seatOf(job.session.service, member));
}

/** Checks by their names that the target groups are this membership's own. @throws InvalidPropertyError */
function groupsOf(properties: Properties, member: string): TargetGroups {
  const own = (property: string, colour: 'blue' | 'green'): string => {
    const arn = properties.required(property);
    const name = /:targetgroup\/([^/]+)\//.exec(arn)?.[1];
    const wanted = targetGroupName(member, colour);
    if (name !== undefined && name !== wanted) {
      throw new InvalidPropertyError(`${property} must be the target group ${wanted} of this membership, not ${name}`);
    }
    return arn;
  };
  return { blue: own('BlueTargetGroupArn', 'blue'), green: own('GreenTargetGroupArn', 'green') };
}

/** Routes of the member from a cancelled Update. CloudFormation does not know them and will never delete them. */
const unlearnt = (service: ServiceItem, { member, id }: RouteName, request: ResourceRequest): string[] =>
  request.RequestType === 'Update'
    ? routesOf(service, member).filter((one) => one !== id && one !== request.PhysicalResourceId)
    : [];

/** With ROLLING, ECS uses only the service's first target group, which is blue. */
function checkStrategy(
  request: ResourceRequest,
  { strategy }: RouteSpec,
  { green }: TargetGroups,
  weights: Weights,
): void {
  const before = oldPropertiesOf(request).text('Strategy');
  const switches = strategy === 'ROLLING' && before !== undefined && before !== 'ROLLING';
  if (request.RequestType === 'Update' && switches && (weights[green] ?? 0) > 0) {
    throw new UpdateRefusedError(
      `Strategy cannot change from ${before} to ROLLING while the green target group takes the traffic; deploy ` +
        `once more with ${before}, so that blue takes it, then change Strategy`,
    );
  }
}

const hostOf = ({ conditions }: RouteSpec, { facts }: Seat): string =>
  conditions.hosts.find((host) => !/[*?]/.test(host)) ?? facts?.dnsName ?? '';

async function remove(job: Job, request: ResourceRequest): Promise<Outcome> {
  const { session } = job;
  const id = request.PhysicalResourceId ?? '';
  const { service: name, routes, known } = session.service;
  const outlives = outliving(session.service, request, id);
  const going = idsToDelete(name, Object.keys(routes), known.route, id, outlives);
  const emptied = membersLeftWithout(session.service, going);
  for (const member of emptied) {
    const seat = session.service.seats[member];
    if (seat) {
      await removeRule(job, member, seat);
    }
  }
  await session.commit((service) => ({
    service: withSeats(withoutRoutes(service, going), (seat, member) =>
      emptied.includes(member) ? withoutRule(seat) : seat,
    ),
    writes: releasing(service, going),
    last: true,
  }));
  return { status: 'SUCCESS', physicalResourceId: id };
}

/** Routes of retained members stay, unless the Delete is for that member, by its id or else by its properties. */
function outliving({ service, routes, seats }: ServiceItem, request: ResourceRequest, id: string) {
  const ended = isStandIn(service, id) ? propertiesOf(request).text('Membership') : memberOfRoute(id);
  return (route: string): boolean => {
    const member = routes[route]?.member ?? '';
    const seat = seats[member];
    return seat !== undefined && member !== ended && isRetained(seat);
  };
}
