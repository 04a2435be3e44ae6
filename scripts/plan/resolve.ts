import { isObject, type Json, type JsonObject, member } from '../../handlers/template-language/json';
import { partitionOf } from '../../handlers/template-language/region';
import { Resolver } from '../../handlers/template-language/resolver';
import { entriesOf } from '../template/entries';
import { NormalForm } from './normal-form';

/** A template after its macros, and where it is deployed. */
export interface StackVersion {
  template: JsonObject;
  /** Values by parameter name; the others have their defaults. */
  parameters: Readonly<Record<string, string>>;
  region: string;
  accountId: string;
}

/** A resource that the template wants, with its conditions decided. */
export interface ResolvedResource {
  logicalId: string;
  type: string;
  properties: JsonObject;
  /** As written; references imply more. */
  dependsOn: readonly string[];
  deletionPolicy: string;
  updateReplacePolicy: string;
}

/** What a template comes to: everything worked out that can be before CloudFormation makes the resources. */
export interface ResolvedTemplate {
  resources: ReadonlyMap<string, ResolvedResource>;
  outputs: Readonly<Record<string, Json>>;
  /** Why something of the template could not be followed; sentences. */
  cautions: readonly string[];
}

/**
 * Works a template out: parameters, mappings, conditions and functions of literals become their values, so that two
 * ways to write one value are equal, as they are to CloudFormation, which compares what properties come to. What stays
 * unknown takes a normal form (`values.ts`).
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
      cautions.push(`${logicalId} is worked out by CloudFormation itself; what comes of it is not in this plan.`);
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
