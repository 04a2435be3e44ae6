/** Creates, describes, updates and deletes functions, their concurrency and their recursion configuration. */
import { rm } from 'node:fs/promises';
import { isObject, type JsonObject } from '../../../../handlers/template-language/json';
import { restResponse } from '../../wire/rest';
import { codeSource, unpackCode } from '../code';
import { invalidParameterValue, resourceConflict, userError } from '../errors';
import { functionOf, type LambdaOperation, textsIn } from '../operation';
import { readSettings, whole, writeConfiguration } from '../settings';

export const createFunction: LambdaOperation = async ({ state, region, parameters }) => {
  const { world, store, codeRoot } = state;
  const wanted = parameters.body();
  const name = typeof wanted.FunctionName === 'string' ? wanted.FunctionName : '';
  if (!/^[\w-]{1,64}$/.test(name)) {
    throw invalidParameterValue(
      `'${name}' is not a function name: it must have 1 to 64 letters, digits, hyphens and underscores`,
    );
  }
  if (wanted.PackageType === 'Image') {
    throw invalidParameterValue('The package type Image is not played by the embedded AWS');
  }
  const settings = readSettings(wanted);
  if (store.find(store.arnOf(region, name)) !== undefined) throw resourceConflict(`Function already exist: ${name}`);
  const code = await unpackCode(world, region, codeRoot, codeSource(wanted));
  const fn = store.add(region, name, settings, code);
  if (isObject(wanted.Tags)) fn.tags = textsIn(wanted.Tags);
  return restResponse(201, writeConfiguration(fn));
};

export const getFunction: LambdaOperation = (call) => {
  const fn = functionOf(call);
  const concurrency = fn.reservedConcurrency;
  return restResponse(200, {
    Configuration: writeConfiguration(fn),
    Code: { RepositoryType: 'S3' },
    ...(Object.keys(fn.tags).length > 0 && { Tags: fn.tags }),
    ...(concurrency !== undefined && { Concurrency: { ReservedConcurrentExecutions: concurrency } }),
  });
};

export const getFunctionConfiguration: LambdaOperation = (call) =>
  restResponse(200, writeConfiguration(functionOf(call)));

export const listFunctions: LambdaOperation = ({ state, region }) =>
  restResponse(200, { Functions: state.store.list(region).map(writeConfiguration) });

export const updateFunctionConfiguration: LambdaOperation = async (call) => {
  const { store, pool } = call.state;
  const wanted = call.parameters.body();
  const fn = functionOf(call);
  checkRevision(wanted, fn.revisionId);
  const changed = store.change(fn, { settings: readSettings(wanted, fn.settings) });
  await pool.retire(fn.arn);
  return restResponse(200, writeConfiguration(changed));
};

export const updateFunctionCode: LambdaOperation = async (call) => {
  const { world, store, pool, codeRoot } = call.state;
  const wanted = call.parameters.body();
  checkRevision(wanted, functionOf(call).revisionId);
  const code = await unpackCode(world, call.region, codeRoot, wanted);
  const fn = functionOf(call);
  if (wanted.DryRun === true) return restResponse(200, writeConfiguration({ ...fn, code }));
  const architectures: JsonObject = Array.isArray(wanted.Architectures) ? { Architectures: wanted.Architectures } : {};
  const changed = store.change(fn, { code, settings: readSettings(architectures, fn.settings) });
  await pool.retire(fn.arn);
  return restResponse(200, writeConfiguration(changed));
};

export const deleteFunction: LambdaOperation = async (call) => {
  const { store, pool } = call.state;
  const fn = functionOf(call);
  store.delete(fn);
  await pool.retire(fn.arn);
  await rm(fn.code.folder, { recursive: true, force: true });
  return restResponse(204);
};

export const putFunctionConcurrency: LambdaOperation = (call) => {
  const fn = functionOf(call);
  const reserved = whole('reservedConcurrentExecutions', call.parameters.body().ReservedConcurrentExecutions, 0, 1000);
  if (reserved === undefined) throw invalidParameterValue('ReservedConcurrentExecutions is missing');
  fn.reservedConcurrency = reserved;
  return restResponse(200, { ReservedConcurrentExecutions: reserved });
};

export const getFunctionConcurrency: LambdaOperation = (call) => {
  const reserved = functionOf(call).reservedConcurrency;
  return restResponse(200, reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved });
};

export const deleteFunctionConcurrency: LambdaOperation = (call) => {
  functionOf(call).reservedConcurrency = undefined;
  return restResponse(204);
};

export const putRecursionConfig: LambdaOperation = (call) => {
  const { RecursiveLoop } = call.parameters.body();
  if (RecursiveLoop !== 'Allow' && RecursiveLoop !== 'Terminate') {
    throw invalidParameterValue('RecursiveLoop must be Allow or Terminate');
  }
  functionOf(call).recursiveLoop = RecursiveLoop;
  return restResponse(200, { RecursiveLoop });
};

export const getRecursionConfig: LambdaOperation = (call) =>
  restResponse(200, { RecursiveLoop: functionOf(call).recursiveLoop });

function checkRevision(wanted: JsonObject, revisionId: string): void {
  if (typeof wanted.RevisionId !== 'string' || wanted.RevisionId === revisionId) return;
  throw userError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    412,
  );
}
