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

/**
 * Finds the artifact bucket, or makes it: private, encrypted, and with templates that expire.
 * @throws UserError when another account owns a bucket of that name
 */
export async function ensureBucket(aws: Aws, say: (line: string) => void): Promise<Bucket> {
  const found = await findBucket(aws);
  if (found !== undefined) return found;
  const { name, owner } = await bucketOf(aws);
  say(`Making bucket ${name} for the code of the functions.`);
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
  // CloudFormation reads a template only once, when it makes the change set.
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
 * S3's errors for a bucket that was made or deleted a moment ago, or that is still applying another setting. They pass,
 * mostly within a minute. The SDK does not retry them.
 */
const PASSING = ['NoSuchBucket', 'OperationAborted'];
const ATTEMPTS = 30;

/** Repeats a change of a bucket until S3 is ready to apply it. */
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

/** Buckets are made in us-east-1 by default, and S3 refuses that name as a location. */
const location = (region: string): Pick<CreateBucketCommandInput, 'CreateBucketConfiguration'> =>
  region === 'us-east-1'
    ? {}
    : // A Region may be newer than this SDK's enum.
      { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
