import { DeleteTableCommand, ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DeleteBucketCommand, DeleteObjectsCommand, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import type { Aws } from '../aws';
import type { Bucket } from '../stacks/artifact-bucket';

/** Deletes the artifact bucket and everything in it. */
export async function removeBucket(aws: Aws, { name, owner }: Bucket): Promise<void> {
  const target = { Bucket: name, ExpectedBucketOwner: owner };
  for await (const { Contents = [] } of paginateListObjectsV2({ client: aws.s3 }, target)) {
    if (Contents.length === 0) continue;
    // A page has at most 1,000 keys, and one DeleteObjects call takes as many.
    const Objects = Contents.map(({ Key }) => ({ Key }));
    const { Errors = [] } = await aws.s3.send(
      new DeleteObjectsCommand({ ...target, Delete: { Objects, Quiet: true } }),
    );
    if (Errors[0]) throw new Error(`Cannot delete ${Errors[0].Key} of bucket ${name}: ${Errors[0].Message}`);
  }
  await aws.s3.send(new DeleteBucketCommand(target));
}

/** Deletes the ledger's table. A table that is already gone is no error. */
export async function removeTable(aws: Aws, TableName: string): Promise<void> {
  try {
    await aws.dynamodb.send(new DeleteTableCommand({ TableName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}
