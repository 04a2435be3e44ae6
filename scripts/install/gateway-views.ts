import { serviceOf, serviceParts, stackName } from '../../handlers/gateway/identity';
import { type GatewayItem, isGateway, isService, type ServiceItem } from '../../handlers/gateway/ledger/items';
import type { Item } from '../../handlers/gateway/world/store';

/** A shared load balancer and its members. */
export interface GatewayView {
  pool: string;
  vpcId: string;
  scheme: string;
  number: number;
  state: 'OPEN' | 'CLOSING';
  /** Why it still exists although its last service has left. */
  kept?: string;
  /** Absent until it is built. */
  loadBalancerArn?: string;
  dnsName?: string;
  members: MemberView[];
  /** How many seats are free. */
  free: number;
}

export interface MemberView {
  /** Absent until its rule exists. */
  priority?: number;
  /** Hosts and paths; the host `*` stands for every host. */
  claims: string[];
  /** The block's logical id. */
  service: string;
  stack: string;
}

/**
 * The ledger for people to read: gateways ordered by pool and number, members by priority.
 * @param maxServices how many services may share one load balancer
 */
export function gatewayViews(items: readonly Item[], maxServices: number): GatewayView[] {
  const services = new Map(items.filter(isService).map((item) => [item.service, item]));
  return items
    .filter(isGateway)
    .sort((a, b) => comparePools(a, b) || a.number - b.number)
    .map((gateway) => viewOf(gateway, services, maxServices));
}

const comparePools = (a: GatewayItem, b: GatewayItem): number => (a.PK < b.PK ? -1 : Number(a.PK > b.PK));

function viewOf(gateway: GatewayItem, services: ReadonlyMap<string, ServiceItem>, maxServices: number): GatewayView {
  const ids = Object.keys(gateway.members);
  return {
    pool: gateway.pool.name,
    vpcId: gateway.pool.vpcId,
    scheme: gateway.pool.scheme,
    number: gateway.number,
    state: gateway.state,
    ...(gateway.kept !== undefined && { kept: gateway.kept }),
    ...(gateway.facts && { loadBalancerArn: gateway.facts.loadBalancerArn, dnsName: gateway.facts.dnsName }),
    members: ids
      .map((id) => memberView(id, services.get(serviceOf(id))))
      .sort((a, b) => (a.priority ?? Number.POSITIVE_INFINITY) - (b.priority ?? Number.POSITIVE_INFINITY)),
    free: gateway.state === 'OPEN' ? Math.max(0, maxServices - ids.length) : 0,
  };
}

function memberView(id: string, service: ServiceItem | undefined): MemberView {
  const { stackId, logicalId } = serviceParts(serviceOf(id));
  const priority = service?.seats[id]?.priority;
  const routes = Object.values(service?.routes ?? {}).filter(({ member }) => member === id);
  return {
    ...(priority !== undefined && { priority }),
    claims: [...new Set(routes.flatMap(({ claims }) => claims))].sort(),
    service: logicalId,
    stack: stackName(stackId),
  };
}
