import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketEncryptionCommand,
  DeleteBucketTaggingCommand,
  DeletePublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketTaggingCommand,
  PutBucketVersioningCommand,
  PutPublicAccessBlockCommand,
  type PutPublicAccessBlockCommandInput,
  S3Client,
  type ServerSideEncryptionRule,
} from '@aws-sdk/client-s3';
import { isObject, type JsonObject } from '../../../../../handlers/template-language/json';
import { dnsSuffixOf, partitionOf } from '../../../../../handlers/template-language/region';
import { isEqual } from '../../collections';
import type { PhysicalResource, ResourceHandlerRequest, ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ignoreMissing } from '../shared/ignore-missing';
import { input, objects, text } from '../shared/properties';
import { tagsOf } from '../shared/tags';

/** Characters of a bucket's name. */
const NAME_LIMIT = 63;

/** AWS::S3::Bucket. Only an empty one can be deleted. */
export function bucket({ clients }: ResourceTools): ResourceType {
  const s3 = (): S3Client => clients(S3Client);
  return {
    properties: ['BucketName', 'Tags', 'VersioningConfiguration', 'BucketEncryption', 'PublicAccessBlockConfiguration'],
    create: async (request) => {
      const { properties, stack, logicalId, announce } = request;
      const Bucket = text(properties.BucketName) ?? generatedName(stack.name, logicalId, NAME_LIMIT).toLowerCase();
      const elsewhere = stack.region !== 'us-east-1';
      await s3().send(
        new CreateBucketCommand({
          Bucket,
          ...(elsewhere && { CreateBucketConfiguration: { LocationConstraint: stack.region as 'eu-west-1' } }),
        }),
      );
      announce(Bucket);
      await configure(s3(), Bucket, {}, properties);
      return made(request, Bucket);
    },
    update: async (request) => {
      await configure(s3(), request.physicalId, request.oldProperties, request.properties);
      return made(request, request.physicalId);
    },
    delete: ({ physicalId }) => ignoreMissing(s3().send(new DeleteBucketCommand({ Bucket: physicalId }))),
  };
}

async function configure(s3: S3Client, Bucket: string, before: JsonObject, after: JsonObject): Promise<void> {
  const isChanged = (name: string): boolean => !isEqual(before[name], after[name]);
  if (isChanged('VersioningConfiguration')) {
    const { VersioningConfiguration: versioning } = after;
    const Status = isObject(versioning) && versioning.Status === 'Enabled' ? 'Enabled' : 'Suspended';
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }));
  }
  if (isChanged('PublicAccessBlockConfiguration')) {
    const { PublicAccessBlockConfiguration } = after;
    if (PublicAccessBlockConfiguration === undefined) await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    else {
      const command = input<PutPublicAccessBlockCommandInput>({ Bucket, PublicAccessBlockConfiguration });
      await s3.send(new PutPublicAccessBlockCommand(command));
    }
  }
  if (isChanged('BucketEncryption')) await encrypt(s3, Bucket, after);
  if (isChanged('Tags')) {
    const TagSet = tagsOf(after.Tags);
    if (TagSet.length === 0) await s3.send(new DeleteBucketTaggingCommand({ Bucket }));
    else await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
  }
}

async function encrypt(s3: S3Client, Bucket: string, { BucketEncryption: encryption }: JsonObject): Promise<void> {
  if (!isObject(encryption)) {
    await s3.send(new DeleteBucketEncryptionCommand({ Bucket }));
    return;
  }
  // `ServerSideEncryptionByDefault` in a template is `ApplyServerSideEncryptionByDefault` in S3's API.
  const Rules = objects(encryption.ServerSideEncryptionConfiguration).map(
    ({ ServerSideEncryptionByDefault: rule = {}, ...rest }) =>
      input<ServerSideEncryptionRule>({ ...rest, ApplyServerSideEncryptionByDefault: rule }),
  );
  await s3.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration: { Rules } }));
}

function made({ stack: { region } }: ResourceHandlerRequest, name: string): PhysicalResource {
  const [partition, suffix] = [partitionOf(region), dnsSuffixOf(region)];
  return {
    physicalId: name,
    attributes: {
      Arn: `arn:${partition}:s3:::${name}`,
      DomainName: `${name}.s3.${suffix}`,
      RegionalDomainName: `${name}.s3.${region}.${suffix}`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.${suffix}`,
      WebsiteURL: `http://${name}.s3-website-${region}.${suffix}`,
    },
  };
}
