import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  type CreateBucketCommandInput,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import type { Aws } from '../aws';
import { type Bucket, bucketOf, findBucket } from '../stacks/artifact-bucket';

/** Makes the artifact bucket if it is missing: nobody else may read it, and what is in it is encrypted. */
export async function ensureBucket(aws: Aws, say: (line: string) => void): Promise<Bucket> {
  const found = await findBucket(aws);
  if (found !== undefined) return found;
  const { name, owner } = await bucketOf(aws);
  say(`Making bucket ${name} for the functions' code.`);
  const target = { Bucket: name, ExpectedBucketOwner: owner };
  const place = location(await aws.region());
  await untilApplied(aws, () => aws.s3.send(new CreateBucketCommand({ Bucket: name, ...place })));
  await untilApplied(aws, () =>
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
  await untilApplied(aws, () =>
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
  await untilApplied(aws, () =>
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
async function untilApplied(aws: Aws, change: () => Promise<unknown>): Promise<void> {
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

/** us-east-1 is where buckets go by default, and S3 refuses its name as a place. */
const location = (region: string): Pick<CreateBucketCommandInput, 'CreateBucketConfiguration'> =>
  region === 'us-east-1'
    ? {}
    : // A Region that is newer than this SDK is no member of its enum, and is one of S3's all the same.
      { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
