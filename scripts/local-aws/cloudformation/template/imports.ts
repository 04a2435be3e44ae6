/** Finds the exports of other stacks that a stack imports. */
import { isObject, type Json } from '../../../../handlers/template-language/json';
import type { DesiredStack } from './desired-stack';
import { resolve } from './intrinsics';

/** Whether any resource or output imports that name. An import's name cannot depend on resources. */
export function referencesExport({ resources, outputs, scope }: DesiredStack, exportName: string): boolean {
  const refuse = (logicalId: string): never => {
    throw new Error(`Fn::ImportValue depends on resource ${logicalId}`);
  };
  const names = [...resources.values()]
    .flatMap(({ properties }) => importsIn(properties))
    .concat(outputs.flatMap(({ value }) => importsIn(value)));
  return names.some((name) => resolve(name, { ...scope, getAtt: refuse }) === exportName);
}

function importsIn(value: Json): Json[] {
  if (Array.isArray(value)) return value.flatMap(importsIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => (key === 'Fn::ImportValue' ? [entry] : importsIn(entry)));
}
