import { isEveryHost, isEveryPath } from './patterns';

/**
 * Listener rules are tried from the lowest priority up, so a rule for every path must come after those for some paths.
 * And a rule for some hosts comes before those for more: nobody gets requests for another service's host by not naming
 * one. Each band is for one kind of rule and has a number for each slot; slots are unique to a member, so most rules
 * need no look at what is free.
 */
export type Band =
  | 'some paths of hosts'
  | 'every path of hosts'
  | 'some paths of wildcard hosts'
  | 'every path of wildcard hosts'
  | 'some paths of every host'
  | 'everything';

/** What Elastic Load Balancing allows (CreateRule, ELBv2 API reference). */
export const LOWEST = 1;
export const HIGHEST = 50_000;

/** First and last number of each band. */
const BANDS: Readonly<Record<Band, readonly [from: number, to: number]>> = {
  'some paths of hosts': [LOWEST, 20_000],
  'every path of hosts': [20_001, 30_000],
  'some paths of wildcard hosts': [30_001, 33_000],
  'every path of wildcard hosts': [33_001, 36_000],
  'some paths of every host': [36_001, 40_000],
  // Downward: what is here comes last of all. The thousand above is for rules that must come after one of these.
  everything: [49_000, 40_001],
};

export const bandOf = (hosts: readonly string[], paths: readonly string[]): Band => {
  const everyPath = paths.length === 0 || paths.some(isEveryPath);
  if (hosts.length === 0 || hosts.some(isEveryHost)) {
    return everyPath ? 'everything' : 'some paths of every host';
  }
  const which = hosts.some((host) => /[*?]/.test(host)) ? 'wildcard hosts' : 'hosts';
  return everyPath ? `every path of ${which}` : `some paths of ${which}`;
};

/** The priority that a slot has in a band. */
export const priorityIn = (band: Band, slot: number): number => {
  const [from, to] = BANDS[band];
  return from < to ? from + slot - 1 : from - slot + 1;
};

export const isIn = (band: Band, priority: number): boolean => {
  const [from, to] = BANDS[band];
  return from < to ? priority >= from && priority <= to : priority >= to && priority <= HIGHEST;
};

/** The first number of the band that nobody has. */
export const freeIn = (band: Band, taken: Readonly<Record<string, string>>): number => {
  let slot = 1;
  while (priorityIn(band, slot) in taken) {
    slot++;
  }
  return priorityIn(band, slot);
};

/** The first number after `priority` that nobody has; it may be higher than `HIGHEST`. */
export const freeAfter = (priority: number, taken: Readonly<Record<string, string>>): number => {
  let next = priority + 1;
  while (next in taken) {
    next++;
  }
  return next;
};
