import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketEncryptionCommand,
  PutBucketLifecycleConfigurationCommand,
  PutPublicAccessBlockCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { connect } from '../../../scripts/aws';
import { ensureBucket } from '../../../scripts/install/make-bucket';
import { mockClient } from '../../mock-client';

const s3 = mockClient(S3Client);
const sts = mockClient(STSClient);

const aws = { ...connect({ AWS_REGION: 'eu-west-1' }), pause: async () => {} };

const error = (name: string) => Object.assign(new Error(name), { name });

beforeEach(() => {
  s3.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012' });
  s3.on(HeadBucketCommand).rejects(Object.assign(error('NotFound'), { $metadata: { httpStatusCode: 404 } }));
});

describe('the bucket for the code', () => {
  it('is made private, encrypted and expiring, although S3 refuses that for a moment after its creation', async () => {
    s3.on(PutPublicAccessBlockCommand).rejectsOnce(error('NoSuchBucket')).resolves({});
    s3.on(PutBucketEncryptionCommand).rejectsOnce(error('OperationAborted')).resolves({});
    const name = 'cfn-express-123456789012-eu-west-1';
    expect(await ensureBucket(aws, () => {})).toEqual({ name, owner: '123456789012' });
    expect(s3.commandCalls(CreateBucketCommand)).toHaveLength(1);
    expect(s3.commandCalls(PutPublicAccessBlockCommand)).toHaveLength(2);
    expect(s3.commandCalls(PutBucketEncryptionCommand)).toHaveLength(2);
    expect(s3.commandCalls(PutBucketLifecycleConfigurationCommand)).toHaveLength(1);
  });

  it('is not made if S3 never accepts a setting, or denies access', async () => {
    s3.on(PutPublicAccessBlockCommand).rejects(error('OperationAborted'));
    await expect(ensureBucket(aws, () => {})).rejects.toThrow('OperationAborted');
    expect(s3.commandCalls(PutPublicAccessBlockCommand)).toHaveLength(30);
    s3.on(PutPublicAccessBlockCommand).rejects(error('AccessDenied'));
    await expect(ensureBucket(aws, () => {})).rejects.toThrow('AccessDenied');
    expect(s3.commandCalls(PutPublicAccessBlockCommand)).toHaveLength(31);
  });
});
