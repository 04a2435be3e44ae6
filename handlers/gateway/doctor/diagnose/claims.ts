import { isAtWork } from '../../fence/fence';
import { memberOfTags, serviceOf, spoken } from '../../identity';
import { type ClaimItem, isClaim, isService, type ServiceItem } from '../../ledger/items';
import { claimKey } from '../../ledger/keys';
import type { Item, Key } from '../../world/store';
import { type Observation, rulesOf, servicesOf, stackOf } from '../look/observation';
import type { Diagnosis } from './diagnosis';

/** Claims without a route, and routes without their claims. */
export function diagnoseClaims(observation: Observation): Diagnosis[] {
  const { items, now } = observation;
  const services = servicesOf(observation);
  const held = new Map(
    [...services.values()].map((service) => [service.service, new Set(keysOf(service).map(keyText))]),
  );
  const ruled = new Set(
    rulesOf(observation.loadBalancers)
      .flatMap(({ tags }) => memberOfTags(tags) ?? [])
      .map(serviceOf),
  );
  const there = new Map(items.filter(isClaim).map((claim) => [keyText(claim), claim.owner]));
  const isIdle = (claim: Item & ClaimItem): boolean => {
    const owner = services.get(claim.owner);
    return (
      !held.get(claim.owner)?.has(keyText(claim)) &&
      (owner ? !isAtWork(owner, now) : isGone(observation, claim.owner) && !ruled.has(claim.owner))
    );
  };
  const lacksClaims = (service: ServiceItem): boolean =>
    !isAtWork(service, now) && keysOf(service).some((key) => !there.has(keyText(key)));
  return [
    ...items
      .filter(isClaim)
      .filter(isIdle)
      .map(
        (claim): Diagnosis => ({
          kind: 'leftover',
          what: spoken(claim.owner),
          problem: `claims ${claimed(claim)}, but has no route there`,
          remedy: 'frees the claim',
          repair: { do: 'free claim', claim, owner: services.get(claim.owner) },
        }),
      ),
    ...items
      .filter(isService)
      .filter(lacksClaims)
      .map(
        (service): Diagnosis => ({
          kind: 'unrecorded',
          what: spoken(service.service),
          problem: 'has routes whose hosts and paths are not claimed in the ledger',
          remedy: 'claims them',
          repair: { do: 'record claims', service },
        }),
      ),
  ];
}

const isGone = (observation: Observation, service: string): boolean => stackOf(observation, service).state === 'gone';

/** The keys of all claims of the service's routes. */
export const keysOf = ({ routes, seats }: ServiceItem): Key[] =>
  Object.values(routes).flatMap(({ member, claims }) => {
    const seat = seats[member];
    return seat ? claims.map((claim) => claimKey(seat.pool, claim)) : [];
  });

const keyText = ({ PK, SK }: Key): string => `${PK} ${SK}`;

/** `CLAIM#* /shop` → `/shop`; with a host, both. */
const claimed = ({ SK }: Key): string => SK.slice('CLAIM#'.length).replace(/^\* /, '').replace(' ', '');
