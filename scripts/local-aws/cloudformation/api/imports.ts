/** The resources to import that a change set of type IMPORT names. */
import { member } from '../../../../handlers/template-language/json';
import { isCustomResource } from '../../../../handlers/template-language/resource-types';
import { validationError } from '../../wire/errors';
import { objectIn, objectsOf, type QueryObject, textOf } from '../../wire/query';
import { notFound } from '../engine/import-resources';
import { identifiersOf } from '../schema/specification';
import type { ResourceChange } from '../state/change-set';
import { isDeleted, type Stack } from '../state/stack';
import type { PreparedTemplate } from '../template/prepared-template';
import { readTemplate } from '../transform/read-template';
import type { CloudFormationState } from './operation';

interface ResourceToImport {
  type: string;
  logicalId: string;
  /** Values by the name of the property. */
  identifier: ReadonlyMap<string, string>;
}

/** @throws AwsError ValidationError if the request names none, or wants CloudFormation to find them by itself */
export function readResourcesToImport(query: QueryObject): ResourceToImport[] {
  if (textOf(query.ImportExistingResources) === 'true') {
    throw validationError('The embedded AWS does not provide ImportExistingResources.');
  }
  const resources = objectsOf(query.ResourcesToImport).map((one) => ({
    type: textOf(one.ResourceType) ?? '',
    logicalId: textOf(one.LogicalResourceId) ?? '',
    identifier: new Map(
      objectsOf(objectIn(one.ResourceIdentifier)?.entry).map(({ key, value }) => [
        textOf(key) ?? '',
        textOf(value) ?? '',
      ]),
    ),
  }));
  if (resources.length === 0) throw validationError('ResourcesToImport must be specified for an import.');
  return resources;
}

/**
 * Holds an import against the template, the stack and the account.
 * @returns physical ids by logical id
 * @throws AwsError ValidationError, where AWS's words are known in these
 */
export async function checkImport(
  resources: readonly ResourceToImport[],
  { desiredStack, template }: PreparedTemplate,
  stack: Stack,
  state: CloudFormationState,
): Promise<Map<string, string>> {
  const list = (ids: readonly string[]): string => `[${ids.join(', ')}]`;
  const ids = (wrong: (one: ResourceToImport) => boolean) => resources.filter(wrong).map(({ logicalId }) => logicalId);
  const refuse = (wrong: readonly string[], message: (names: string) => string): void => {
    if (wrong.length > 0) throw validationError(message(list(wrong)));
  };
  if (desiredStack.outputs.length > 0) {
    throw validationError('As part of the import operation, you cannot modify or add [Outputs]');
  }
  const unsupported = resources.filter(({ type }) => isCustomResource(type) || !state.types.get(type)?.find);
  refuse(
    [...new Set(unsupported.map(({ type }) => type))],
    (types) => `ResourceTypes ${types} are not supported for Import`,
  );
  refuse(
    ids(({ logicalId, type }) => desiredStack.resources.get(logicalId)?.type !== type),
    (names) => `Resources ${names} passed in ResourcesToImport are not in the template with that type.`,
  );
  const processed = readTemplate({ text: template.processed, from: 's3' });
  refuse(
    ids(({ logicalId }) => member(member(processed.Resources, logicalId), 'DeletionPolicy') === undefined),
    (names) =>
      `The following resources to import ${names} must have DeletionPolicy attribute specified in the template.`,
  );
  const physical = new Map(resources.map((one) => [one.logicalId, physicalIdOf(one)]));
  const owned = state.store.stacks
    .filter((other) => !isDeleted(other))
    .flatMap((other) => [...other.resources.values()])
    .filter(({ status }) => !status.startsWith('DELETE_'));
  refuse(
    ids((one) => owned.some(({ type, physicalId }) => type === one.type && physicalId === physicalIdOf(one))),
    (names) => `Resources ${names} passed in ResourceToImport are already in a stack and cannot be imported.`,
  );
  const { signal } = new AbortController();
  for (const { type, logicalId } of resources) {
    const physicalId = physical.get(logicalId) ?? '';
    const request = { stack, logicalId, type, properties: {}, signal, physicalId };
    if ((await state.types.get(type)?.find?.(request)) === undefined) throw validationError(notFound(type, physicalId));
  }
  return physical;
}

function physicalIdOf({ type, logicalId, identifier }: ResourceToImport): string {
  const [name = '', ...more] = identifiersOf(type);
  const value = identifier.get(name);
  if (value !== undefined && more.length === 0 && identifier.size === 1) return value;
  throw validationError(`The identifier of ${logicalId} must have the property ${[name, ...more].join(' and ')}.`);
}

/** The changes of an import. @throws AwsError ValidationError if the template changes anything else */
export function importChanges(
  changes: readonly ResourceChange[],
  imports: ReadonlyMap<string, string>,
): ResourceChange[] {
  const others = changes.filter(({ logicalId, action }) => !(imports.has(logicalId) && action === 'Add'));
  if (others.length > 0) {
    throw validationError(
      `You have modified resources [${others.map(({ logicalId }) => logicalId).join(', ')}] in your template that are not being imported. Update, create or delete operations cannot be executed during import operations.`,
    );
  }
  return changes.map((change) => ({ ...change, action: 'Import', physicalId: imports.get(change.logicalId) }));
}
