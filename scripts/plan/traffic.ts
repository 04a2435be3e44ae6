import { type JsonObject, member } from '../../handlers/template-language/json';
import type { Changes, PlannedChange } from './changes';
import { droppedClaims, gapOf, handOversOf, spokenHandOver } from './hand-over';
import { stricterChecks } from './health-check';
import type { ResolvedTemplate } from './resolve';
import { droppedBy, keepsId } from './route-resource';
import { isOf, type PlannedRoute, routesOf, spokenClaim } from './routes';

/** Whether requests could stay unanswered, and why. */
export interface Traffic {
  /** `possible` for a short gap, and for what depends on values that are not known yet. */
  interruption: 'none' | 'possible' | 'certain';
  /** Sentences that say why; empty when there is no interruption. */
  reasons: readonly string[];
}

interface Risk {
  interruption: 'possible' | 'certain';
  /** `Web is deleted` */
  what: string;
  /** What that means for requests. Resources with the same meaning share a sentence. */
  meaning: string;
}

/** The routes of the stack in both versions, by block. */
interface Routes {
  before: ReadonlyMap<string, PlannedRoute>;
  after: ReadonlyMap<string, PlannedRoute>;
}

/** What an update means, while it lasts, for requests to the stack's services. */
export function trafficOf(changes: Changes, before: ResolvedTemplate, after: ResolvedTemplate): Traffic {
  const routes: Routes = { before: routesOf(before), after: routesOf(after) };
  const risks = [
    ...changes.list.flatMap((change) => risksOf(change, changes, before, routes).flatMap((risk) => risk ?? [])),
    ...handOverRisks(routes),
  ];
  const certain = risks.some(({ interruption }) => interruption === 'certain');
  const meanings = [...new Set(risks.map(({ meaning }) => meaning))];
  return {
    interruption: certain ? 'certain' : risks.length > 0 ? 'possible' : 'none',
    reasons: meanings.map((meaning) => {
      const whats = risks.filter((risk) => risk.meaning === meaning).map(({ what }) => what);
      return `${whats.join(', ')}: ${meaning}.`;
    }),
  };
}

function risksOf(
  change: PlannedChange,
  changes: Changes,
  before: ResolvedTemplate,
  routes: Routes,
): (Risk | undefined)[] {
  if (!before.resources.has(change.logicalId)) return [];
  switch (change.type) {
    case 'AWS::ECS::Service':
    case 'AWS::ECS::ExpressGatewayService':
      return [serviceRisk(change, changes, routes), strategyRisk(change, changes, routes)];
    case 'Custom::ExpressRoute':
      return routeRisks(change, changes, routes);
    case 'AWS::ElasticLoadBalancingV2::TargetGroup':
      return [targetGroupRisk(change, changes)];
    case 'AWS::CloudFront::Distribution':
      return [carrierRisk(change), aheadRisk(change, changes)];
    default:
      return CARRIERS.test(change.type) ? [carrierRisk(change)] : [];
  }
}

/** Hosts and paths that pass from one service to another, where that does not go without a gap. */
const handOverRisks = ({ before, after }: Routes): Risk[] =>
  handOversOf(before, after).flatMap((one): Risk[] => {
    const meaning = gapOf(one, after);
    return meaning === undefined ? [] : [{ interruption: 'possible', what: spokenHandOver(one), meaning }];
  });

/** Types of resources that requests pass through, or that tasks need to start and to be reached. */
const CARRIERS =
  /^AWS::(EC2::(VPC|Subnet|Route|RouteTable|SubnetRouteTableAssociation|InternetGateway|VPCGatewayAttachment|NatGateway|VPCEndpoint)|ElasticLoadBalancingV2::(LoadBalancer|Listener|ListenerRule)|Route53::RecordSet|ECS::Cluster|EFS::(FileSystem|MountTarget))$/;

/** The change of a service's membership if the service moves or may move. */
const moveOf = (service: string, { list }: Changes): PlannedChange | undefined =>
  list.find(({ logicalId, action }) => logicalId === `${service}Gateway` && action === 'replace');

const SHORT_GAP =
  'a new service is created beside the old one, which is deleted when the new one is stable; until DNS and clients ' +
  'follow, a short gap is possible';

function serviceRisk(change: PlannedChange, changes: Changes, routes: Routes): Risk | undefined {
  const { logicalId, action, certainty } = change;
  if (action === 'delete') return goneRisk(change, routes);
  if (action !== 'replace') return undefined;
  const move = moveOf(logicalId, changes);
  if (move === undefined) {
    return replacedRisk(
      change,
      'the traffic does not shift to the new service step by step, so a short gap is possible',
    );
  }
  const causes = move.reasons.filter(({ effect }) => effect === 'replace').map(({ property }) => property);
  const verb = certainty === 'certain' ? 'moves' : 'may move';
  return { interruption: 'possible', what: `${logicalId} ${verb} (${causes.join(', ')})`, meaning: SHORT_GAP };
}

/** A deleted service. What other services of the stack answer from then on does not count. */
function goneRisk(change: PlannedChange, { before, after }: Routes): Risk | undefined {
  const route = before.get(change.logicalId);
  const all = route?.spec?.claims ?? [];
  const dropped = route === undefined ? [] : droppedClaims(route, after);
  if (all.length > 0 && dropped.length === 0) return undefined;
  const what = dropped.length < all.length ? ` ${dropped.map(spokenClaim).join(', ')}` : '';
  return deletedRisk(change, 'certain', `it no longer answers${what}`);
}

