/** Checks of a processed template against the types that are emulated, and against the stack. */

import type { Json } from '../../../../handlers/template-language/json';
import { isCustomResource } from '../../../../handlers/template-language/resource-types';
import { validationError } from '../../wire/errors';
import type { ResourceType } from '../resources/resource-type';
import { hasAttribute } from '../schema/specification';
import type { Stack } from '../state/stack';
import type { DesiredStack } from '../template/desired-stack';
import { referencesOf } from '../template/references';
import type { Sections } from '../template/sections';

/** A resource type or property that is not emulated is refused by name, never ignored. */
export function checkTypes({ resources }: Sections, types: ReadonlyMap<string, ResourceType>): void {
  const missing = new Set<string>();
  for (const { type, properties } of Object.values(resources)) {
    if (isCustomResource(type)) continue;
    const provided = types.get(type);
    if (provided === undefined) missing.add(type);
    const known = provided?.properties;
    for (const name of Object.keys(properties)) if (known?.includes(name) === false) missing.add(`${type}.${name}`);
  }
  if (missing.size > 0) {
    throw validationError(
      `Template format error: Unrecognized resource types: [${[...missing].join(', ')}] (the embedded AWS provides those that cfn-express uses)`,
    );
  }
}

/** The type of a logical id cannot change while the resource exists. */
export function checkSameTypes({ resources }: Stack, desiredStack: DesiredStack): void {
  const changed = [...resources.values()]
    .filter(({ status }) => !status.startsWith('DELETE_'))
    .filter(({ logicalId, type }) => (desiredStack.resources.get(logicalId)?.type ?? type) !== type);
  if (changed.length > 0) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.map(({ logicalId }) => logicalId).join(', ')}]`,
    );
  }
}

export function checkAttributes({ resources, outputs }: Sections): void {
  const all = [
    ...Object.values(resources).map(({ properties }): Json => properties),
    ...Object.values(outputs).map(({ value }) => value),
  ];
  for (const { name, attribute } of all.flatMap(referencesOf)) {
    const type = resources[name]?.type;
    if (type === undefined || attribute === undefined || isCustomResource(type) || hasAttribute(type, attribute)) {
      continue;
    }
    throw validationError(
      `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
    );
  }
}
