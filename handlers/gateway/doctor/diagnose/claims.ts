import { isAtWork } from '../../fence/fence';
import { memberOfTags, serviceOf, serviceParts, spoken } from '../../identity';
import { claimsHeld, holdersOf } from '../../ledger/claims';
import { isClaim, isService, type ServiceItem } from '../../ledger/items';
import { claimKey } from '../../ledger/keys';
import type { Key } from '../../world/store';
import { type Observation, rulesOf, servicesOf, stackOf } from '../look/observation';
import type { Diagnosis } from './diagnosis';

/** Claims without a route, and routes without their claims. */
export function diagnoseClaims(observation: Observation): Diagnosis[] {
  const { items, now } = observation;
  const services = servicesOf(observation);
  const held = new Map([...services.values()].map((service) => [service.service, keysOf(service)]));
  const ruled = new Set(
    rulesOf(observation.loadBalancers)
      .flatMap(({ tags }) => memberOfTags(tags) ?? [])
      .map(serviceOf),
  );
  const claims = items.filter(isClaim);
  const there = new Map(claims.map((claim) => [keyText(claim), holdersOf(claim)]));
  const isIdle = (claim: Key, holder: string): boolean => {
    const service = services.get(holder);
    return (
      !held.get(holder)?.has(keyText(claim)) &&
      (service ? !isAtWork(service, now) : isGone(observation, holder) && !ruled.has(holder))
    );
  };
  // What a service of another stack holds cannot be had.
  const canHave = ({ service }: ServiceItem, holders: readonly string[] = []): boolean =>
    !holders.includes(service) && holders.every((one) => stackIdOf(one) === stackIdOf(service));
  const lacksClaims = (service: ServiceItem): boolean =>
    !isAtWork(service, now) && [...keysOf(service)].some((key) => canHave(service, there.get(key)));
  return [
    ...claims.flatMap((claim) =>
      holdersOf(claim)
        .filter((holder) => isIdle(claim, holder))
        .map(
          (holder): Diagnosis => ({
            kind: 'leftover',
            what: spoken(holder),
            problem: `claims ${claimed(claim)}, but has no route there`,
            remedy: 'frees the claim',
            repair: { do: 'free claim', claim, holder, service: services.get(holder) },
          }),
        ),
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

const stackIdOf = (service: string): string => serviceParts(service).stackId;

const isGone = (observation: Observation, service: string): boolean => stackOf(observation, service).state === 'gone';

/** The keys of all claims of the service's routes. */
const keysOf = (service: ServiceItem): Set<string> =>
  new Set(claimsHeld(service).map(({ pool, claim }) => keyText(claimKey(pool, claim))));

const keyText = ({ PK, SK }: Key): string => `${PK} ${SK}`;

/** `CLAIM#* /shop` → `/shop`; with a host, both. */
const claimed = ({ SK }: Key): string => SK.slice('CLAIM#'.length).replace(/^\* /, '').replace(' ', '');
