/** Runs the macros that `Transform` names. Each macro gets the result of the previous one. */

import { randomUUID } from 'node:crypto';
import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { splitList } from '../../../../handlers/template-language/lists';
import { validationError } from '../../wire/errors';
import type { Invoke } from '../invoke';
import { readHeader } from '../template/header';
import { isListType, type Parameter } from '../template/parameters';
import { LANGUAGE_EXTENSIONS, leftForLanguageExtensions } from './language-extensions';

/** The most bytes of a template, and of the result of its macros: in a request, and in S3. */
export const INLINE_LIMIT = 51_200;
export const S3_LIMIT = 1_000_000;

export interface MacroRun {
  region: string;
  accountId: string;
  /** Function names or ARNs by the name of the registered macro. */
  macros: ReadonlyMap<string, string>;
  invoke: Invoke;
  parameters: readonly Parameter[];
}

/**
 * The template after all its macros, without `Transform`.
 * @throws AwsError ValidationError if a macro is unknown or fails, or its response is malformed
 */
export async function runMacros(template: JsonObject, run: MacroRun): Promise<JsonObject> {
  const { transforms } = readHeader(template);
  let { Transform: _, ...fragment }: JsonObject = template;
  for (const name of transforms.filter((one) => one !== LANGUAGE_EXTENSIONS)) {
    fragment = await runMacro(name, fragment, run);
  }
  if (transforms.includes(LANGUAGE_EXTENSIONS)) refuseExtensions(fragment);
  return fragment;
}

/** As in AWS, this transform runs after the custom macros. The emulator only accepts that it has nothing left to do. */
function refuseExtensions(fragment: JsonObject): void {
  const left = leftForLanguageExtensions(fragment);
  if (left.length === 0) return;
  throw validationError(
    `Transform ${LANGUAGE_EXTENSIONS} is not provided by the embedded AWS, and the macros have left work for it: ${left.join(', ')}`,
  );
}

async function runMacro(name: string, fragment: JsonObject, run: MacroRun): Promise<JsonObject> {
  if (name.startsWith('AWS::')) throw validationError(`Transform ${name} is not provided by the embedded AWS`);
  const transformId = name.includes('::') ? name : `${run.accountId}::${name}`;
  const [, shortName = name] = transformId.split('::');
  const functionName = run.macros.get(shortName);
  if (functionName === undefined) throw validationError(`No transform named ${transformId} found.`);
  const requestId = randomUUID();
  const event = {
    region: run.region,
    accountId: run.accountId,
    fragment,
    transformId,
    params: {},
    requestId,
    templateParameterValues: Object.fromEntries(
      run.parameters.map((parameter) => [parameter.key, macroValue(parameter)]),
    ),
  };
  const { payload, functionError } = await run.invoke(functionName, JSON.stringify(event), 'RequestResponse');
  return readResponse(transformId, requestId, functionError === undefined ? payload : undefined);
}

/** A macro gets a list parameter as a list, and any other as the string that was given. */
const macroValue = ({ type, value }: Parameter): Json => (isListType(type) ? splitList(value) : value);

function readResponse(transformId: string, requestId: string, payload: string | undefined): JsonObject {
  const response = parse(payload);
  if (!isObject(response) || response.requestId !== requestId || typeof response.status !== 'string') {
    throw validationError(`Received malformed response from transform ${transformId}`);
  }
  if (response.status !== 'success') {
    const { errorMessage } = response;
    throw validationError(
      typeof errorMessage === 'string' && errorMessage !== ''
        ? `Transform ${transformId} failed with: ${errorMessage}`
        : `Transform ${transformId} failed without an error message.`,
    );
  }
  if (!isObject(response.fragment)) throw validationError(`Received malformed response from transform ${transformId}`);
  return response.fragment;
}

function parse(payload: string | undefined): unknown {
  try {
    return payload === undefined ? undefined : JSON.parse(payload);
  } catch {
    return undefined;
  }
}
