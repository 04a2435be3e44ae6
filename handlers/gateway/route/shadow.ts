import type { Job } from '../fence/job';
import { serviceParts, spoken } from '../identity';
import { claimsIn } from '../ledger/claims';
import { isService, type Route, type Seat } from '../ledger/items';
import { serviceKey } from '../ledger/keys';
import { PriorityTakenError } from '../world/errors';
import { bandOf } from './bands';
import { covers } from './patterns';

/**
 * Keeps a rule with a fixed priority from taking all requests of another stack's rule. Without a fixed priority, a rule
 * comes after all rules that it covers. Within one stack, the user may order rules at will. Both services check here,
 * and at least the later one sees the other; the attribute `early` of the gateway's item guarantees that.
 */

/**
 * Checks that a rule at this priority does not take all requests of another service.
 * @throws PriorityTakenError that names the service whose requests it would take
 */
export async function checkShadow(job: Job, seat: Seat, claims: readonly string[], priority: number): Promise<void> {
  for (const { claim, owner, theirs } of await rivals(job, seat, (one) => claims.some((mine) => takesAll(mine, one)))) {
    const number = theirs.priority ?? Math.max(...theirs.held);
    if (number > priority) {
      throw new PriorityTakenError(
        `Priority ${priority} would take the requests for ${claim}, which belong to ${spoken(owner)}; choose a number ` +
          `above ${number}, or remove Priority`,
      );
    }
  }
}

/**
 * Checks that no rule with an early priority takes all requests of this rule.
 * @throws PriorityTakenError that names the service that would take them
 */
export async function checkEarly(job: Job, seat: Seat, claims: readonly string[], priority: number): Promise<void> {
  const covered = (claim: string) => claims.find((mine) => takesAll(claim, mine));
  for (const { claim, owner, theirs, route } of await rivals(job, seat, (one) => covered(one) !== undefined)) {
    const number = Math.min(...theirs.held, theirs.priority ?? Number.POSITIVE_INFINITY);
    if (number < priority && number < bandOfClaims(route).from) {
      throw new PriorityTakenError(
        `The rule of ${spoken(owner)} has Priority ${number} and would take the requests for ${covered(claim)}; have ` +
          `that Priority removed, fix one below ${number}, or put the service into another gateway (Gateway.Name)`,
      );
    }
  }
}

/** The claims of other stacks on the same load balancer, with their routes and the seats of those routes. */
async function rivals(
  { session, world: { store } }: Job,
  { pool, token }: Seat,
  concerns: (claim: string) => boolean,
): Promise<{ claim: string; owner: string; route: Route; theirs: Seat }[]> {
  const { stackId } = serviceParts(session.service.service);
  const found: { claim: string; owner: string; route: Route; theirs: Seat }[] = [];
  for (const { claim, owner } of await claimsIn(store, pool)) {
    if (serviceParts(owner).stackId === stackId || !concerns(claim)) continue;
    const item = await store.get(serviceKey(owner));
    for (const route of item && isService(item) ? Object.values(item.routes) : []) {
      const theirs = item && isService(item) ? item.seats[route.member] : undefined;
      if (theirs?.token === token && route.claims.includes(claim)) {
        found.push({ claim, owner, route, theirs });
      }
    }
  }
  return found;
}

const bandOfClaims = ({ claims }: Route) =>
  bandOf(
    claims.map((claim) => parts(claim)[0]),
    claims.map((claim) => parts(claim)[1]),
  );

/** Whether one claim covers another in both host and path. */
function takesAll(mine: string, theirs: string): boolean {
  const [[host, path], [otherHost, otherPath]] = [parts(mine), parts(theirs)];
  return covers(host, otherHost) && covers(path, otherPath);
}

function parts(claim: string): [host: string, path: string] {
  const cut = claim.indexOf(' ');
  return [claim.slice(0, cut), claim.slice(cut + 1)];
}
