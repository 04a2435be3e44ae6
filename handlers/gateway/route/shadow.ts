import type { Job } from '../fence/job';
import { serviceOf, serviceParts, spoken } from '../identity';
import { claimsIn } from '../ledger/claims';
import { gatewayOf } from '../ledger/gateways';
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
    const number = Math.max(...placesOf(theirs));
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
    const number = Math.min(...placesOf(theirs));
    if (number < priority && number < bandOfClaims(route).from) {
      throw new PriorityTakenError(
        `The rule of ${spoken(owner)} has Priority ${number} and would take the requests for ${covered(claim)}; have ` +
          `that Priority removed, fix one below ${number}, or put the service into another gateway (Gateway.Name)`,
      );
    }
  }
}

/** Every priority that a seat holds, without the one at which its rule is only parked. */
const placesOf = ({ held, priority, parked }: Seat): number[] =>
  [...held, ...(priority === undefined ? [] : [priority])].filter((one) => one !== parked);

interface Rival {
  claim: string;
  owner: string;
  route: Route;
  theirs: Seat;
}

/**
 * The claims of other stacks on the same load balancer, with their routes and the seats of those routes. Whoever has
 * made a claim there is a member of the gateway, so at most as many services are read, all at once.
 */
async function rivals(
  { session, world: { store } }: Job,
  seat: Seat,
  concerns: (claim: string) => boolean,
): Promise<Rival[]> {
  const { stackId } = serviceParts(session.service.service);
  const isStranger = (owner: string): boolean => serviceParts(owner).stackId !== stackId;
  const claims = (await claimsIn(store, seat.pool))
    .filter(({ claim }) => concerns(claim))
    .flatMap(({ claim, holders }) => holders.filter(isStranger).map((owner) => ({ claim, owner })));
  if (claims.length === 0) return [];
  const here = new Set(Object.keys((await gatewayOf(store, seat))?.members ?? {}).map(serviceOf));
  const owners = [...new Set(claims.map(({ owner }) => owner))].filter((owner) => here.has(owner));
  const items = await Promise.all(owners.map((owner) => store.get(serviceKey(owner))));
  const services = new Map(items.flatMap((item) => (item && isService(item) ? [[item.service, item] as const] : [])));
  return claims.flatMap(({ claim, owner }) => {
    const { routes = {}, seats = {} } = services.get(owner) ?? {};
    return Object.values(routes).flatMap((route): Rival[] => {
      const theirs = seats[route.member];
      return theirs?.token === seat.token && route.claims.includes(claim) ? [{ claim, owner, route, theirs }] : [];
    });
  });
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
