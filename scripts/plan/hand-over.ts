import { unionOf } from '../../handlers/gateway/route/union';
import { answers, type PlannedRoute, spokenClaim } from './routes';

/** Hosts and paths that one service of a stack gives up and another one of it answers after the update. */
export interface HandOver {
  from: PlannedRoute;
  to: PlannedRoute;
  claims: readonly string[];
}

/** Routes by block. */
type Routes = ReadonlyMap<string, PlannedRoute>;

/** Everything that passes from one service to another. */
export function handOversOf(before: Routes, after: Routes): HandOver[] {
  return [...before.values()].flatMap((from) => {
    const lost = lostClaims(from, after.get(from.block));
    const takers = [...after.values()].filter(({ block }) => block !== from.block);
    return takers.flatMap((to): HandOver[] => {
      const claims = lost.filter((claim) => answers(to, claim, from));
      return claims.length === 0 ? [] : [{ from, to, claims }];
    });
  });
}

/** The claims of a route that nobody in the stack answers after the update. */
export function droppedClaims(from: PlannedRoute, after: Routes): string[] {
  const takers = [...after.values()];
  return (from.spec?.claims ?? []).filter((claim) => !takers.some((to) => answers(to, claim, from)));
}

/** The claims that a route itself no longer answers. */
const lostClaims = (from: PlannedRoute, now: PlannedRoute | undefined): string[] =>
  (from.spec?.claims ?? []).filter(
    (claim) => now === undefined || (now.spec !== undefined && !answers(now, claim, from)),
  );

/**
 * Why requests may stay unanswered while claims pass; undefined if they do not. Until the clean-up the old rule matches
 * what it matched before and what it matches from now on, and the new one waits behind it until its tasks are healthy.
 */
export function gapOf({ from, to }: HandOver, after: Routes): string | undefined {
  if (from.place !== to.place) return ELSEWHERE;
  const now = after.get(from.block);
  if (now === undefined) return from.hasTraffic ? undefined : UNTIMED;
  return from.spec && now.spec && unionOf(from.spec, now.spec) === undefined ? APART : undefined;
}

const ELSEWHERE =
  'the new service may be on another load balancer, so a short gap is possible until DNS and clients follow';
const UNTIMED =
  'an earlier version of cfn-express deployed the old service, whose tasks drain before its rule gives way; there is no ' +
  'gap if an update without other changes comes first';
const APART =
  'one listener rule cannot match both the old and the new hosts, paths and source addresses (of those only one may ' +
  'differ, and a rule has at most five values), so a short gap is possible; there is none in two updates';

/** `Web hands shop.example.com over to Shop` */
export const spokenHandOver = ({ from, to, claims }: HandOver): string =>
  `${from.block} hands ${claims.map(spokenClaim).join(', ')} over to ${to.block}`;

/** Cautions about new services: until the clean-up, old and new service need a seat each. */
export const seatCautions = (before: Routes, after: Routes): string[] =>
  handOversOf(before, after)
    .filter(({ from, to }) => !before.has(to.block) && from.place === to.place)
    .map(
      ({ from: { block: old }, to: { block: young } }) =>
        `${young} needs a seat beside that of ${old} until the clean-up. If the load balancer has none left ` +
        `(see cfn-express list), ${young} gets another load balancer, and names in DNS must follow.`,
    );
