import { createHash } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import type { Aws } from '../aws';
import { type Bucket, statusOf } from '../stacks/artifact-bucket';

/** The code of a Lambda function, ready to be uploaded. */
export interface Archive {
  /** Contains a hash of the code: the same code has the same key, so the stack does not change without need. */
  key: string;
  zip: Uint8Array;
}

/** The earliest time that a zip can hold. With the time of the build in it, two zips of one bundle would differ. */
const EPOCH = new Date(1980, 0, 1);

/** Hex digits of the hash in a key. 64 bits are far more than the few versions in a bucket need. */
const DIGITS = 16;

/**
 * Packs a bundle for Lambda, where `index` exports the handler. The source map is not packed, because a cold start
 * would read and parse it. Stack traces can be decoded with the map beside the bundle in `dist/`.
 * @param name the function's name, for the key
 */
export function archive(name: string, bundle: Uint8Array): Archive {
  const hash = createHash('sha256').update(bundle).digest('hex').slice(0, DIGITS);
  return { key: `functions/${name}-${hash}.zip`, zip: zipSync({ 'index.js': bundle }, { level: 9, mtime: EPOCH }) };
}

/** Uploads a function's code unless the bucket has it already. */
export async function uploadArchive(aws: Aws, { name, owner }: Bucket, { key, zip }: Archive): Promise<void> {
  const target = { Bucket: name, Key: key, ExpectedBucketOwner: owner };
  try {
    await aws.s3.send(new HeadObjectCommand(target));
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await aws.s3.send(new PutObjectCommand({ ...target, Body: zip, ContentType: 'application/zip' }));
  }
}