/** ECS rolls tasks in the blue target group, whichever group has the traffic (rule Z1). */
function strategyRisk({ logicalId, action }: PlannedChange, { changed }: Changes, routes: Routes): Risk | undefined {
  const details = changed.get(logicalId);
  if (details === undefined || action === 'replace' || !routes.after.has(logicalId)) return undefined;
  const [old, now] = [details.before, details.after].map(({ properties }) => strategyIn(properties));
  if (old === now || (old !== 'ROLLING' && now !== 'ROLLING')) return undefined;
  const what = `${logicalId} changes its strategy from ${old} to ${now}`;
  return { interruption: 'possible', what, meaning: now === 'ROLLING' ? TO_ROLLING : FROM_ROLLING };
}

// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-bluegreen-to-rolling.html
const TO_ROLLING =
  'ECS rolls tasks in the blue target group; if green has the traffic, requests fail from the time when its tasks stop ' +
  'until the gateway Lambda has moved the traffic to blue; ECS refuses the change while it deploys, so the update first ' +
  'waits for the end of a deployment, for half an hour at most';
const FROM_ROLLING =
  'if the update fails after the traffic has gone to green, the roll back to ROLLING interrupts it for a short time; ECS ' +
  'refuses a change to ROLLING while it deploys, so the roll back first waits for the end of the deployment; after half ' +
  'an hour it fails, and must be continued when the deployment has ended';

/** The strategy of an ECS service; another word if it is not known. */
function strategyIn({ DeploymentConfiguration = {} }: JsonObject): string {
  const strategy = member(DeploymentConfiguration, 'Strategy') ?? 'ROLLING';
  return typeof strategy === 'string' ? strategy : 'another';
}

function routeRisks({ logicalId }: PlannedChange, { changed }: Changes, { before, after }: Routes): Risk[] {
  const details = changed.get(logicalId);
  if (details === undefined) return [];
  const service = String(details.after.properties.Service ?? logicalId);
  const route = before.get(service);
  const known = route?.spec !== undefined && after.get(service)?.spec !== undefined;
  const gone = known ? droppedClaims(route, after) : [];
  const among = (value: string): boolean => !known || isAmong(value, gone, route.spec?.claims ?? []);
  const risk = (dropped: readonly string[], when: string): Risk[] =>
    dropped.length === 0
      ? []
      : [{ interruption: 'possible', what: service, meaning: `no longer answers ${dropped.join(', ')}${when}` }];
  const addresses = droppedBy(details, ['AllowedCidrs']).filter(among);
  const claims = droppedBy(details, ['Hosts', 'Paths']).filter(among);
  return keepsId(details) ? risk(addresses, AT_ONCE) : risk([...claims, ...addresses], '');
}

const AT_ONCE = ', at once and not only when the update has succeeded; a roll back admits it again';

/** Whether a host or path is in one of the claims that are gone; for anything else, whether any claim is. */
const isAmong = (value: string, gone: readonly string[], all: readonly string[]): boolean =>
  all.some((claim) => isOf(claim, value)) ? gone.some((claim) => isOf(claim, value)) : gone.length > 0;

/** A target group changes before the service, which depends on it. */
function targetGroupRisk(change: PlannedChange, changes: Changes): Risk | undefined {
  const { logicalId, action } = change;
  const details = changes.changed.get(logicalId);
  if (action === 'update' && details !== undefined) {
    const stricter = stricterChecks(details);
    const what = `${logicalId} (${stricter.join(', ')})`;
    return stricter.length === 0 ? undefined : { interruption: 'possible', what, meaning: STRICTER };
  }
  if (moveOf(logicalId.replace(/(Blue|Green)$/, ''), changes) !== undefined) return undefined;
  return replacedRisk(change, 'a new target group has no tasks until they are registered again');
}

const STRICTER =
  'the new health check applies to the running tasks before new tasks start; tasks that fail it get no more requests ' +
  'and are stopped';

function carrierRisk(change: PlannedChange): Risk | undefined {
  if (change.action === 'delete') return deletedRisk(change, 'possible', 'requests that still pass through it fail');
  return replacedRisk(change, 'the new one is in use only after everything that depends on it has changed');
}

/** A distribution in front of a service that is told its own endpoint comes before that service. */
function aheadRisk({ logicalId }: PlannedChange, changes: Changes): Risk | undefined {
  const details = changes.changed.get(logicalId);
  const service = logicalId.replace(/Distribution$/, '');
  const waits = details?.after.dependsOn.includes(`${service}Traffic`);
  if (details === undefined || waits || moveOf(service, changes) === undefined) return undefined;
  return { interruption: 'possible', what: logicalId, meaning: AHEAD };
}

const AHEAD =
  'the service is told its own endpoint, so the distribution goes to the new load balancer before it; if that is another ' +
  'one, requests through the distribution fail until the new tasks are healthy';

function deletedRisk(change: PlannedChange, interruption: Risk['interruption'], meaning: string): Risk | undefined {
  return change.retained ? undefined : { interruption, what: `${change.logicalId} is deleted`, meaning };
}

function replacedRisk({ logicalId, action, certainty }: PlannedChange, meaning: string): Risk | undefined {
  if (action !== 'replace') return undefined;
  const what = `${logicalId} ${certainty === 'certain' ? 'is' : 'may be'} replaced`;
  return { interruption: 'possible', what, meaning };
}
