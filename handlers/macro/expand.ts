import { type Finding, Findings } from '../template-language/findings';
import { isObject, type JsonObject } from '../template-language/json';
import { partitionOf } from '../template-language/region';
import { Resolver } from '../template-language/resolver';
import { expandLoops } from './loops/index';
import { CERTAIN_PARTS, logicalId } from './names';
import { applyOverrides } from './overrides/apply';
import { References } from './references/rewrite';
import { resourcesOf } from './resources/index';
import { minimalService } from './service/minimal';
import { readService } from './service/read';
import type { ServiceSpec } from './spec';
import { assemble } from './template/assemble';
import { checkCapacity, clusterCapacity } from './template/capacity';
import { checkLimits, checkLogicalIds } from './template/limits';
import { findBlocks, readTemplate } from './template/shape';
import { withoutTransform } from './template/transform';

export type { Finding } from '../template-language/findings';

export interface ExpandInput {
  /** The template, with or without its `Transform`. Never changed. */
  fragment: unknown;
  /** Parameter values by name; a parameter without one has its default. */
  templateParameterValues?: unknown;
  region: string;
  accountId: string;
  /** Absent: the partition of the region. */
  partition?: string;
}

export type Expansion =
  | { ok: true; template: JsonObject; blocks: number; warnings: readonly Finding[] }
  | { ok: false; findings: readonly Finding[] };

/** After so many findings no further block is read: a loop can repeat a service's mistakes hundreds of times. */
const MOST_FINDINGS = 1000;

/**
 * Replaces every `Express::Service` of a template with the resources that it describes. Pure: the same input always
 * gives the same bytes.
 * @returns the processed template and how many blocks it had, or everything that is wrong with it. Never throws.
 */
export function expand(input: ExpandInput): Expansion {
  const findings = new Findings();
  const read = readTemplate(input.fragment, findings);
  if (read === undefined) return { ok: false, findings: findings.list };
  const warnings = new Findings();
  const unrolled = expandLoops(read.template, { resolver: resolverOf(read.template, input), findings, warnings });
  if (unrolled === undefined) return { ok: false, findings: findings.list };
  const { template, sourcePaths } = unrolled;
  const blocks = findBlocks(isObject(template.Resources) ? template.Resources : {}, findings);
  const told = () => sourcePaths.told(warnings.list);
  const refused = (): Expansion => ({ ok: false, findings: sourcePaths.told(findings.list) });
  if (blocks.length === 0 && !findings.any) {
    return { ok: true, template: withoutTransform(template), blocks: 0, warnings: told() };
  }

  const resolver = resolverOf(template, input);
  const specs: ServiceSpec[] = [];
  const unreadable: ServiceSpec[] = [];
  for (const block of blocks) {
    if (findings.list.length > MOST_FINDINGS) break;
    const spec = readService({ block, template, resolver, findings, warnings });
    if (spec !== undefined) {
      specs.push(spec);
      continue;
    }
    const unread = minimalService(block.id);
    if (unread !== undefined) unreadable.push(unread);
  }
  const references = new References([...specs, ...unreadable], resolver, findings, warnings);
  const rewritten = references.template(template);
  const services = specs.map((spec) => ({ spec, resources: applyOverrides(spec, resourcesOf(spec), findings) }));
  checkLogicalIds(
    [
      ...services.map(({ spec, resources }) => ({ id: spec.id, makes: resources.map(([id]) => id) })),
      ...unreadable.map(certain),
    ],
    template,
    findings,
  );
  const capacity = clusterCapacity(rewritten, specs, findings);
  checkCapacity(rewritten, specs, resolver, findings);
  if (findings.any) return refused();

  // The generated resources repeat values of the blocks, about which the template's author has been warned already.
  const repeated = new References(specs, resolver, findings, new Findings());
  const given = isObject(rewritten.Resources) ? rewritten.Resources : {};
  const processed = {
    ...withoutTransform(rewritten),
    Resources: assemble({ ...given, ...Object.fromEntries(capacity) }, services, repeated),
  };
  checkLimits(processed, blocks.length, findings);
  if (findings.any) return refused();
  return { ok: true, template: processed, blocks: blocks.length, warnings: told() };
}

const resolverOf = (template: JsonObject, input: ExpandInput): Resolver =>
  new Resolver({
    template,
    parameters: isObject(input.templateParameterValues) ? input.templateParameterValues : {},
    region: input.region,
    accountId: input.accountId,
    partition: input.partition ?? partitionOf(input.region),
  });

/** The logical ids that a service has whatever its properties are. */
const certain = (spec: ServiceSpec) => ({ id: spec.id, makes: CERTAIN_PARTS.map((part) => logicalId(spec, part)) });
