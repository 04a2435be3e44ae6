/** Deployment packages: fetches and unpacks them. */

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { unzipSync } from 'fflate';
import { isObject, type JsonObject } from '../../../handlers/template-language/json';
import { clientSettings } from '../service/clients';
import type { LocalWorld } from '../world';
import { invalidParameterValue } from './errors';
import type { FunctionCode } from './function';

/**
 * Fetches and unpacks a package into a new folder below `root`.
 * @param source `{ZipFile}` (base64) or `{S3Bucket, S3Key, S3ObjectVersion?}`, as the API takes them
 * @throws AwsError InvalidParameterValueException if there is no package, or it is not a zip archive
 */
export async function unpackCode(
  world: LocalWorld,
  region: string,
  root: string,
  source: JsonObject,
): Promise<FunctionCode> {
  const zip = await packageOf(world, region, source);
  const files = unzip(zip);
  const folder = await mkdtemp(join(root, 'code-'));
  for (const [name, content] of Object.entries(files)) {
    const path = resolve(folder, name);
    if (!path.startsWith(folder + sep)) {
      throw invalidParameterValue(`The package contains a file with a path outside of the package: ${name}`);
    }
    if (name.endsWith('/')) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return { folder, sha256: createHash('sha256').update(zip).digest('base64'), size: zip.length };
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
