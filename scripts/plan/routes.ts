import { DEFAULT_GATEWAY_NAME } from '../../handlers/contract';
import { serviceId } from '../../handlers/gateway/identity';
import type { RouteSpec } from '../../handlers/gateway/ledger/items';
import { Properties } from '../../handlers/gateway/request/properties';
import { canonical, covers } from '../../handlers/gateway/route/patterns';
import { readRoute } from '../../handlers/gateway/route/spec';
import { InvalidPropertyError } from '../../handlers/gateway/world/errors';
import type { Json } from '../../handlers/template-language/json';
import type { ResolvedResource, ResolvedTemplate } from './resolve';
import { isUnknown } from './unknown-values';

/** The route of a block in one version of a stack, as the gateway Lambda will read it. */
export interface PlannedRoute {
  /** The block's logical id. */
  block: string;
  /** Undefined if it is known only during the update, or if the gateway Lambda refuses it. */
  spec: RouteSpec | undefined;
  /** What decides which load balancers the service may share. Two services with the same place share one. */
  place: string;
  /** Whether its traffic ends before its tasks drain. Earlier versions made no resource for that. */
  hasTraffic: boolean;
  /** Whether it stays in AWS when it is deleted. */
  retained: boolean;
}

/** A stack's name decides the default path. It is the same before and after an update. */
const STACK = 'arn:aws:cloudformation:region:account:stack/stack/id';

/** The routes of a stack by block. */
export function routesOf({ resources }: Pick<ResolvedTemplate, 'resources'>): ReadonlyMap<string, PlannedRoute> {
  const found = [...resources.values()].flatMap((resource): [string, PlannedRoute][] => {
    if (resource.type !== 'Custom::ExpressRoute') return [];
    const block = typeof resource.properties.Service === 'string' ? resource.properties.Service : '';
    const route: PlannedRoute = {
      block,
      spec: specOf(resource, block),
      place: placeOf(resources.get(`${block}Gateway`)),
      hasTraffic: resources.get(`${block}Traffic`)?.type === 'Custom::ExpressTraffic',
      retained: resource.deletionPolicy.startsWith('Retain'),
    };
    return [[block, route]];
  });
  return new Map(found);
}

function specOf({ properties }: ResolvedResource, block: string): RouteSpec | undefined {
  const relevant = ['ServiceName', 'Hosts', 'Paths', 'AllowedCidrs', 'Priority'].map((name) => properties[name] ?? []);
  if (relevant.flat().some(isUnknown)) return undefined;
  try {
    return readRoute(new Properties(properties), serviceId(STACK, block));
  } catch (error) {
    if (error instanceof InvalidPropertyError) return undefined;
    throw error;
  }
}

/** The subnets are a set. */
function placeOf(gateway: ResolvedResource | undefined): string {
  const { GatewayName = DEFAULT_GATEWAY_NAME, Scheme = null, SubnetIds = null } = gateway?.properties ?? {};
  const subnets: Json = Array.isArray(SubnetIds) ? SubnetIds.map((one) => JSON.stringify(one)).sort() : SubnetIds;
  return JSON.stringify([GatewayName, Scheme, subnets]);
}

/** The host and the path of a claim. */
export function claimParts(claim: string): [host: string, path: string] {
  const cut = claim.indexOf(' ');
  return [claim.slice(0, cut), claim.slice(cut + 1)];
}

/** Whether a route answers every request for a claim that another route answers. */
export function answers({ spec }: PlannedRoute, claim: string, { spec: old }: PlannedRoute): boolean {
  if (spec === undefined || old === undefined) return false;
  const [host, path] = claimParts(claim);
  const admitted = spec.conditions.cidrs;
  const from = old.conditions.cidrs;
  return (
    (admitted.length === 0 || (from.length > 0 && from.every((one) => admitted.includes(one)))) &&
    spec.claims.some((mine) => {
      const [myHost, myPath] = claimParts(mine);
      return covers(myHost, host) && covers(myPath, path);
    })
  );
}

/** A claim as users write it: `shop.example.com`, `shop.example.com/api/*`, `/api/*`. */
export function spokenClaim(claim: string): string {
  const [host, path] = claimParts(claim);
  const everywhere = host === '*';
  if (path === '/*') return everywhere ? 'what no other service answers' : host;
  return everywhere ? path : `${host}${path}`;
}

/** Whether a claim has this value of Hosts or Paths in it. */
export const isOf = (claim: string, value: string): boolean =>
  claimParts(claim).some((part) => [canonical(value), canonical(value.toLowerCase())].includes(part));
