import type { DeploymentStrategy } from '../../contract';
import { hash, serviceParts, stackName } from '../identity';
import { claimOf } from '../ledger/claims';
import type { RouteSpec } from '../ledger/items';
import type { Properties } from '../request/properties';
import { InvalidPropertyError } from '../world/errors';
import { HIGHEST, LOWEST } from './bands';
import { canonical, isEveryHost, isEveryPath } from './patterns';

/** One rule has at most five condition values (quotas of Application Load Balancers: "Condition values per rule"). */
export const MOST_VALUES = 5;
/** A host or path pattern has at most 128 characters (RuleCondition, ELBv2 API reference). */
const LONGEST_VALUE = 128;
/** The longest label of a default path, in characters. */
const LONGEST_LABEL = 100;
/** Hexadecimal digits that distinguish shortened labels. If two labels are the same, the second claim is refused. */
const CUT_LABEL_HASH = 10;

const STRATEGIES: readonly DeploymentStrategy[] = ['CANARY', 'LINEAR', 'BLUE_GREEN', 'ROLLING'];

/**
 * Reads what a route asks for. `checkRoute` says whether a listener rule can do it.
 * @param service the service's id, from which the default path is made
 * @throws InvalidPropertyError for a value of the wrong type
 */
export function readRoute(properties: Properties, service: string): RouteSpec {
  const hosts = (properties.list('Hosts') ?? []).map((host) => host.toLowerCase());
  const given = properties.list('Paths');
  const cidrs = properties.list('AllowedCidrs') ?? [];
  const label = hosts.length === 0 && !given ? defaultLabel(properties, service) : undefined;
  const paths = label ? [`/${label}`, `/${label}/*`] : (given ?? []);
  const priority = properties.whole('Priority', LOWEST, HIGHEST);
  const strategy = properties.oneOf('Strategy', STRATEGIES);
  return {
    conditions: { hosts, paths, cidrs },
    ...(label && { rewrite: { regex: `^/${label}/?(.*)$`, replace: '/$1' } }),
    claims: claimsOf(hosts, paths),
    ...(priority !== undefined && { priority }),
    ...(strategy && { strategy }),
    ...(properties.flag('StickySessions') && { sticky: true }),
    entrance: label ? `/${label}/` : entranceOf(paths[0]),
  };
}

/** A logical id contains no hyphen, so no two services of an account share `<stack name>-<logical id>`. */
function defaultLabel(properties: Properties, service: string): string {
  const { stackId, logicalId } = serviceParts(service);
  const name = properties.text('ServiceName') ?? `${stackName(stackId)}-${logicalId}`;
  const label = name.toLowerCase().replace(/[^a-z0-9_-]/g, '-');
  if (label.length <= LONGEST_LABEL) return label;
  const suffix = `-${hash(label, CUT_LABEL_HASH)}`;
  return label.slice(0, LONGEST_LABEL - suffix.length) + suffix;
}

/** @throws InvalidPropertyError if no listener rule can do what the route asks for */
export function checkRoute({ conditions: { hosts, paths, cidrs } }: RouteSpec): void {
  const count = hosts.length + paths.length + cidrs.length;
  if (count > MOST_VALUES) {
    throw new InvalidPropertyError(
      `Hosts (${hosts.length}), Paths (${paths.length}, the two of a default path included) and AllowedCidrs ` +
        `(${cidrs.length}) are ${count} values, but a listener rule takes at most ${MOST_VALUES} in all`,
    );
  }
  const relative = paths.filter((path) => !path.startsWith('/') && !path.startsWith('*'));
  if (relative.length > 0) throw new InvalidPropertyError(`Paths must begin with a slash: ${relative.join(', ')}`);
  const long = [...hosts, ...paths].filter((value) => value.length > LONGEST_VALUE);
  if (long.length > 0) {
    throw new InvalidPropertyError(`Hosts and Paths have at most ${LONGEST_VALUE} characters each: ${long.join(', ')}`);
  }
}

export function claimsOf(hosts: readonly string[], paths: readonly string[]): string[] {
  const claims = (hosts.length > 0 ? hosts : ['*']).flatMap((host) =>
    (paths.length > 0 ? paths : ['/*']).map((path) =>
      // Patterns that match the same are the same claim, however they are spelled.
      claimOf(isEveryHost(host) ? '*' : canonical(host), isEveryPath(path) ? '/*' : canonical(path)),
    ),
  );
  return [...new Set(claims)].sort();
}

/** `/api/*` → `/api/`. A path is cut off at its first wildcard. */
function entranceOf(path = '/'): string {
  const plain = path.split(/[*?]/)[0] ?? '/';
  return plain === '' ? '/' : plain;
}
