import { at, type Findings } from '../../template-language/findings';
import { type Json, type JsonObject, member, typeName } from '../../template-language/json';
import { didYouMean } from '../../template-language/nearest';
import type { Block, BlockAttributes, Policy } from '../spec';
import type { Reader } from './reader';

const KNOWN = ['Type', 'Properties', 'DependsOn', 'Condition', 'DeletionPolicy', 'UpdateReplacePolicy', 'Metadata'];
const POLICIES: readonly Policy[] = ['Delete', 'Retain', 'RetainExceptOnCreate'];

/**
 * Reads a block's attributes besides its properties.
 * @param reader does not check what functions resolve to if the block is not in use
 */
export function readAttributes(
  block: Block,
  template: JsonObject,
  reader: Reader,
  findings: Findings,
): BlockAttributes {
  const { resource, path } = block;
  for (const key of Object.keys(resource)) {
    if (key === 'CreationPolicy' || key === 'UpdatePolicy') {
      findings.add(
        at(path, key),
        'does not apply to a service, whose deployments report when they are done; remove it',
      );
    } else if (!KNOWN.includes(key)) {
      findings.add(at(path, key), `is not an attribute of Express::Service${didYouMean(key, KNOWN)}`);
    }
  }
  return {
    condition: readCondition(resource.Condition, at(path, 'Condition'), template, findings),
    dependsOn: readDependsOn(resource.DependsOn, at(path, 'DependsOn'), findings),
    deletionPolicy: readPolicy(resource.DeletionPolicy, at(path, 'DeletionPolicy'), reader, findings),
    updateReplacePolicy: readPolicy(resource.UpdateReplacePolicy, at(path, 'UpdateReplacePolicy'), reader, findings),
    metadata: resource.Metadata,
  };
}

function readCondition(given: Json | undefined, path: string, template: JsonObject, findings: Findings) {
  if (given === undefined) return undefined;
  if (typeof given !== 'string') {
    findings.add(path, `must be the name of a condition, not ${typeName(given)}`);
    return undefined;
  }
  if (member(template.Conditions, given) === undefined) {
    const names = Object.keys(typeof template.Conditions === 'object' ? (template.Conditions ?? {}) : {});
    findings.add(path, `the template has no condition ${given}${didYouMean(given, names)}`);
  }
  return given;
}

function readDependsOn(given: Json | undefined, path: string, findings: Findings): string[] {
  const items = given === undefined ? [] : Array.isArray(given) ? given : [given];
  const ids = items.filter((item) => typeof item === 'string');
  if (ids.length < items.length) findings.add(path, 'must be a logical id or a list of logical ids');
  return ids;
}

function readPolicy(given: Json | undefined, path: string, reader: Reader, findings: Findings): Policy | undefined {
  const result = given === undefined ? undefined : reader.known(given, path);
  if (result === undefined) return undefined;
  const policy = POLICIES.find((known) => known === result.value);
  if (policy === undefined && result.value !== undefined) {
    const snapshot = result.value === 'Snapshot' ? '; a service has no snapshots' : '';
    findings.add(path, `must be one of ${POLICIES.join(', ')}${snapshot}`);
  }
  return policy;
}
