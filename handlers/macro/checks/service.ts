import { ECS_MANAGED_TAG } from '../../contract';
import { at, quote } from '../../template-language/findings';
import { branchesOf, ref } from '../../template-language/intrinsics';
import type { Json } from '../../template-language/json';
import { MOST_CONDITION_VALUES } from '../properties/traffic';
import type { ExpansionContext, PartialSpec } from '../spec';
import { checkContainers } from './containers';
import { checkDeployment } from './deployment';
import { checkDistribution } from './distribution';
import { knownNumber, knownText } from './known';
import { checkScaling } from './scaling';
import { checkSizes } from './sizes';

const NO_VALUE = ref('AWS::NoValue');

/**
 * Notes what is wrong between properties that are valid by themselves, if their values are known.
 * @param absent whether the block leaves a property to its default
 */
export function checkService(
  partial: PartialSpec,
  path: string,
  context: ExpansionContext,
  absent: (name: string) => boolean,
): void {
  checkContainers(partial, path, context);
  checkSizes(partial, path, context, { cpu: absent('Cpu'), memory: absent('Memory') });
  checkScaling(partial.ScalingTarget, at(path, 'ScalingTarget'), context);
  checkCapacity(partial, path, context);
  checkConditions(partial, path, context);
  checkHealthCheck(partial.HealthCheck, at(path, 'HealthCheck'), context);
  checkTags(partial, at(path, 'Tags'), context);
  checkDeployment(partial, path, context);
  checkDistribution(partial, path, context);
  if (partial.LogRetentionInDays !== undefined && partial.container?.AwsLogsConfiguration !== undefined) {
    context.findings.add(
      at(path, 'LogRetentionInDays'),
      'has no effect with AwsLogsConfiguration, whose log group has its own retention; remove one of them',
    );
  }
}

/** ECS allows one capacity provider with a base, and requires one with a weight for the other tasks. */
function checkCapacity(
  { CapacityProviderStrategy: strategy }: PartialSpec,
  path: string,
  context: ExpansionContext,
): void {
  if (strategy === undefined) return;
  const where = at(path, 'CapacityProviderStrategy');
  const providers = strategy.map((item) => item.CapacityProvider);
  if (new Set(providers).size < providers.length) context.findings.add(where, 'names a capacity provider twice');
  const known = (value: Json | undefined) => (value === undefined ? '0' : knownText(value, context));
  if (strategy.filter((item) => Number(known(item.Base) ?? 0) > 0).length > 1) {
    context.findings.add(where, 'has more than one Base above 0, but ECS allows one');
  }
  if (strategy.every((item) => known(item.Weight) === '0')) {
    context.findings.add(where, 'has no Weight above 0, but ECS requires one');
  }
}

/** A rule allows few values in total, and the default path uses two of them. */
function checkConditions({ Hosts, Paths, AllowedCidrs }: PartialSpec, path: string, context: ExpansionContext): void {
  const [hosts, given, cidrs] = [Hosts, Paths, AllowedCidrs].map((values) => countOf(values, context));
  const noHosts = hosts === undefined || (hosts === 0 && context.resolver.resolve(Hosts ?? NO_VALUE).known);
  const all = (hosts ?? 0) + (given ?? (noHosts ? 2 : 0)) + (cidrs ?? 0);
  if (all > MOST_CONDITION_VALUES) {
    context.findings.add(
      path,
      `Hosts, Paths (two when neither is given) and AllowedCidrs are ${all} values, but a listener rule allows ${MOST_CONDITION_VALUES}`,
    );
  }
}

/** The least number of values that a list has, whether they are known or not; undefined if there is no list. */
function countOf(values: Json | undefined, context: ExpansionContext): number | undefined {
  const result = context.resolver.resolve(values ?? NO_VALUE);
  if (result.known && !Array.isArray(result.value)) return result.value === undefined ? undefined : 1;
  if (result.known && Array.isArray(result.value)) return result.value.length;
  if (Array.isArray(values)) return values.reduce<number>((sum, item) => sum + (countOf(item, context) ?? 0), 0);
  const [, ...branches] = branchesOf(values ?? null);
  return branches.length === 0 ? 1 : Math.min(...branches.map((branch) => countOf(branch, context) ?? 0));
}

/** AWS allows each key once, and the service itself sets one. */
function checkTags({ Tags = [] }: PartialSpec, path: string, context: ExpansionContext): void {
  const seen = new Set<string>();
  for (const [index, tag] of Tags.entries()) {
    const key = knownText(tag.Key, context);
    if (key === undefined) continue;
    const where = at(path, index, 'Key');
    if (key === ECS_MANAGED_TAG.Key) {
      context.findings.add(where, `is ${key}, which the service sets on what ECS manages for it; remove it`);
    } else if (seen.has(key)) {
      context.findings.add(where, `is ${quote(key)}, the key of another tag`);
    }
    seen.add(key);
  }
}

/** Elastic Load Balancing requires that a check ends before the next one starts. */
function checkHealthCheck(check: PartialSpec['HealthCheck'], path: string, context: ExpansionContext): void {
  const [interval, timeout] = [check?.IntervalSeconds, check?.TimeoutSeconds].map((value) =>
    knownNumber(value, context),
  );
  if (interval !== undefined && timeout !== undefined && timeout >= interval) {
    context.findings.add(
      at(path, 'TimeoutSeconds'),
      `is ${timeout}, but must be less than IntervalSeconds, which is ${interval}`,
    );
  }
}
