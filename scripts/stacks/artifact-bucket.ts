import { HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { Aws } from '../aws';
import { UserError } from '../user-error';

/**
 * The artifact bucket. The owner is part of every call: the name can be guessed, so anybody could have made it first.
 */
export interface Bucket {
  name: string;
  owner: string;
}

/**
 * The artifact bucket of this account and Region; undefined when there is none.
 * @throws UserError when another account owns a bucket of that name
 */
export async function findBucket(aws: Aws): Promise<Bucket | undefined> {
  const bucket = await bucketOf(aws);
  try {
    await aws.s3.send(new HeadBucketCommand({ Bucket: bucket.name, ExpectedBucketOwner: bucket.owner }));
    return bucket;
  } catch (error) {
    const status = statusOf(error);
    if (status === 404) return undefined;
    if (status !== 403) throw error;
    throw new UserError(
      `Bucket ${bucket.name} cannot be used. Another account owns it, or these credentials lack s3:ListBucket on it.`,
      { cause: error },
    );
  }
}

/** Uploads a template. @returns the URL from which CloudFormation reads it */
export async function uploadTemplate(aws: Aws, bucket: Bucket, name: string, text: string): Promise<string> {
  const key = `templates/${name}`;
  await aws.s3.send(
    new PutObjectCommand({ Bucket: bucket.name, Key: key, ExpectedBucketOwner: bucket.owner, Body: text }),
  );
  const { url } = aws.s3.config.endpointProvider({
    Bucket: bucket.name,
    Region: await aws.region(),
    ...(aws.endpoint !== undefined && { Endpoint: aws.endpoint, ForcePathStyle: true }),
  });
  return `${url.href.replace(/\/$/, '')}/${key}`;
}

/** The artifact bucket that this account has, or would have, in this Region. */
export async function bucketOf(aws: Aws): Promise<Bucket> {
  const owner = await aws.accountId();
  return { name: `cfn-express-${owner}-${await aws.region()}`, owner };
}

/** The HTTP status of an error that S3 answered; undefined for any other error. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && '$metadata' in error
    ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
    : undefined;
