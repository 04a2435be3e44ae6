import { serviceOf } from '../../../../../handlers/gateway/identity';
import { fits, type VisitorRequest } from '../../account/answer';
import { membershipOf, type StackState, serviceIdOf } from '../cloudformation/stack-state';
import { type BlockSettings, logicalIdOf, pathsOf, type Template } from '../cloudformation/template';

/** Who is to answer a request, according to templates. */

/** A service, and what its block asks for. */
export interface OwnerOfRequests {
  service: string;
  block: string;
  settings: BlockSettings;
  /** Undefined if the stack does not have it (yet). */
  listenerArn: string | undefined;
}

/** The blocks that the stack has retained. */
export const keptIn = ({ name, keptBlocks }: StackState) =>
  Object.entries(keptBlocks).map(([member, settings]) => ({
    member,
    block: serviceOf(member).slice(serviceIdOf(name, '').length),
    settings,
  }));

/** The services of a template and those that the stack has retained. */
export const ownersIn = (state: StackState, template: Template): OwnerOfRequests[] => {
  const { name, gateways, resources } = state;
  const kept = keptIn(state).map(({ member, block, settings }) => ({
    service: serviceIdOf(name, block),
    block,
    settings,
    listenerArn: gateways[member]?.ListenerArn,
  }));
  const living = Object.entries(template).map(([block, settings]) => ({
    service: serviceIdOf(name, block),
    block,
    settings,
    listenerArn: resources[logicalIdOf(block, 'Route')] && gateways[membershipOf(state, block)]?.ListenerArn,
  }));
  return [...living, ...kept];
};

/** The most specific owner: of the lowest fixed priority, or else of the most exact host, or else path. */
export const ownerOf = (
  name: string,
  owners: readonly OwnerOfRequests[],
  request: VisitorRequest,
): OwnerOfRequests | undefined =>
  owners
    .flatMap((owner) => {
      const rank = rankOf(name, owner, request);
      return rank === undefined ? [] : [{ owner, rank }];
    })
    .sort((one, other) => compare(one.rank, other.rank))[0]?.owner;

/** @returns the lower, the more specific; undefined if the request is not the owner's */
function rankOf(name: string, { block, settings }: OwnerOfRequests, request: VisitorRequest): number[] | undefined {
  const { hosts = ['*'], cidrs = [], priority = AUTOMATIC } = settings;
  const named = pathsOf(name, block, settings);
  const paths = named.length > 0 ? named : ['/*'];
  const host = hosts.filter((one) => fits(one, request.host)).map(vagueness);
  const path = paths.filter((one) => fits(one, request.path)).map(vagueness);
  const isLetIn = cidrs.length === 0 || (request.cidr !== undefined && cidrs.includes(request.cidr));
  if (host.length === 0 || path.length === 0 || !isLetIn) return undefined;
  // A rule stands where its most general host and path have it.
  return [priority, Math.max(...hosts.map(vagueness)), Math.max(...paths.map(vagueness))];
}

/** Priorities that users fix are lower. */
const AUTOMATIC = 1_001;

/** An exact pattern is the least vague; then, the longer, the less vague. */
const vagueness = (pattern: string): number => (/[*?]/.test(pattern) ? 1_000 - pattern.length : 0);

const compare = (one: readonly number[], other: readonly number[]): number =>
  one.map((value, position) => value - (other[position] ?? 0)).find((difference) => difference !== 0) ?? 0;
