import { at, type Findings } from '../findings';
import { isScalar, type Json } from '../json';
import type { Resolver } from '../resolve';
import { MOST_CONDITION_VALUES } from './block';
import { sizeErrors } from './fargate';
import type { ContainerSpec, ServiceSpec } from './spec';

interface Context {
  resolver: Resolver;
  findings: Findings;
}

/** What was read of a block; a member that is wrong by itself is missing. */
type Draft = Partial<Omit<ServiceSpec, 'container'>> & { container: Partial<ContainerSpec> };

/** Notes what is wrong between properties that are right by themselves, as far as their values are known. */
export function checkService(draft: Draft, path: string, context: Context): void {
  checkVariables(draft.container, context);
  checkSize(draft, path, context);
  checkScaling(draft.ScalingTarget, at(path, 'ScalingTarget'), context);
  checkCapacity(draft, path, context);
  checkConditions(draft, path, context);
  if (draft.LogRetentionInDays !== undefined && draft.container.AwsLogsConfiguration !== undefined) {
    context.findings.add(
      at(path, 'LogRetentionInDays'),
      'means nothing with AwsLogsConfiguration, whose log group has its own retention; remove one of them',
    );
  }
}

/** ECS refuses a secret that has the name of a variable. */
function checkVariables({ Environment = [], Secrets = [] }: Partial<ContainerSpec>, { findings }: Context): void {
  const names = new Set(Environment.map((variable) => variable.name));
  for (const secret of Secrets) {
    if (names.has(secret.name)) {
      findings.add(secret.path, `${secret.name} is given both in Secrets and in Environment; keep one of them`);
    }
  }
}

function checkSize({ Cpu, Memory }: Draft, path: string, { resolver, findings }: Context): void {
  const errors = sizeErrors(knownText(Cpu, resolver), knownText(Memory, resolver));
  for (const [name, message] of Object.entries(errors)) findings.add(at(path, name), message);
}

function checkScaling(
  scaling: Partial<ServiceSpec['ScalingTarget']> | undefined,
  path: string,
  context: Context,
): void {
  const number = (value: Json | undefined): number => Number(knownText(value, context.resolver) ?? Number.NaN);
  const [least, most] = [number(scaling?.MinTaskCount), number(scaling?.MaxTaskCount)];
  if (least > most) {
    context.findings.add(at(path, 'MinTaskCount'), `is ${least}, more than MaxTaskCount, which is ${most}`);
  }
  const metric = scaling?.AutoScalingMetric;
  const target = number(scaling?.AutoScalingTargetValue);
  if ((metric === 'AVERAGE_CPU' || metric === 'AVERAGE_MEMORY') && target > 100) {
    context.findings.add(at(path, 'AutoScalingTargetValue'), `is ${target}, but ${metric} is a percentage up to 100`);
  }
}

/** ECS takes one capacity provider with a base, and wants one to give the other tasks to. */
function checkCapacity({ CapacityProviderStrategy: strategy }: Draft, path: string, context: Context): void {
  if (strategy === undefined) return;
  const where = at(path, 'CapacityProviderStrategy');
  const providers = strategy.map((item) => item.CapacityProvider);
  if (new Set(providers).size < providers.length) context.findings.add(where, 'names a capacity provider twice');
  const known = (value: Json | undefined) => (value === undefined ? '0' : knownText(value, context.resolver));
  if (strategy.filter((item) => Number(known(item.Base) ?? 0) > 0).length > 1) {
    context.findings.add(where, 'has more than one Base above 0, and ECS takes one');
  }
  if (strategy.every((item) => known(item.Weight) === '0')) {
    context.findings.add(where, 'has no Weight above 0, and ECS wants one');
  }
}

/** A rule holds few values in all, and the default path takes two of them. */
function checkConditions({ Hosts, Paths, AllowedCidrs }: Draft, path: string, { findings }: Context): void {
  const count = (values: Json | undefined): number => (Array.isArray(values) ? values.length : values ? 1 : 0);
  const paths = Hosts === undefined && Paths === undefined ? 2 : count(Paths);
  const all = count(Hosts) + paths + count(AllowedCidrs);
  if (all > MOST_CONDITION_VALUES) {
    findings.add(
      path,
      `Hosts, Paths (two when neither is given) and AllowedCidrs are ${all} values, but a listener rule takes ${MOST_CONDITION_VALUES}`,
    );
  }
}

function knownText(value: Json | undefined, resolver: Resolver): string | undefined {
  const result = value === undefined ? undefined : resolver.resolve(value);
  if (result?.known !== true || !isScalar(result.value)) return undefined;
  const text = String(result.value);
  return text.includes('{{resolve:') ? undefined : text;
}
