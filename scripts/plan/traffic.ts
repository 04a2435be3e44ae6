import type { Changes, PlannedChange } from './changes';
import { stricterChecks } from './health-check';
import type { ResolvedTemplate } from './resolve';
import { droppedBy } from './route-resource';

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

/** What an update means, while it lasts, for requests to the stack's services. */
export function trafficOf(changes: Changes, before: ResolvedTemplate): Traffic {
  const risks = changes.list.flatMap((change) => riskOf(change, changes, before) ?? []);
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

function riskOf(change: PlannedChange, changes: Changes, before: ResolvedTemplate): Risk | undefined {
  if (!before.resources.has(change.logicalId)) return undefined;
  switch (change.type) {
    case 'AWS::ECS::Service':
    case 'AWS::ECS::ExpressGatewayService':
      return serviceRisk(change, changes);
    case 'Custom::ExpressRoute':
      return routeRisk(change, changes);
    case 'AWS::ElasticLoadBalancingV2::TargetGroup':
      return targetGroupRisk(change, changes);
    default:
      return CARRIERS.test(change.type) ? carrierRisk(change) : undefined;
  }
}

/** Types of resources that requests pass through, or that tasks need to start and to be reached. */
const CARRIERS =
  /^AWS::(EC2::(VPC|Subnet|Route|RouteTable|SubnetRouteTableAssociation|InternetGateway|VPCGatewayAttachment|NatGateway|VPCEndpoint)|ElasticLoadBalancingV2::(LoadBalancer|Listener|ListenerRule)|Route53::RecordSet|ECS::Cluster|EFS::(FileSystem|MountTarget))$/;

/** The change of a service's membership if the service moves or may move. */
const moveOf = (service: string, { list }: Changes): PlannedChange | undefined =>
  list.find(({ logicalId, action }) => logicalId === `${service}Gateway` && action === 'replace');

const SHORT_GAP =
  'a new service is created beside the old one, which is deleted when the new one is stable; until DNS and clients ' +
  'follow, a short gap is possible';

function serviceRisk(change: PlannedChange, changes: Changes): Risk | undefined {
  const { logicalId, action, certainty } = change;
  if (action === 'delete') return deletedRisk(change, 'certain', 'it no longer answers');
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

function routeRisk({ logicalId }: PlannedChange, { changed }: Changes): Risk | undefined {
  const details = changed.get(logicalId);
  const dropped = details === undefined ? [] : droppedBy(details);
  if (dropped.length === 0) return undefined;
  const service = String(details?.after.properties.Service ?? logicalId);
  return { interruption: 'possible', what: service, meaning: `no longer answers ${dropped.join(', ')}` };
}

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

function deletedRisk(change: PlannedChange, interruption: Risk['interruption'], meaning: string): Risk | undefined {
  return change.retained ? undefined : { interruption, what: `${change.logicalId} is deleted`, meaning };
}

function replacedRisk({ logicalId, action, certainty }: PlannedChange, meaning: string): Risk | undefined {
  if (action !== 'replace') return undefined;
  const what = `${logicalId} ${certainty === 'certain' ? 'is' : 'may be'} replaced`;
  return { interruption: 'possible', what, meaning };
}
