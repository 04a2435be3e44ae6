import { isObject, type Json, type JsonObject, member } from '../../handlers/template-language/json';
import { partitionOf } from '../../handlers/template-language/region';
import { Resolver } from '../../handlers/template-language/resolver';
import { entriesOf } from '../template/entries';
import { NormalForm } from './normal-form';

/** A version of a stack: its template after the macros, its parameters, and where it is deployed. */
export interface StackVersion {
  template: JsonObject;
  /** Values by parameter name. Other parameters have their defaults. */
  parameters: Readonly<Record<string, string>>;
  region: string;
  accountId: string;
}

/** A resource whose conditions hold, with its properties worked out. */
export interface ResolvedResource {
  logicalId: string;
  type: string;
  properties: JsonObject;
  /** Only what DependsOn names; references are dependencies too. */
  dependsOn: readonly string[];
  deletionPolicy: string;
  updateReplacePolicy: string;
}

/** A template in which everything is worked out that can be known before CloudFormation creates the resources. */
export interface ResolvedTemplate {
  resources: ReadonlyMap<string, ResolvedResource>;
  outputs: Readonly<Record<string, Json>>;
  /** Sentences about the parts of the template that cannot be worked out here. */
  cautions: readonly string[];
}

/**
 * Works out a template: parameters, mappings, conditions and functions of known values are replaced by their values.
 * Two ways to write one value are then equal, as they are for CloudFormation. Values that stay unknown get a normal
 * form (`unknown-values.ts`).
 */
export function resolveTemplate(version: StackVersion): ResolvedTemplate {
  const { template, region, accountId, parameters } = version;
  const resolver = new Resolver({ template, parameters, region, accountId, partition: partitionOf(region) });
  const form = new NormalForm(template, resolver);
  const resources = new Map<string, ResolvedResource>();
  const cautions: string[] = [];
  for (const [logicalId, resource] of entriesOf(template.Resources)) {
    const type = member(resource, 'Type');
    if (!isObject(resource) || typeof type !== 'string') {
      cautions.push(`${logicalId} is worked out by CloudFormation itself. Its results are not in this plan.`);
    } else if (form.holds(resource.Condition)) {
      resources.set(logicalId, resolveResource(logicalId, type, resource, form));
    }
  }
  const outputs = entriesOf(template.Outputs).filter(([, output]) => form.holds(member(output, 'Condition')));
  return {
    resources,
    outputs: Object.fromEntries(outputs.map(([name, output]) => [name, form.of(output) ?? null])),
    cautions,
  };
}

function resolveResource(logicalId: string, type: string, resource: JsonObject, form: NormalForm): ResolvedResource {
  const properties = form.of(resource.Properties ?? {});
  const text = (value: Json | undefined): string | undefined => {
    const known = value === undefined ? undefined : form.of(value);
    return typeof known === 'string' ? known : undefined;
  };
  return {
    logicalId,
    type,
    properties: isObject(properties) ? properties : {},
    dependsOn: [resource.DependsOn ?? []].flat().map(String),
    deletionPolicy: text(resource.DeletionPolicy) ?? 'Delete',
    updateReplacePolicy: text(resource.UpdateReplacePolicy) ?? 'Delete',
  };
}
