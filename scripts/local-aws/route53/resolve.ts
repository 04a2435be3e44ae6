/** Where the names of public hosted zones lead on this machine. */
import type { LocalWorld } from '../world';
import { readName, writeName } from './domain-name';
import { type HostedZone, keyOf, type RecordSet } from './model';

/** A name that a client on this machine can open. */
export interface ReachableName {
  name: string;
  /** The name of AWS's behind it. */
  target: string;
  /** The port of this machine for each port. */
  ports: Readonly<Record<string, number>>;
}

/** Aliases and CNAMEs that lead on to others: more than that many are a circle. */
const MOST_STEPS = 8;

/** The names of all public zones that lead to something that listens; wildcards as they are written. */
export function reachableNames(zones: Iterable<HostedZone>, names: LocalWorld['names']): ReachableName[] {
  const open = [...zones].filter(({ isPrivate }) => !isPrivate);
  const hosts = new Set(open.flatMap(({ records }) => [...records.values()].map(({ name }) => name.slice(0, -1))));
  return [...hosts].flatMap((host) => resolve(host, open, names) ?? []);
}

/** Undefined if the name leads nowhere. A wildcard stands for names that have no records of their own. */
export function resolve(
  host: string,
  zones: readonly HostedZone[],
  names: LocalWorld['names'],
): ReachableName | undefined {
  let name = readName(host);
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    const target = name.slice(0, -1).replace(/^dualstack\./, '');
    const found = names.get(target);
    if (found?.isReady()) return { name: host, target, ports: Object.fromEntries(found.ports()) };
    const record = recordFor(name, zones);
    const next = record?.alias?.dnsName ?? (record?.type === 'CNAME' ? record.values[0] : undefined);
    if (next === undefined) return undefined;
    name = readName(next);
  }
  return undefined;
}

/** A record for the name, of the most specific zone that has one. */
function recordFor(name: string, zones: readonly HostedZone[]): RecordSet | undefined {
  const holding = zones
    .filter((zone) => !zone.isPrivate && (name === zone.name || name.endsWith(`.${zone.name}`)))
    .sort((a, b) => b.name.length - a.name.length);
  for (const { name: apex, records } of holding) {
    for (const candidate of [name, ...wildcardsFor(name, apex, records)]) {
      for (const type of ['A', 'AAAA', 'CNAME']) {
        const found = records.get(keyOf({ name: candidate, type }));
        if (found !== undefined) return found;
      }
    }
  }
  return undefined;
}

/** A name that exists, with whatever type, is answered by no wildcard (RFC 4592, 2.2). */
function wildcardsFor(name: string, apex: string, records: ReadonlyMap<string, RecordSet>): string[] {
  if ([...records.values()].some((record) => record.name === name)) return [];
  const labels = name.slice(0, -apex.length).split('.').slice(1);
  return labels.map((_, at) => `*.${labels.slice(at).join('.')}${apex}`);
}

/** @returns settings for `curl -K`: where to connect for each name, and whom to trust */
export function curlSettings(reachable: readonly ReachableName[], caFile: string): string {
  const lines = reachable.flatMap(({ name, ports }) =>
    Object.entries(ports).map(([port, here]) => `connect-to = "${writeName(name)}:${port}:127.0.0.1:${here}"`),
  );
  return [`cacert = "${caFile}"`, ...lines, ''].join('\n');
}
