import { PriorityTaken } from '../errors';
import { serviceParts, spoken } from '../identity';
import type { Job } from '../job';
import { claimsIn } from '../ledger/claims';
import { isService, type Seat, type ServiceItem } from '../ledger/items';
import { serviceKey } from '../ledger/keys';
import { covers } from './patterns';

/**
 * A rule that the user puts at a fixed priority must not come before one of another stack whose requests it takes all.
 * Within a stack that is the user's own affair; what a rule has without a fixed priority is after all that it covers.
 * @throws PriorityTaken naming the service
 */
export const checkShadow = async (
  { session, world: { store } }: Job,
  { pool, token }: Seat,
  claims: readonly string[],
  priority: number,
): Promise<void> => {
  const { stackId } = serviceParts(session.service.service);
  for (const { claim, owner } of await claimsIn(store, pool)) {
    if (serviceParts(owner).stackId === stackId || !claims.some((mine) => takesAll(mine, claim))) {
      continue;
    }
    const item = await store.get(serviceKey(owner));
    const theirs = item && isService(item) ? priorityOf(item, claim, token) : undefined;
    if (theirs !== undefined && theirs > priority) {
      throw new PriorityTaken(
        `Priority ${priority} would take the requests for ${claim}, which belong to ${spoken(owner)}; choose a number ` +
          `above ${theirs}, or remove Priority`,
      );
    }
  }
};

/** A claim is a host and a path; see `claimOf`. */
const takesAll = (mine: string, theirs: string): boolean => {
  const [[host, path], [otherHost, otherPath]] = [parts(mine), parts(theirs)];
  return covers(host, otherHost) && covers(path, otherPath);
};

const parts = (claim: string): [host: string, path: string] => {
  const cut = claim.indexOf(' ');
  return [claim.slice(0, cut), claim.slice(cut + 1)];
};

/** Of the service's rule for the claim on this load balancer: the one that it has, or is about to get. */
const priorityOf = ({ routes, seats }: ServiceItem, claim: string, token: string): number | undefined => {
  const members = Object.values(routes).flatMap(({ member, claims }) => (claims.includes(claim) ? [member] : []));
  const seat = members.map((member) => seats[member]).find((one) => one?.token === token);
  return seat && (seat.priority ?? Math.max(...seat.held));
};
