import { createHash } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import type { Aws } from '../aws';
import { type Bucket, statusOf } from '../stacks/artifact-bucket';

/** The code of a Lambda function, ready to be uploaded. */
export interface Archive {
  /** Holds the hash of the content: the same code has the same key, so that a stack without changes stays unchanged. */
  key: string;
  zip: Uint8Array;
}

/** The earliest time a zip can hold; with the build's own time in it no two zips of one bundle would be equal. */
const EPOCH = new Date(1980, 0, 1);

/** Hex digits of the hash in a key: 64 bits, far more than a bucket's few versions need to differ. */
const DIGITS = 16;

/**
 * Packs a bundle for Lambda, whose handlers are what `index` exports. The source map stays at home: a cold start would read and
 * parse it, and stack traces can be decoded with the one beside the bundle.
 * @param name of the function, for the key
 */
export function archive(name: string, bundle: Uint8Array): Archive {
  const hash = createHash('sha256').update(bundle).digest('hex').slice(0, DIGITS);
  return { key: `functions/${name}-${hash}.zip`, zip: zipSync({ 'index.js': bundle }, { level: 9, mtime: EPOCH }) };
}

/** Uploads a function's code unless it is there. */
export async function uploadArchive(aws: Aws, { name, owner }: Bucket, { key, zip }: Archive): Promise<void> {
  const target = { Bucket: name, Key: key, ExpectedBucketOwner: owner };
  try {
    await aws.s3.send(new HeadObjectCommand(target));
  } catch (error) {
    if (statusOf(error) !== 404) throw error;
    await aws.s3.send(new PutObjectCommand({ ...target, Body: zip, ContentType: 'application/zip' }));
  }
}
