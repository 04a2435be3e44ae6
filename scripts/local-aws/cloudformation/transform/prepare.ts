/** Prepares a template for an operation: reads it, runs its macros, and checks it. */

import type { Json } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import type { Invoke } from '../invoke';
import type { Lookups } from '../lookups';
import type { ResourceType } from '../resources/resource-type';
import type { Validate } from '../schema/validate';
import type { Stack } from '../state/stack';
import type { StackStore } from '../state/stack-store';
import { desiredStackOf } from '../template/desired-stack';
import { readHeader } from '../template/header';
import { type ParameterInput, readParameters } from '../template/parameters';
import type { PreparedTemplate } from '../template/prepared-template';
import { readSections } from '../template/sections';
import { neededCapabilities } from './capabilities';
import { checkAttributes, checkSameTypes, checkTypes } from './checks';
import { runMacros } from './macros';
import { lookUpParameters } from './parameter-values';
import { checkSize, readTemplate, type TemplateSource } from './read-template';

export interface Preparation {
  source: TemplateSource;
  inputs: readonly ParameterInput[];
  stack: Stack;
}

export interface PrepareTools {
  lookups: Lookups;
  invoke: Invoke;
  store: StackStore;
  validate: Validate;
  types: ReadonlyMap<string, ResourceType>;
}

/** @throws AwsError ValidationError from the first stage that finds something wrong */
export async function prepare({ source, inputs, stack }: Preparation, tools: PrepareTools): Promise<PreparedTemplate> {
  const { lookups, invoke, store, validate, types } = tools;
  const { region, accountId } = stack;
  const original = readTemplate(source);
  const header = readHeader(original);
  const macroParameters = readParameters(header.parameters, inputs, stack.parameters);
  const { macros } = store;
  const run = { region, accountId, macros, invoke, parameters: macroParameters };
  const processed = header.transforms.length === 0 ? original : await runMacros(original, run);
  const processedText = JSON.stringify(processed);
  if (header.transforms.length > 0) checkSize(processedText, source);
  const sections = readSections(processed);
  const parameters = readParameters(sections.parameters, inputs, stack.parameters);
  const zones = usesZones(processed) ? await lookups.zones() : [];
  const desiredStack = desiredStackOf(sections, parameters, {
    stack,
    parameterValues: await lookUpParameters(parameters, lookups),
    importValue: (name) => importValue(store, stack, name),
    zones: () => zones,
  });
  checkTypes(sections, types);
  checkAttributes(sections);
  checkSameTypes(stack, desiredStack);
  validate(processed, region);
  return {
    desiredStack,
    parameters,
    template: { original: source.text, processed: header.transforms.length === 0 ? source.text : processedText },
    needs: neededCapabilities(sections),
  };
}

const usesZones = (value: Json): boolean => JSON.stringify(value).includes('"Fn::GetAZs"');

function importValue(store: StackStore, stack: Stack, name: string): Json {
  const found = store.exports().find((exported) => exported.name === name && exported.stackId !== stack.id);
  if (found === undefined) throw validationError(`No export named ${name} found`);
  return found.value;
}
