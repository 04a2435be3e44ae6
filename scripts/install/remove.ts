import { DeleteTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DeleteBucketCommand, DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Aws } from '../aws';
import type { Bucket } from '../stacks/artifact-bucket';

/** Where cfn-express puts what it uploads. */
const OURS = ['functions/', 'templates/'];

/**
 * Deletes what cfn-express has put into the artifact bucket, and then the bucket, unless something else is in it.
 * @returns keys of other objects, a few of them at most; the bucket is kept then
 */
export async function removeBucket(aws: Aws, { name, owner }: Bucket): Promise<string[]> {
  const target = { Bucket: name, ExpectedBucketOwner: owner };
  const foreign: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client: aws.s3 }, target)) {
    const keys = Contents.map(({ Key = '' }) => Key);
    const ours = keys.filter((key) => OURS.some((prefix) => key.startsWith(prefix)));
    foreign.push(...keys.filter((key) => !ours.includes(key)));
    if (ours.length === 0) continue;
    // A page has at most 1,000 keys, and one DeleteObjects call takes as many.
    const Objects = ours.map((Key) => ({ Key }));
    const { Errors = [] } = await aws.s3.send(
      new DeleteObjectsCommand({ ...target, Delete: { Objects, Quiet: true } }),
    );
    if (Errors[0]) throw new Error(`Cannot delete ${Errors[0].Key} of bucket ${name}: ${Errors[0].Message}`);
  }
  if (foreign.length === 0) await aws.s3.send(new DeleteBucketCommand(target));
  return foreign.slice(0, SHOWN);
}

/** How many keys a message names. */
const SHOWN = 5;

/** Deletes the ledger's table. A table that is already gone is no error. */
export async function removeTable(aws: Aws, TableName: string): Promise<void> {
  try {
    await aws.dynamodb.send(new DeleteTableCommand({ TableName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
