import { type Ladder, lighter, patternsOn, rungOf, rungsOf } from './ladder';
import { isEveryHost } from './patterns';
import { type Shape, shapeOfHost, shapeOfPath } from './specificity';

/**
 * Elastic Load Balancing evaluates listener rules from the lowest priority up, and services of several stacks share a
 * listener. So a more specific rule comes before a more general one, whichever was first. Rules for exact hosts come
 * first, then those for wildcard hosts, then those for every host: a service never gets requests for another service's
 * host by naming no host. Within each group, deeper paths come first. At one depth, a pattern that restricts the rest
 * of the path comes before one that allows any rest, and a near-catch-all such as `/?*` comes last: it never outranks
 * `/*`. Each such kind of rule has a band of priorities. A slot has its own number in every band, and only one member
 * has the slot, so for most rules the ledger need not be searched for a free number.
 */
export interface Band {
  /** The first and the last priority. */
  from: number;
  to: number;
}

/** The priorities that Elastic Load Balancing allows (CreateRule, ELBv2 API reference). */
export const LOWEST = 1;
export const HIGHEST = 50_000;

/**
 * Rules are parked here, behind all others, while their traffic is awaited. Every slot has a number of its own. (A user
 * may fix one of these numbers all the same.)
 */
export const PARKED: Band = { from: 49_421, to: HIGHEST };

/** Lower numbers are left to users who fix a priority. */
const FIRST_AUTOMATIC = 1_001;

const PATHS: Ladder = { deepest: 8, some: 64, nearly: 12 };
/** There are many kinds of wildcard hosts, so each has fewer bands for paths. */
const PATHS_OF_WILDCARDS: Ladder = { deepest: 2, some: 16, nearly: 2 };
const RUNGS_OF_WILDCARDS = rungsOf(PATHS_OF_WILDCARDS);
const WILDCARDS: Ladder = { deepest: 3, some: 24, nearly: 12 };

/**
 * Widths of bands. A load balancer has up to 50 slots, and most rules are in frequent bands. In a narrow band two slots
 * may have the same number; then the second member looks for a free one.
 */
const FREQUENT = 500;
const USUAL = 60;
const ODD = 20;

function widthOf({ depth, kind }: Pick<Shape, 'depth' | 'kind'>): number {
  if (kind === 'exact' || kind === 'all') return depth <= 1 ? FREQUENT : USUAL;
  return ODD;
}

const ofPaths = Array.from({ length: rungsOf(PATHS) }, (_, rung) => widthOf(patternsOn(rung, PATHS)));

/**
 * The widths of the bands for wildcard hosts of one depth: first hosts that restrict the rest, then hosts that allow
 * any rest, then near-catch-alls. In the first and the last group, the host's weight and the path's rung are added up.
 */
const ofWildcards = [
  ...Array.from({ length: WILDCARDS.some - 1 + RUNGS_OF_WILDCARDS }, () => ODD),
  ...Array.from({ length: RUNGS_OF_WILDCARDS }, (_, rung) =>
    Math.min(USUAL, widthOf(patternsOn(rung, PATHS_OF_WILDCARDS))),
  ),
  ...Array.from({ length: WILDCARDS.nearly - 1 + RUNGS_OF_WILDCARDS }, () => ODD),
];

const BANDS: readonly Band[] = [
  ...ofPaths,
  ...Array.from({ length: WILDCARDS.deepest + 1 }, () => ofWildcards).flat(),
  ...ofPaths,
].reduce<Band[]>((bands, width) => {
  const from = (bands.at(-1)?.to ?? FIRST_AUTOMATIC - 1) + 1;
  bands.push({ from, to: from + width - 1 });
  return bands;
}, []);

/** The band of a rule with these hosts and paths. If there are several, the most general one counts. */
export const bandOf = (hosts: readonly string[], paths: readonly string[]): Band =>
  BANDS[numberOf(hosts, paths)] ?? LAST;

function numberOf(hosts: readonly string[], paths: readonly string[]): number {
  const highest = (ladder: Ladder): number =>
    Math.max(...(paths.length > 0 ? paths : ['/*']).map((path) => rungOf(shapeOfPath(path, ladder.deepest), ladder)));
  if (hosts.length === 0 || hosts.some(isEveryHost)) return BANDS.length - ofPaths.length + highest(PATHS);
  const wildcards = hosts.filter((host) => /[*?]/.test(host));
  return wildcards.length > 0
    ? ofPaths.length + Math.max(...wildcards.map(placeOf)) + highest(PATHS_OF_WILDCARDS)
    : highest(PATHS);
}

/** The last number that is not for parked rules; all bands end before it. */
const LAST: Band = { from: PARKED.from - 1, to: PARKED.from - 1 };

/** How many bands for wildcard hosts come before the first band of this host. */
function placeOf(host: string): number {
  const { depth, kind, weight } = shapeOfHost(host, WILDCARDS.deepest);
  const before = (WILDCARDS.deepest - depth) * ofWildcards.length;
  const some = WILDCARDS.some - 1 + RUNGS_OF_WILDCARDS;
  return {
    exact: 0,
    some: before + lighter(weight, WILDCARDS.some),
    all: before + some,
    'nearly all': before + some + RUNGS_OF_WILDCARDS + lighter(weight, WILDCARDS.nearly),
  }[kind];
}

/** The priority of a slot in a band. */
export const priorityIn = ({ from, to }: Band, slot: number): number => from + ((slot - 1) % (to - from + 1));

export const isIn = ({ from, to }: Band, priority: number): boolean => priority >= from && priority <= to;

/** The first free priority in the band; if it is full, the first one after it, which may be higher than `HIGHEST`. */
export const freeIn = ({ from }: Band, taken: Readonly<Record<string, string>>): number => freeAfter(from - 1, taken);

/** The first free priority after this one. It may be higher than `HIGHEST`. */
export function freeAfter(priority: number, taken: Readonly<Record<string, string>>): number {
  let next = priority + 1;
  while (next in taken) {
    next++;
  }
  return next;
}
