import { CreateStackCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation';
import { DescribeSubnetsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { rested, startTestAws, type TestAws, template } from './aws';

let aws: TestAws;
beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.stop());

/** A template with only one output. */
const echo = (value: unknown, more: object = {}): string =>
  template(
    { Handle: { Type: 'AWS::CloudFormation::WaitConditionHandle' } },
    { Outputs: { Out: { Value: value } }, ...more },
  );

async function create(StackName: string, request: object) {
  await aws.cloudformation.send(new CreateStackCommand({ StackName, ...request }));
  return (await rested(aws, StackName)).Outputs?.[0]?.OutputValue;
}

test('a template of up to 1 MB is read from S3 by URLs of every style', async () => {
  const s3 = aws.client(S3Client);
  await s3.send(
    new CreateBucketCommand({ Bucket: 'templates', CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  const long = echo('x', { Metadata: { Padding: 'x'.repeat(100_000) } });
  await s3.send(new PutObjectCommand({ Bucket: 'templates', Key: 'a/b.json', Body: long }));
  const urls = [
    `${aws.endpoint}/templates/a/b.json`,
    'https://templates.s3.eu-west-1.amazonaws.com/a/b.json',
    'https://s3.eu-west-1.amazonaws.com/templates/a/b.json',
  ];
  for (const [i, TemplateURL] of urls.entries()) expect(await create(`url-${i}`, { TemplateURL })).toBe('x');
  await expect(create('missing', { TemplateURL: `${aws.endpoint}/templates/none` })).rejects.toThrow(
    'S3 error: The specified key does not exist.',
  );
  await expect(create('none', { TemplateURL: 'nonsense' })).rejects.toThrow('TemplateURL must be a supported URL.');
  await s3.send(new PutObjectCommand({ Bucket: 'templates', Key: 'big', Body: echo('x'.repeat(1_000_001)) }));
  await expect(create('big', { TemplateURL: `${aws.endpoint}/templates/big` })).rejects.toThrow(
    'Template may not exceed 1000000 bytes in size.',
  );
});

test('parameters of SSM types are looked up in every operation', async () => {
  const ssm = aws.client(SSMClient);
  await ssm.send(new PutParameterCommand({ Name: '/list', Type: 'StringList', Value: 'a,b' }));
  const Parameters = { L: { Type: 'AWS::SSM::Parameter::Value<List<String>>', Default: '/list' } };
  const body = echo({ 'Fn::Join': ['+', { Ref: 'L' }] }, { Parameters });
  expect(await create('ssm', { TemplateBody: body })).toBe('a+b');
  await ssm.send(new PutParameterCommand({ Name: '/list', Type: 'StringList', Value: 'c,d', Overwrite: true }));
  await aws.cloudformation.send(new UpdateStackCommand({ StackName: 'ssm', TemplateBody: body }));
  expect((await rested(aws, 'ssm')).Outputs?.[0]?.OutputValue).toBe('c+d');
  await expect(
    create('lost', {
      TemplateBody: echo('x', { Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/none' } } }),
    }),
  ).rejects.toThrow('Unable to fetch parameters [/none] from parameter store for this account.');
});

test('dynamic references are resolved when a resource is created, and are not a change as long as their values stay', async () => {
  const ssm = aws.client(SSMClient);
  await ssm.send(new PutParameterCommand({ Name: 'secret', Type: 'SecureString', Value: 'hush' }));
  const body = template(
    { P: { Type: 'AWS::SSM::Parameter', Properties: { Type: 'String', Value: 'got {{resolve:ssm-secure:secret}}' } } },
    { Outputs: { Out: { Value: { 'Fn::GetAtt': ['P', 'Value'] } } } },
  );
  expect(await create('dynamic', { TemplateBody: body })).toBe('got hush');
  await expect(
    aws.cloudformation.send(new UpdateStackCommand({ StackName: 'dynamic', TemplateBody: body })),
  ).rejects.toThrow('No updates are to be performed.');
  const other = body.replace('ssm-secure:secret', 'secretsmanager:x');
  await aws.cloudformation.send(new CreateStackCommand({ StackName: 'secrets', TemplateBody: other }));
  expect((await rested(aws, 'secrets')).StackStatus).toBe('ROLLBACK_COMPLETE');
});

test('ids in parameters of AWS-specific types must exist', async () => {
  const { Subnets: [subnet] = [] } = await aws.client(EC2Client).send(new DescribeSubnetsCommand({}));
  const Parameters = { Vpc: { Type: 'AWS::EC2::VPC::Id' }, Subnets: { Type: 'List<AWS::EC2::Subnet::Id>' } };
  const body = echo({ Ref: 'Vpc' }, { Parameters });
  const given = (Vpc = '', Subnets = '') => [
    { ParameterKey: 'Vpc', ParameterValue: Vpc },
    { ParameterKey: 'Subnets', ParameterValue: Subnets },
  ];
  expect(await create('ids', { TemplateBody: body, Parameters: given(subnet?.VpcId, subnet?.SubnetId) })).toBe(
    subnet?.VpcId,
  );
  await expect(
    create('no', { TemplateBody: body, Parameters: given('vpc-0123456789abcdef0', subnet?.SubnetId) }),
  ).rejects.toThrow(
    'Parameter validation failed: parameter value vpc-0123456789abcdef0 for parameter name Vpc does not exist',
  );
  await expect(
    create('no', {
      TemplateBody: body,
      Parameters: given(subnet?.VpcId, `${subnet?.SubnetId},subnet-0123456789abcdef0`),
    }),
  ).rejects.toThrow('parameter value subnet-0123456789abcdef0 for parameter name Subnets does not exist');
});

test('Fn::GetAZs gives the zones of the region', async () => {
  expect(await create('zones', { TemplateBody: echo({ 'Fn::Join': [',', { 'Fn::GetAZs': '' }] }) })).toBe(
    'eu-west-1a,eu-west-1b,eu-west-1c',
  );
});

test('a stack of one region does not exist in another', async () => {
  await create('here', { TemplateBody: echo('x') });
  const { CloudFormationClient, DescribeStacksCommand } = await import('@aws-sdk/client-cloudformation');
  const elsewhere = new CloudFormationClient({
    endpoint: aws.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  await expect(elsewhere.send(new DescribeStacksCommand({ StackName: 'here' }))).rejects.toThrow(
    'Stack with id here does not exist',
  );
  elsewhere.destroy();
});
