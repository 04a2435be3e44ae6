import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type CreateBucketCommandInput,
  HeadBucketCommand,
  HeadObjectCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import type { Aws } from '../aws';
import { UserError } from '../user-error';
import type { Archive } from './archive';
import { artifactBucket } from './names';

/** The artifact bucket, known to be this account's own: its name can be guessed, so anybody could have made it first. */
export interface Bucket {
  name: string;
  owner: string;
}

/**
 * The artifact bucket of this account and Region, or undefined when there is none.
 * @throws UserError when the name is somebody else's
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
      `Bucket ${bucket.name} cannot be used: it is another account's, or these credentials lack s3:ListBucket on it.`,
      { cause: error },
    );
  }
}

/** Makes the artifact bucket if it is missing: nobody else may read it, and what is in it is encrypted. */
export async function ensureBucket(aws: Aws, say: (line: string) => void): Promise<Bucket> {
  const found = await findBucket(aws);
  if (found !== undefined) return found;
  const { name, owner } = await bucketOf(aws);
  say(`Making bucket ${name} for the functions' code.`);
  const target = { Bucket: name, ExpectedBucketOwner: owner };
  const place = location(await aws.region());
  await settled(aws, () => aws.s3.send(new CreateBucketCommand({ Bucket: name, ...place })));
  await settled(aws, () =>
    aws.s3.send(
      new PutPublicAccessBlockCommand({
        ...target,
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
      }),
    ),
  );
  await settled(aws, () =>
    aws.s3.send(
      new PutBucketEncryptionCommand({
        ...target,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
        },
      }),
    ),
  );
  // CloudFormation reads a template once, when the change set is made.
  await settled(aws, () =>
    aws.s3.send(
      new PutBucketLifecycleConfigurationCommand({
        ...target,
        LifecycleConfiguration: {
          Rules: [{ ID: 'templates', Status: 'Enabled', Filter: { Prefix: 'templates/' }, Expiration: { Days: 7 } }],
        },
      }),
    ),
  );
  return { name, owner };
}

/**
 * What S3 says of a bucket that was made or deleted a moment ago, or of which another setting was just changed, for up to a
 * minute at most times. The SDK takes both for final.
 */
const PASSING = ['NoSuchBucket', 'OperationAborted'];
const ATTEMPTS = 30;

/** Makes a bucket, or changes a setting of one that was just made. */
async function settled(aws: Aws, change: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await change();
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof Error) || !PASSING.includes(error.name)) throw error;
    }
    await aws.pause();
  }
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

/** Uploads a template. @returns the URL that CloudFormation takes it from */
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

async function bucketOf(aws: Aws): Promise<Bucket> {
  const owner = await aws.accountId();
  return { name: artifactBucket(owner, await aws.region()), owner };
}

/** us-east-1 is where buckets go by default, and S3 refuses its name as a place. */
const location = (region: string): Pick<CreateBucketCommandInput, 'CreateBucketConfiguration'> =>
  region === 'us-east-1'
    ? {}
    : // A Region that is newer than this SDK is no member of its enum, and is one of S3's all the same.
      { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && '$metadata' in error
    ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
    : undefined;
