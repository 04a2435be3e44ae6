import { at, type Finding, Findings } from './findings';
import { isObject, type Json, type JsonObject, mapValues, member } from './json';
import { type NetworkEdges, networkEdges } from './references/network';
import { References } from './references/rewrite';
import { Resolver } from './resolve';
import { resourcesOf, toJson } from './resources/index';
import { logicalId } from './resources/names';
import type { Resource } from './resources/resource';
import { readService } from './service/read';
import type { ServiceSpec } from './service/spec';
import { checkLimits, checkLogicalIds } from './template/limits';
import { findBlocks, readTemplate } from './template/shape';

export type { Finding } from './findings';

export interface ExpandInput {
  /** The template, with or without its `Transform`. Never changed. */
  fragment: unknown;
  /** Parameter values by name; a parameter without one has its default. */
  templateParameterValues?: unknown;
  region: string;
  accountId: string;
  /** Absent: told by the region. */
  partition?: string;
}

export type Expansion =
  | { ok: true; template: JsonObject; blocks: number; warnings: readonly Finding[] }
  | { ok: false; findings: readonly Finding[] };

/**
 * Replaces every `Express::Service` of a template by the resources that it stands for. Pure: the same input gives the
 * same bytes, on a laptop and in the cloud.
 * @returns the processed template and how many blocks it had, or everything that is wrong with it. Never throws.
 */
export function expand(input: ExpandInput): Expansion {
  const findings = new Findings();
  const read = readTemplate(input.fragment, findings);
  if (read === undefined) return { ok: false, findings: findings.list };
  const { template, resources } = read;
  const blocks = findBlocks(resources, findings);
  if (blocks.length === 0 && !findings.any) {
    return { ok: true, template: withoutTransform(template), blocks: 0, warnings: [] };
  }

  const resolver = new Resolver({
    template,
    parameters: isObject(input.templateParameterValues) ? input.templateParameterValues : {},
    region: input.region,
    accountId: input.accountId,
    partition: input.partition ?? partitionOf(input.region),
  });
  const specs = blocks
    .map((block) => readService({ block, template, resolver, findings }))
    .filter((spec) => spec !== undefined);
  const references = new References(specs, resolver, findings);
  const rewritten = rewriteTemplate(template, references);
  const services = new Map(specs.map((spec) => [spec.id, resourcesOf(spec)]));
  checkLogicalIds(new Map([...services].map(([id, made]) => [id, made.map(([name]) => name)])), template, findings);
  if (findings.any) return { ok: false, findings: findings.list };

  const edges = networkEdges(resources, specs);
  const expanded = Object.entries(rewritten.Resources as JsonObject).flatMap(([id, resource]): [string, Json][] => {
    const spec = specs.find((candidate) => candidate.id === id);
    if (spec === undefined) return [[id, resource]];
    return (services.get(id) ?? []).map(([name, made]) => [
      name,
      references.resource(
        toJson(afterNetwork(name, made, spec, edges), spec.attributes.condition),
        at('Resources', name),
      ),
    ]);
  });
  const processed = { ...withoutTransform(rewritten), Resources: Object.fromEntries(expanded) };
  checkLimits(processed, blocks.length, findings);
  if (findings.any) return { ok: false, findings: findings.list };
  return { ok: true, template: processed, blocks: blocks.length, warnings: [] };
}

/** The template with its references rewritten. Rules, parameters and what nobody evaluates stay as they are. */
function rewriteTemplate(template: JsonObject, references: References): JsonObject {
  return mapValues(template, (section, name) => {
    if (name === 'Outputs') return references.value(section, name);
    if (name !== 'Resources' || !isObject(section)) return section;
    return mapValues(section, (resource, id) =>
      isObject(resource) ? references.resource(resource, at(name, id)) : references.value(resource, at(name, id)),
    );
  });
}

/** The membership finds its network, and the service lives in it: both wait until it works. */
function afterNetwork(
  name: string,
  resource: Resource,
  spec: ServiceSpec,
  edges: ReadonlyMap<string, NetworkEdges>,
): Resource {
  const found = edges.get(spec.id);
  if (found === undefined || (name !== spec.id && name !== logicalId(spec, 'Gateway'))) return resource;
  const dependsOn = [...new Set([...(resource.DependsOn ?? []), ...found.dependsOn])];
  const metadata = isObject(resource.Metadata) ? resource.Metadata : {};
  return {
    ...resource,
    ...(dependsOn.length > 0 ? { DependsOn: dependsOn } : {}),
    ...(found.guarded.length > 0 ? { Metadata: { ...metadata, ExpressDependsOn: found.guarded } } : {}),
  };
}

/** A template whose `Transform` no longer names this macro; CloudFormation has taken it away before it calls one. */
function withoutTransform(template: JsonObject): JsonObject {
  const transform = member(template, 'Transform');
  const left = (Array.isArray(transform) ? transform : [transform]).filter((name) => name !== MACRO_NAME);
  if (transform === undefined || left.length === (Array.isArray(transform) ? transform.length : 1)) return template;
  const { Transform: _, ...rest } = template;
  return left.length === 0 ? rest : { ...rest, Transform: Array.isArray(transform) ? compactList(left) : transform };
}

const compactList = (items: (Json | undefined)[]): Json => items.filter((item) => item !== undefined);

const MACRO_NAME = 'Express';

function partitionOf(region: string): string {
  if (region.startsWith('cn-')) return 'aws-cn';
  return region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
}
