import { TAG } from '../../../contract';
import { memberOfTags, serviceOf, spoken } from '../../identity';
import { type ClaimItem, isClaim, isCluster, isService, type ServiceItem } from '../../ledger/items';
import { claimKey } from '../../ledger/keys';
import type { Item, Key } from '../../world/store';
import { rulesOf, type Situation, servicesOf, stackOf } from '../look/situation';
import type { Finding } from './finding';
import { isAtWork } from './memberships';

/** Claims that no route holds, or that a route should. */
export function inClaims(situation: Situation): Finding[] {
  const { items, now } = situation;
  const services = servicesOf(situation);
  const held = new Map(
    [...services.values()].map((service) => [service.service, new Set(keysOf(service).map(keyText))]),
  );
  const ruled = new Set(
    rulesOf(situation.loadBalancers)
      .flatMap(({ tags }) => memberOfTags(tags) ?? [])
      .map(serviceOf),
  );
  const there = new Map(items.filter(isClaim).map((claim) => [keyText(claim), claim.owner]));
  const idle = (claim: Item & ClaimItem): boolean => {
    const owner = services.get(claim.owner);
    return (
      !held.get(claim.owner)?.has(keyText(claim)) &&
      (owner ? !isAtWork(owner, now) : isGone(situation, claim.owner) && !ruled.has(claim.owner))
    );
  };
  const lacking = (service: ServiceItem): boolean =>
    !isAtWork(service, now) && keysOf(service).some((key) => !there.has(keyText(key)));
  return [
    ...items
      .filter(isClaim)
      .filter(idle)
      .map(
        (claim): Finding => ({
          kind: 'leftover',
          what: spoken(claim.owner),
          problem: `claims ${claimed(claim)}, but has no route there`,
          remedy: 'frees it',
          repair: { do: 'free claim', claim, owner: services.get(claim.owner) },
        }),
      ),
    ...items
      .filter(isService)
      .filter(lacking)
      .map(
        (service): Finding => ({
          kind: 'unrecorded',
          what: spoken(service.service),
          problem: 'has routes whose hosts and paths are not claimed in the ledger',
          remedy: 'claims them',
          repair: { do: 'record claims', service },
        }),
      ),
  ];
}

const isGone = (situation: Situation, service: string): boolean => stackOf(situation, service).state === 'gone';

/** The keys of all claims of the service's routes. */
export const keysOf = ({ routes, seats }: ServiceItem): Key[] =>
  Object.values(routes).flatMap(({ member, claims }) => {
    const seat = seats[member];
    return seat ? claims.map((claim) => claimKey(seat.pool, claim)) : [];
  });

const keyText = ({ PK, SK }: Key): string => `${PK} ${SK}`;

/** `CLAIM#* /shop` → `/shop`; with a host, both. */
const claimed = ({ SK }: Key): string => SK.slice('CLAIM#'.length).replace(/^\* /, '').replace(' ', '');

/** Clusters with the project's tags, of which the ledger has nothing. */
export function inUnknownClusters({ items, clusters }: Situation): Finding[] {
  const known = new Set(items.filter(isCluster).map(({ name }) => name));
  return clusters
    .filter(({ name }) => !known.has(name))
    .map((cluster) => ({
      kind: 'leftover',
      what: `cluster ${cluster.name}`,
      problem: `carries the tag ${TAG.cluster} of cfn-express, but is in no ledger`,
      remedy: 'deletes it, unless something runs in it',
      attended: true,
      repair: { do: 'delete cluster', cluster },
    }));
}
