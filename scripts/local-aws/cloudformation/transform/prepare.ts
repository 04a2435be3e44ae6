/** From the text of a template to a desiredStack: parameters, macros, sections, references, schemas. */

import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { parseTemplate, TemplateSyntaxError } from '../../../template/parse';
import { validationError } from '../errors';
import type { Invoke } from '../invoke';
import type { Lookups } from '../lookups';
import type { ResourceType } from '../resources/resource-type';
import { isCustomResource } from '../resources/resource-type';
import { hasAttribute } from '../schema/specification';
import type { Validate } from '../schema/validate';
import type { Stack } from '../state/stack';
import type { StackStore } from '../state/stack-store';
import { type DesiredStack, desiredStackOf } from '../template/desired-stack';
import { type ParameterInput, readParameters } from '../template/parameters';
import type { PreparedTemplate } from '../template/prepared-template';
import { referencesOf } from '../template/references';
import { readHeader, readSections, type Sections } from '../template/sections';
import { INLINE_LIMIT, runMacros, S3_LIMIT } from './macros';
import { lookUpParameters } from './parameter-values';

export interface TemplateSource {
  text: string;
  /** Where it came from decides how large it may be. */
  from: 'request' | 's3';
}

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

/** @throws AwsError ValidationError: "Template format error: …" with every syntax error */
export function readTemplate({ text, from }: TemplateSource): JsonObject {
  const limit = from === 's3' ? S3_LIMIT : INLINE_LIMIT;
  if (Buffer.byteLength(text) > limit) {
    throw validationError(
      from === 's3'
        ? `Template may not exceed ${S3_LIMIT} bytes in size.`
        : `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${INLINE_LIMIT}`,
    );
  }
  const parsed = parseJson(text);
  if (isObject(parsed)) return parsed;
  try {
    return parseTemplate(text).value;
  } catch (error) {
    if (error instanceof TemplateSyntaxError) throw validationError(`Template format error: ${error.message}`);
    throw error;
  }
}

/** JSON is YAML, too, but a large template is read much faster this way. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @throws AwsError ValidationError for the first stage of the template that does not hold */
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

function checkSize(processed: string, { from }: TemplateSource): void {
  const limit = from === 's3' ? S3_LIMIT : INLINE_LIMIT;
  if (Buffer.byteLength(processed) > limit) throw validationError('Transformation data limit exceeded');
}

const usesZones = (value: Json): boolean => JSON.stringify(value).includes('"Fn::GetAZs"');

function importValue(store: StackStore, stack: Stack, name: string): Json {
  const found = store.exports().find((exported) => exported.name === name && exported.stackId !== stack.id);
  if (found === undefined) throw validationError(`No export named ${name} found`);
  return found.value;
}

/** Nothing is ignored: a type or property that is not carried out here is refused by name. */
function checkTypes({ resources }: Sections, types: ReadonlyMap<string, ResourceType>): void {
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

/** A logical id keeps its type for as long as the resource lives. */
function checkSameTypes({ resources }: Stack, desiredStack: DesiredStack): void {
  const changed = [...resources.values()]
    .filter(({ status }) => !status.startsWith('DELETE_'))
    .filter(({ logicalId, type }) => (desiredStack.resources.get(logicalId)?.type ?? type) !== type);
  if (changed.length > 0) {
    throw validationError(
      `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${changed.map(({ logicalId }) => logicalId).join(', ')}]`,
    );
  }
}

function checkAttributes({ resources, outputs }: Sections): void {
  const all = [
    ...Object.values(resources).map(({ properties }): Json => properties),
    ...Object.values(outputs).map(({ value }) => value),
  ];
  for (const { name, attribute } of all.flatMap(referencesOf)) {
    const type = resources[name]?.type;
    if (type === undefined || attribute === undefined || isCustomResource(type) || hasAttribute(type, attribute))
      continue;
    throw validationError(
      `Template error: resource ${name} does not support attribute type ${attribute} in Fn::GetAtt`,
    );
  }
}

/** IAM resources ask for an acknowledgement, and for a stronger one where they have names of their own. */
function neededCapabilities({ resources }: Sections): string[] {
  const iam = Object.values(resources).filter(({ type }) => type.startsWith('AWS::IAM::'));
  if (iam.length === 0) return [];
  const named = iam.some(({ type, properties }) =>
    Object.keys(properties).some((property) => NAMES[type] === property),
  );
  return [named ? 'CAPABILITY_NAMED_IAM' : 'CAPABILITY_IAM'];
}

const NAMES: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
};
