/** The outputs of a stack, resolved when its resources exist. */

import { isObject, type Json } from '../../../../handlers/template-language/json';
import { messageOf, validationError } from '../../wire/errors';
import type { Stack, StackOutput } from '../state/stack';
import type { StackStore } from '../state/stack-store';
import { resolve } from '../template/intrinsics';
import { liveScope } from './properties';
import type { PreparedOperation } from './stack-operation';

/**
 * @throws AwsError ValidationError for an output that cannot be resolved, an export name that is taken, or an export
 *   that is changed or removed while another stack imports it
 */
export function resolveOutputs({ desiredStack, stack }: PreparedOperation, store: StackStore): StackOutput[] {
  const scope = liveScope(desiredStack, stack.resources);
  const outputs = desiredStack.outputs.map(({ name, value, description, exportName }): StackOutput => {
    const text = outputText(
      name,
      resolveOutput(name, () => resolve(value, scope)),
    );
    const exported = exportName === undefined ? undefined : resolve(exportName, scope);
    return {
      key: name,
      value: text,
      ...(description !== undefined && { description }),
      ...(exported !== undefined && { exportName: outputText(name, exported) }),
    };
  });
  checkExports(stack, outputs, store);
  return outputs;
}

function resolveOutput(name: string, resolveValue: () => Json | undefined): Json | undefined {
  try {
    return resolveValue();
  } catch (error) {
    throw validationError(`Output ${name}: ${messageOf(error)}`);
  }
}

/** @throws AwsError ValidationError for a list or a map: an output is one string */
function outputText(name: string, value: Json | undefined): string {
  if (value === undefined || value === null || Array.isArray(value) || isObject(value)) {
    throw validationError(`Template format error: Output ${name} is malformed: its value must resolve to a string`);
  }
  return String(value);
}

function checkExports(stack: Stack, outputs: readonly StackOutput[], store: StackStore): void {
  const names = outputs.flatMap(({ exportName }) => exportName ?? []);
  const taken = store.exports().find(({ name, stackId }) => stackId !== stack.id && names.includes(name));
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (taken !== undefined || twice !== undefined) {
    throw validationError(
      `Export with name ${taken?.name ?? twice} is already exported by stack ${taken === undefined ? stack.name : nameOf(taken.stackId)}. Export names must be unique across a given region`,
    );
  }
  for (const { exportName, value } of stack.outputs) {
    if (exportName === undefined) continue;
    const now = outputs.find((output) => output.exportName === exportName);
    const change = now === undefined ? 'deleted' : now.value !== value ? 'updated' : undefined;
    if (change !== undefined) refuseWhileImported(exportName, change, store);
  }
}

/** @throws AwsError ValidationError if a stack imports the export */
export function refuseWhileImported(exportName: string, change: 'deleted' | 'updated', store: StackStore): void {
  const importers = store.importers(exportName);
  if (importers.length > 0) {
    throw validationError(`Export ${exportName} cannot be ${change} as it is in use by ${importers.join(' and ')}`);
  }
}

const nameOf = (stackId: string): string => stackId.split('/')[1] ?? stackId;
