/** A stack as its template declares it: conditions are decided and references checked. References to resources stay. */

import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import { mapEntries } from '../collections';
import { checkDeclared, checkLive } from './check-references';
import { evaluateConditions } from './conditions';
import { lookUpMapping } from './functions';
import { type Graph, topologicalOrder } from './graph';
import type { Parameter } from './parameters';
import { pseudoParameter, type StackIdentity } from './pseudo';
import { referencesOf } from './references';
import type { DeletionPolicy, ResourceDefinition } from './resource-definition';
import { checkRules } from './rules';
import type { Scope } from './scope';
import type { Sections } from './sections';
import { simplify } from './simplify';

export interface DesiredResource {
  logicalId: string;
  type: string;
  /** Without `Fn::If` and `AWS::NoValue`; everything else is as written. */
  properties: JsonObject;
  /** Logical ids from DependsOn and from references. */
  dependsOn: readonly string[];
  deletionPolicy: DeletionPolicy;
  updateReplacePolicy: DeletionPolicy;
  metadata?: JsonObject;
}

export interface DesiredOutput {
  name: string;
  value: Json;
  description?: string;
  exportName?: Json;
}

/** What a template can read of its stack, account and region. */
export interface StackEnvironment {
  stack: StackIdentity;
  /** What `Ref` gives for each parameter. */
  parameterValues: Readonly<Record<string, Json>>;
  importValue(name: string): Json;
  zones(region: string): Json;
}

export interface DesiredStack {
  description?: string;
  parameters: readonly Parameter[];
  resources: ReadonlyMap<string, DesiredResource>;
  graph: Graph;
  /** Logical ids, each after those it depends on. */
  order: readonly string[];
  outputs: readonly DesiredOutput[];
  /** Resolves everything except attributes of resources. */
  scope: Omit<Scope, 'getAtt'>;
}

/**
 * @throws AwsError ValidationError for malformed conditions, failed rules and references to nothing
 */
export function desiredStackOf(
  sections: Sections,
  parameters: readonly Parameter[],
  environment: StackEnvironment,
): DesiredStack {
  const { importValue, zones, stack, parameterValues } = environment;
  const base = {
    ref: (name: string) => parameterValues[name] ?? pseudoParameter(name, stack),
    mapping: (map: string, first: string, second: string) => lookUpMapping(sections.mappings, map, first, second),
    importValue,
    zones,
  };
  const conditions = evaluateConditions(sections.conditions, base);
  const condition = (name: string): boolean => {
    const truth = conditions[name];
    if (truth === undefined) throw validationError(`Template error: Condition ${name} is not defined`);
    return truth;
  };
  const scope = { ...base, condition };
  checkRules(sections.rules, { ...scope, getAtt: noResources });
  checkDeclared(sections);
  const live = Object.entries(sections.resources).filter(
    ([, { condition: name }]) => name === undefined || condition(name),
  );
  const liveIds = new Set(live.map(([logicalId]) => logicalId));
  const resources = new Map(
    live.map(([logicalId, definition]) => [logicalId, desire(logicalId, definition, condition, liveIds)]),
  );
  const graph: Graph = new Map([...resources].map(([logicalId, { dependsOn }]) => [logicalId, dependsOn]));
  const outputs = Object.entries(sections.outputs)
    .filter(([, output]) => output.condition === undefined || condition(output.condition))
    .map(([name, { value, description, exportName }]): DesiredOutput => {
      const decided = simplify(value, condition);
      if (decided === undefined) {
        throw validationError(`Template format error: Output ${name} is malformed: it has no Value`);
      }
      checkLive(decided, sections, liveIds);
      return {
        name,
        value: decided,
        ...(description !== undefined && { description }),
        ...(exportName !== undefined && { exportName }),
      };
    });
  return {
    ...(sections.description !== undefined && { description: sections.description }),
    parameters,
    resources,
    graph,
    order: topologicalOrder(graph),
    outputs,
    scope,
  };
}

function noResources(logicalId: string): never {
  throw validationError(`Template error: Fn::GetAtt of ${logicalId}: rules can only depend on parameters`);
}

function desire(
  logicalId: string,
  definition: ResourceDefinition,
  condition: (name: string) => boolean,
  liveIds: ReadonlySet<string>,
): DesiredResource {
  const { type, deletionPolicy, updateReplacePolicy, metadata } = definition;
  const simple = mapEntries(definition.properties, (_, value) => simplify(value, condition));
  const properties = Object.fromEntries(Object.entries(simple).filter((e): e is [string, Json] => e[1] !== undefined));
  const implied = referencesOf(properties).map(({ name }) => name);
  const dependsOn = [...new Set([...definition.dependsOn, ...implied])].filter((name) => liveIds.has(name));
  return { logicalId, type, properties, dependsOn, deletionPolicy, updateReplacePolicy, ...(metadata && { metadata }) };
}
