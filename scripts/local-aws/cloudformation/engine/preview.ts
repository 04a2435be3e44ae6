/** What an update would do, as a change set shows it: from what is known before anything is created. */

import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { isEqual } from '../collections';
import type { ChangeDetail, ResourceChange } from '../state/change-set';
import type { DeployedResource, Stack, Tag } from '../state/stack';
import type { DesiredResource, DesiredStack } from '../template/desired-stack';
import { type LookUp, resolveDynamicIn } from '../template/dynamic-references';
import { resolve, resolveObject } from '../template/intrinsics';
import type { Scope } from '../template/scope';
import { causesOf, unknownValue } from '../template/unknown';
import { changedProperties, replacesOf } from './compare';
import { finishProperties } from './properties';

/** Every change, in dependency order. Removals come last. */
export async function previewChanges(
  stack: Stack,
  desiredStack: DesiredStack,
  tags: readonly Tag[],
  lookUp: LookUp,
): Promise<ResourceChange[]> {
  const changes = new Map<string, ResourceChange>();
  for (const logicalId of desiredStack.order) {
    const desired = desiredStack.resources.get(logicalId);
    const change = desired && (await previewOne(stack, desiredStack, desired, changes, tags, lookUp));
    if (change !== undefined) changes.set(logicalId, change);
  }
  const removed = [...stack.resources.values()].filter(
    ({ logicalId, status }) => !desiredStack.resources.has(logicalId) && isLive(status),
  );
  return [...changes.values(), ...removed.map(removal)];
}

const isLive = (status: DeployedResource['status']): boolean => !status.startsWith('DELETE_');

const removal = ({ logicalId, type, physicalId, deletionPolicy }: DeployedResource): ResourceChange => ({
  action: 'Remove',
  logicalId,
  type,
  ...(physicalId !== undefined && { physicalId }),
  policyAction: deletionPolicy === 'Delete' ? 'Delete' : 'Retain',
  details: [],
});

async function previewOne(
  stack: Stack,
  desiredStack: DesiredStack,
  desired: DesiredResource,
  changes: ReadonlyMap<string, ResourceChange>,
  tags: readonly Tag[],
  lookUp: LookUp,
): Promise<ResourceChange | undefined> {
  const { logicalId, type } = desired;
  const current = stack.resources.get(logicalId);
  if (current === undefined || !isLive(current.status)) return { action: 'Add', logicalId, type, details: [] };
  const resolved = resolveObject(desired.properties, previewScope(stack, desiredStack, changes));
  const properties = finishProperties(type, await resolveDynamicIn(resolved, lookUp), tags);
  const details = propertyDetails(current, properties);
  if (!isEqual(current.metadata, desired.metadata)) details.push(METADATA);
  if (details.length === 0) return undefined;
  const replacement = replacementOf(details);
  const policyAction = current.updateReplacePolicy === 'Delete' ? 'ReplaceAndDelete' : 'ReplaceAndRetain';
  return {
    action: 'Modify',
    logicalId,
    type,
    ...(current.physicalId !== undefined && { physicalId: current.physicalId }),
    replacement,
    ...(replacement === 'True' && { policyAction }),
    details,
  };
}

/** A scope in which the ids of new and replaced resources are unknown, and the attributes of all changed resources. */
function previewScope(stack: Stack, desiredStack: DesiredStack, changes: ReadonlyMap<string, ResourceChange>): Scope {
  return {
    ...desiredStack.scope,
    ref: (name) => {
      if (!desiredStack.resources.has(name)) return desiredStack.scope.ref(name);
      const { action, replacement } = changes.get(name) ?? {};
      if (action === 'Add' || replacement === 'True') return unknownValue([name]);
      return stack.resources.get(name)?.physicalId ?? unknownValue([name]);
    },
    getAtt: (logicalId, attribute) => {
      const known = stack.resources.get(logicalId)?.attributes[attribute];
      return changes.has(logicalId) || known === undefined ? unknownValue([`${logicalId}.${attribute}`]) : known;
    },
  };
}

function propertyDetails(current: DeployedResource, properties: JsonObject): ChangeDetail[] {
  return changedProperties(current.properties, properties).flatMap((name): ChangeDetail[] => {
    const replaces = replacesOf(current.type, name);
    const requiresRecreation = ({ yes: 'Always', maybe: 'Conditionally', no: 'Never' } as const)[replaces];
    const causes = causesOf(properties[name]);
    const base = { attribute: 'Properties', name, requiresRecreation } as const;
    if (causes.length === 0) return [{ ...base, evaluation: 'Static', changeSource: 'DirectModification' }];
    return causes.map((causingEntity) => ({
      ...base,
      evaluation: 'Dynamic',
      changeSource: causingEntity.includes('.') ? 'ResourceAttribute' : 'ResourceReference',
      causingEntity,
    }));
  });
}

const METADATA: ChangeDetail = {
  attribute: 'Metadata',
  requiresRecreation: 'Never',
  evaluation: 'Static',
  changeSource: 'DirectModification',
};

/** `Ref` of a replaced resource certainly changes. An attribute of a changed resource may stay the same. */
function replacementOf(details: readonly ChangeDetail[]): 'True' | 'False' | 'Conditional' {
  const replacing = details.filter(({ requiresRecreation }) => requiresRecreation !== 'Never');
  const certain = ({ requiresRecreation, evaluation, changeSource }: ChangeDetail): boolean =>
    requiresRecreation === 'Always' && (evaluation === 'Static' || changeSource === 'ResourceReference');
  if (replacing.some(certain)) return 'True';
  return replacing.length > 0 ? 'Conditional' : 'False';
}

/** Whether an update would change anything: resources, outputs or tags. */
export function hasUpdates(
  stack: Stack,
  desiredStack: DesiredStack,
  changes: readonly ResourceChange[],
  tags: readonly Tag[],
): boolean {
  if (changes.length > 0 || !isEqual([...stack.tags], [...tags])) return true;
  const scope = previewScope(stack, desiredStack, new Map());
  const outputs = desiredStack.outputs.map(({ name, value, description, exportName }) => ({
    key: name,
    value: textOf(resolve(value, scope)),
    ...(description !== undefined && { description }),
    ...(exportName !== undefined && { exportName: textOf(resolve(exportName, scope)) }),
  }));
  return !isEqual(outputs, [...stack.outputs]);
}

const textOf = (value: Json | undefined): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));
