import { type Ladder, lighter, patternsOn, rungOf, rungsOf } from './ladder';
import { isEveryHost } from './patterns';
import { type Shape, shapeOfHost, shapeOfPath } from './specificity';

/**
 * Listener rules are tried from the lowest priority up, and services of several stacks share a listener: so a rule comes
 * before those that match more, whoever was there first. Rules for hosts come first, then those for wildcard hosts, then
 * those for every host: nobody gets requests for another's host by not naming one. Within these the path's depth counts,
 * deepest first; then what asks something of the rest comes before what asks nothing, and last is what asks hardly
 * anything: `/?*` takes nothing from `/*`. Each such kind of rule has a band of numbers, in which a slot has a number of
 * its own: slots are unique to a member, so most rules need no look at what is free.
 */
export interface Band {
  /** First and last number. */
  from: number;
  to: number;
}

/** What Elastic Load Balancing allows (CreateRule, ELBv2 API reference). */
export const LOWEST = 1;
export const HIGHEST = 50_000;

/** Numbers below are left to those who fix their own. */
const FIRST_AUTOMATIC = 1_001;

const PATHS: Ladder = { deepest: 8, some: 64, nearly: 12 };
/** Of wildcard hosts there are many kinds, and each has fewer numbers. */
const PATHS_OF_WILDCARDS: Ladder = { deepest: 2, some: 16, nearly: 2 };
const RUNGS_OF_WILDCARDS = rungsOf(PATHS_OF_WILDCARDS);
const WILDCARDS: Ladder = { deepest: 3, some: 24, nearly: 12 };

/** Most rules are for these, and a load balancer has up to 50 slots; where two slots have one number, the second looks. */
const FREQUENT = 500;
const USUAL = 60;
const ODD = 20;

function widthOf({ depth, kind }: Pick<Shape, 'depth' | 'kind'>): number {
  if (kind === 'exact' || kind === 'all') return depth <= 1 ? FREQUENT : USUAL;
  return ODD;
}

const ofPaths = Array.from({ length: rungsOf(PATHS) }, (_, rung) => widthOf(patternsOn(rung, PATHS)));

/**
 * Of the hosts of one depth: those that ask something of the rest, those that ask nothing, and those that ask hardly
 * anything. In the first and the last, weight of the host and rung of the path count together.
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

/** Of a rule with these hosts and paths; of several it is the one that matches most that counts. */
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

const LAST: Band = { from: HIGHEST, to: HIGHEST };

/** How many bands of wildcard hosts come before the first of this one. */
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

/** The priority that a slot has in a band. */
export const priorityIn = ({ from, to }: Band, slot: number): number => from + ((slot - 1) % (to - from + 1));

export const isIn = ({ from, to }: Band, priority: number): boolean => priority >= from && priority <= to;

/** The first number of the band that nobody has; if there is none, the first after it, which may be over `HIGHEST`. */
export const freeIn = ({ from }: Band, taken: Readonly<Record<string, string>>): number => freeAfter(from - 1, taken);

/** The first number after `priority` that nobody has; it may be higher than `HIGHEST`. */
export function freeAfter(priority: number, taken: Readonly<Record<string, string>>): number {
  let next = priority + 1;
  while (next in taken) {
    next++;
  }
  return next;
}
