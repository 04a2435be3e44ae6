/** Create, read, update and delete functions. */
import { rm } from 'node:fs/promises';
import { isObject, type JsonObject } from '../../../handlers/template-language/json';
import { AwsError } from '../wire/errors';
import { restResponse } from '../wire/rest';
import { type Operation, textsIn } from './call';
import { codeSource, unpackCode } from './code';
import { invalid, readSettings, whole, writeConfiguration } from './settings';
import { conflict } from './store';

export const createFunction: Operation = async ({ world, store, codeRoot }, { region, body }) => {
  const wanted = body();
  const name = typeof wanted.FunctionName === 'string' ? wanted.FunctionName : '';
  if (!/^[\w-]{1,64}$/.test(name))
    throw invalid(`'${name}' is no function name: 1 to 64 letters, digits, hyphens and underscores`);
  if (wanted.PackageType === 'Image') throw invalid('The package type Image is not played by the embedded AWS');
  const settings = readSettings(wanted);
  if (store.find(store.arnOf(region, name)) !== undefined) throw conflict(`Function already exist: ${name}`);
  const code = await unpackCode(world, region, codeRoot, codeSource(wanted));
  const fn = store.add(region, name, settings, code);
  if (isObject(wanted.Tags)) fn.tags = textsIn(wanted.Tags);
  return restResponse(201, writeConfiguration(fn));
};

export const getFunction: Operation = ({ store }, { region, parameters: [name = ''] }) => {
  const fn = store.get(region, name);
  const concurrency = fn.reservedConcurrency;
  return restResponse(200, {
    Configuration: writeConfiguration(fn),
    Code: { RepositoryType: 'S3' },
    ...(Object.keys(fn.tags).length > 0 && { Tags: fn.tags }),
    ...(concurrency !== undefined && { Concurrency: { ReservedConcurrentExecutions: concurrency } }),
  });
};

export const getFunctionConfiguration: Operation = ({ store }, { region, parameters: [name = ''] }) =>
  restResponse(200, writeConfiguration(store.get(region, name)));

export const listFunctions: Operation = ({ store }, { region }) =>
  restResponse(200, { Functions: store.list(region).map(writeConfiguration) });

export const updateFunctionConfiguration: Operation = async (
  { store, pool },
  { region, parameters: [name = ''], body },
) => {
  const wanted = body();
  const fn = store.get(region, name);
  checkRevision(wanted, fn.revisionId);
  const changed = store.change(fn, { settings: readSettings(wanted, fn.settings) });
  await pool.retire(fn.arn);
  return restResponse(200, writeConfiguration(changed));
};

export const updateFunctionCode: Operation = async (lambda, { region, parameters: [name = ''], body }) => {
  const { world, store, pool, codeRoot } = lambda;
  const wanted = body();
  checkRevision(wanted, store.get(region, name).revisionId);
  const code = await unpackCode(world, region, codeRoot, wanted);
  const fn = store.get(region, name);
  if (wanted.DryRun === true) return restResponse(200, writeConfiguration({ ...fn, code }));
  const architectures: JsonObject = Array.isArray(wanted.Architectures) ? { Architectures: wanted.Architectures } : {};
  const changed = store.change(fn, { code, settings: readSettings(architectures, fn.settings) });
  await pool.retire(fn.arn);
  return restResponse(200, writeConfiguration(changed));
};

export const deleteFunction: Operation = async ({ store, pool }, { region, parameters: [name = ''] }) => {
  const fn = store.get(region, name);
  store.delete(fn);
  await pool.retire(fn.arn);
  await rm(fn.code.folder, { recursive: true, force: true });
  return restResponse(204);
};

export const putFunctionConcurrency: Operation = ({ store }, { region, parameters: [name = ''], body }) => {
  const fn = store.get(region, name);
  const reserved = whole('reservedConcurrentExecutions', body().ReservedConcurrentExecutions, 0, 1000);
  if (reserved === undefined) throw invalid('ReservedConcurrentExecutions is missing');
  fn.reservedConcurrency = reserved;
  return restResponse(200, { ReservedConcurrentExecutions: reserved });
};

export const getFunctionConcurrency: Operation = ({ store }, { region, parameters: [name = ''] }) => {
  const reserved = store.get(region, name).reservedConcurrency;
  return restResponse(200, reserved === undefined ? {} : { ReservedConcurrentExecutions: reserved });
};

export const deleteFunctionConcurrency: Operation = ({ store }, { region, parameters: [name = ''] }) => {
  store.get(region, name).reservedConcurrency = undefined;
  return restResponse(204);
};

function checkRevision(wanted: JsonObject, revisionId: string): void {
  if (typeof wanted.RevisionId !== 'string' || wanted.RevisionId === revisionId) return;
  throw new AwsError(
    'PreconditionFailedException',
    'The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id',
    412,
    { Type: 'User' },
  );
}
