import { DEFAULT_CLUSTER_NAME } from '../../handlers/contract';
import { type Json, member } from '../../handlers/template-language/json';
import type { ResolvedTemplate } from './resolve';
import { type PlannedRoute, routesOf, spokenClaim } from './routes';
import { isUnknown } from './unknown-values';

/**
 * Why an update fails because a service takes what another one of the stack still has: a fixed name, a fixed priority, an
 * alias of CloudFront, or hosts and paths that a deletion policy keeps. What an update gives up is free only after its clean-up, so that a roll
 * back finds it. Other hosts and paths may pass.
 */
export function exclusiveRefusals(before: ResolvedTemplate, after: ResolvedTemplate): string[] {
  const [old, young] = [routesOf(before), routesOf(after)];
  return [
    ...keptClaims(old, young),
    ...priorityRefusals(old, young),
    ...nameRefusals(namesOf(before), namesOf(after)),
    ...aliasRefusals(before, after),
  ];
}

function keptClaims(before: Routes, after: Routes): string[] {
  return [...after.values()].flatMap(({ block, place, spec }) => {
    const had = before.get(block)?.spec?.claims ?? [];
    return [...before.values()].flatMap((kept) => {
      // A policy that comes with the update may be there before the hosts and paths pass.
      const isKept = kept.retained || after.get(kept.block)?.retained === true;
      if (!isKept || kept.block === block || kept.place !== place) return [];
      const claims = (spec?.claims ?? []).filter((claim) => !had.includes(claim) && kept.spec?.claims.includes(claim));
      if (claims.length === 0) return [];
      return [
        `${block} cannot take ${claims.map(spokenClaim).join(', ')} from ${kept.block}, which DeletionPolicy keeps with ` +
          `its rule. ${kept.retained ? 'Remove that policy in an update before' : 'Set that policy in an update after this one'}.`,
      ];
    });
  });
}

type Routes = ReadonlyMap<string, PlannedRoute>;

function priorityRefusals(before: Routes, after: Routes): string[] {
  return [...after.values()].flatMap(({ block, place, spec }) => {
    const wanted = spec?.priority;
    const holder = [...before.values()].find(
      (other) => other.block !== block && other.place === place && other.spec?.priority === wanted,
    );
    if (wanted === undefined || holder === undefined || before.get(block)?.spec?.priority === wanted) return [];
    return [
      `${block} cannot take Priority ${wanted} from ${holder.block} in one update, because ${holder.block} keeps the ` +
        'number until the clean-up. Remove Priority, or go over a free number: one update to that, and one from it.',
    ];
  });
}

/** The fixed name of a service, with its cluster: ECS wants it to be unique there. By block. */
type Names = ReadonlyMap<string, { name: string; cluster: string }>;

function nameRefusals(before: Names, after: Names): string[] {
  return [...after].flatMap(([block, { name, cluster }]) => {
    const isSame = (one: { name: string; cluster: string } | undefined): boolean =>
      one?.name === name && one.cluster === cluster;
    const holder = [...before].find(([other, one]) => other !== block && isSame(one))?.[0];
    if (holder === undefined || isSame(before.get(block))) return [];
    return [
      `${block} cannot take the fixed ServiceName ${name} from ${holder} in one update, because ECS has the old service ` +
        'until the clean-up. Remove ServiceName, or choose another.',
    ];
  });
}

function namesOf({ resources }: ResolvedTemplate): Names {
  const named = [...resources.values()].flatMap(
    ({ type, properties }): [string, { name: string; cluster: string }][] => {
      const { Service, ServiceName, Cluster = DEFAULT_CLUSTER_NAME } = properties;
      if (type !== 'Custom::ExpressGateway' || typeof Service !== 'string') return [];
      if (ServiceName === undefined || isUnknown(ServiceName)) return [];
      return [[Service, { name: String(ServiceName), cluster: shortName(Cluster) }]];
    },
  );
  return new Map(named);
}

/** An alias belongs to one distribution, and CloudFront does not pass it on (CNAMEAlreadyExists). */
function aliasRefusals(before: ResolvedTemplate, after: ResolvedTemplate): string[] {
  const old = aliasesOf(before);
  return [...aliasesOf(after)].flatMap(([id, aliases]) => {
    const taken = [...aliases].filter((alias) => old.get(id)?.has(alias) !== true);
    return taken.flatMap((alias) => {
      const holder = [...old].find(([other, had]) => other !== id && had.has(alias))?.[0];
      if (holder === undefined) return [];
      return [
        `${id} cannot take the alias ${alias} from ${holder} in one update, because CloudFront gives an alias to one ` +
          `distribution only, and ${holder} may have it until the clean-up. Take it from ${holder} in an update before; ` +
          'between the two nothing answers for it.',
      ];
    });
  });
}

/** The aliases of each distribution, by logical id. */
const aliasesOf = ({ resources }: ResolvedTemplate): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    [...resources].flatMap(([id, { type, properties }]): [string, Set<string>][] => {
      if (type !== 'AWS::CloudFront::Distribution') return [];
      const aliases = member(properties.DistributionConfig, 'Aliases');
      const known = Array.isArray(aliases) ? aliases.filter((alias) => typeof alias === 'string') : [];
      return [[id, new Set(known.map((alias) => alias.toLowerCase()))]];
    }),
  );

/** A cluster's name and its ARN mean the same. */
const shortName = (cluster: Json): string =>
  typeof cluster === 'string' ? cluster.replace(/^arn:.*:cluster\//, '') : JSON.stringify(cluster);
