/** Deployment packages: fetches and unpacks them. */

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { unzipSync } from 'fflate';
import { isObject, type JsonObject } from '../../../handlers/template-language/json';
import { UserError } from '../../user-error';
import { clientSettings } from '../service/clients';
import { AwsError, messageOf } from '../wire/errors';
import type { LocalWorld } from '../world';
import { invalidParameterValue } from './errors';
import type { FunctionCode } from './function';

/** Makes the folder below which packages are unpacked. @throws UserError if there is no place for it */
export function makeCodeRoot({ makeFolder }: Pick<LocalWorld, 'makeFolder'>): string {
  try {
    return makeFolder('lambda');
  } catch (error) {
    throw new UserError(cannotWrite(tmpdir(), error));
  }
}

const cannotWrite = (folder: string, error: unknown): string =>
  `The embedded AWS cannot write the code of functions into ${folder}: set TMPDIR to a folder that exists, is writable and ` +
  `has room (${messageOf(error)})`;

/**
 * Fetches and unpacks a package into a new folder below `root`.
 * @param source `{ZipFile}` (base64) or `{S3Bucket, S3Key, S3ObjectVersion?}`, as the API takes them
 * @throws AwsError InvalidParameterValueException if there is no package, or it is not a zip archive; InternalFailure if it
 *   cannot be written
 */
export async function unpackCode(
  world: LocalWorld,
  region: string,
  root: string,
  source: JsonObject,
): Promise<FunctionCode> {
  const zip = await packageOf(world, region, source);
  const files = unzip(zip);
  const outside = Object.keys(files).find((name) => !resolve(root, name).startsWith(root + sep));
  if (outside !== undefined) {
    throw invalidParameterValue(`The package contains a file with a path outside of the package: ${outside}`);
  }
  const folder = write(root, files);
  return { folder, sha256: createHash('sha256').update(zip).digest('base64'), size: zip.length };
}

/** Writes the files into a new folder in one go, so that nothing is written any more when the root has been removed. */
function write(root: string, files: Record<string, Uint8Array>): string {
  try {
    const folder = mkdtempSync(join(root, 'code-'));
    for (const [name, content] of Object.entries(files)) {
      if (name.endsWith('/')) continue;
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content);
    }
    return folder;
  } catch (error) {
    throw new AwsError('InternalFailure', cannotWrite(root, error), 501);
  }
}

function unzip(zip: Uint8Array): Record<string, Uint8Array> {
  try {
    return unzipSync(zip);
  } catch {
    throw invalidParameterValue('Could not unzip uploaded file. Please check your file, then try to upload again.');
  }
}

async function packageOf(world: LocalWorld, region: string, source: JsonObject): Promise<Uint8Array> {
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = source;
  if (typeof ZipFile === 'string') return Buffer.from(ZipFile, 'base64');
  if (typeof S3Bucket !== 'string' || typeof S3Key !== 'string') {
    throw invalidParameterValue('Please provide a source for function code.');
  }
  const s3 = new S3Client({ ...clientSettings(world, region, 'local'), maxAttempts: 1 });
  const version = typeof S3ObjectVersion === 'string' ? S3ObjectVersion : undefined;
  try {
    const object = await s3.send(new GetObjectCommand({ Bucket: S3Bucket, Key: S3Key, VersionId: version }));
    return (await object.Body?.transformToByteArray()) ?? new Uint8Array();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw invalidParameterValue(
      `Error occurred while GetObject. S3 Error Code: ${error.name}. S3 Error Message: ${error.message}`,
    );
  } finally {
    s3.destroy();
  }
}

/** The members of `Code` of CreateFunction, or those of UpdateFunctionCode, which are at the top of the request. */
export function codeSource(body: JsonObject): JsonObject {
  return isObject(body.Code) ? body.Code : body;
}
