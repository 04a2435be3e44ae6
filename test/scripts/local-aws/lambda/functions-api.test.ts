import {
  AddPermissionCommand,
  CreateFunctionCommand,
  DeleteFunctionCommand,
  DeleteFunctionConcurrencyCommand,
  DeleteFunctionEventInvokeConfigCommand,
  type DestinationConfig,
  GetFunctionCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetFunctionEventInvokeConfigCommand,
  GetFunctionRecursionConfigCommand,
  GetPolicyCommand,
  InvokeCommand,
  LambdaClient,
  ListAliasesCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  PutFunctionConcurrencyCommand,
  PutFunctionEventInvokeConfigCommand,
  RemovePermissionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  UpdateFunctionEventInvokeConfigCommand,
} from '@aws-sdk/client-lambda';
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clientConfig, errorOf } from '../fixtures';
import { createFunction, invoke, ROLE, zip } from './functions';

const CODE = `exports.handler = async () => 'ran';`;
let aws: LocalAws;
let lambda: LambdaClient;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 60 });
  lambda = new LambdaClient({ ...clientConfig(aws), maxAttempts: 1 });
});
afterAll(() => aws.stop());

test('a function is found by name, ARN and partial ARN, and is described with all its settings', async () => {
  await createFunction(lambda, 'one', CODE, {
    Description: 'd',
    MemorySize: 512,
    Tags: { a: 'b' },
    LoggingConfig: { LogFormat: 'JSON' },
  });
  const arn = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:one`;
  for (const FunctionName of ['one', arn, `${arn}:$LATEST`, `${aws.accountId}:function:one`, 'function:one']) {
    const { Configuration, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName }));
    expect(Configuration).toMatchObject({
      FunctionArn: arn,
      Description: 'd',
      MemorySize: 512,
      Timeout: 30,
      State: 'Active',
      LastUpdateStatus: 'Successful',
      LoggingConfig: { LogFormat: 'JSON' },
    });
    expect(Tags).toEqual({ a: 'b' });
  }
  const { Functions = [] } = await lambda.send(new ListFunctionsCommand({}));
  expect(Functions.map(({ FunctionName }) => FunctionName)).toContain('one');
});

test('a function exists only in its Region', async () => {
  await createFunction(lambda, 'regional', CODE);
  const elsewhere = new LambdaClient({ ...clientConfig(aws), region: 'eu-west-1' });
  const error = await errorOf(elsewhere.send(new GetFunctionCommand({ FunctionName: 'regional' })));
  expect([error.name, error.message]).toEqual([
    'ResourceNotFoundException',
    'Function not found: arn:aws:lambda:eu-west-1:123456789012:function:regional',
  ]);
});

test('a second function of the same name is refused', async () => {
  await createFunction(lambda, 'taken', CODE);
  expect(await errorOf(createFunction(lambda, 'taken', CODE))).toMatchObject({
    name: 'ResourceConflictException',
    $metadata: { httpStatusCode: 409 },
  });
});

test('code can come from S3', async () => {
  const s3 = new S3Client({ ...clientConfig(aws), forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket: 'packages' }));
  await s3.send(
    new PutObjectCommand({
      Bucket: 'packages',
      Key: 'a.zip',
      Body: zip({ 'index.js': `exports.handler = async () => 'from S3';` }),
    }),
  );
  await createFunction(lambda, 'stored', '', { Code: { S3Bucket: 'packages', S3Key: 'a.zip' } });
  expect((await invoke(lambda, 'stored')).payload).toBe('from S3');
  const error = await errorOf(
    lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'stored', S3Bucket: 'packages', S3Key: 'none.zip' })),
  );
  expect([error.name, error.message]).toEqual([
    'InvalidParameterValueException',
    expect.stringContaining('S3 Error Code: NoSuchKey'),
  ]);
});

test.each([
  ['no handler', { Handler: undefined }, 'InvalidParameterValueException'],
  ['another runtime', { Runtime: 'python3.13' }, 'InvalidParameterValueException'],
  ['a role that is none', { Role: 'me' }, 'ValidationException'],
  ['a time-out of an hour', { Timeout: 3600 }, 'ValidationException'],
  ['too little memory', { MemorySize: 64 }, 'ValidationException'],
  ['a name with a blank', { FunctionName: 'a b' }, 'InvalidParameterValueException'],
  ['a variable of Lambda’s own', { Environment: { Variables: { AWS_REGION: 'x' } } }, 'InvalidParameterValueException'],
  ['no code', { Code: {} }, 'InvalidParameterValueException'],
  ['code that is no archive', { Code: { ZipFile: Buffer.from('text') } }, 'InvalidParameterValueException'],
  [
    'code that climbs out of its folder',
    { Code: { ZipFile: zip({ '../../evil.js': 'x' }) } },
    'InvalidParameterValueException',
  ],
  ['an image', { PackageType: 'Image' }, 'InvalidParameterValueException'],
] as const)('%s is refused', async (_, change, name) => {
  const good = {
    FunctionName: 'bad',
    Role: ROLE,
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Code: { ZipFile: zip({ 'index.js': CODE }) },
  } as const;
  const input = { ...good, ...change } as ConstructorParameters<typeof CreateFunctionCommand>[0];
  expect((await errorOf(lambda.send(new CreateFunctionCommand(input)))).name).toBe(name);
  expect((await errorOf(lambda.send(new GetFunctionCommand({ FunctionName: 'bad' })))).name).toBe(
    'ResourceNotFoundException',
  );
});

test('an update changes only the settings that it names', async () => {
  await createFunction(lambda, 'updated', CODE, { Environment: { Variables: { A: '1' } }, MemorySize: 256 });
  const before = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'updated' }));
  const after = await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'updated', Timeout: 5 }));
  expect(after).toMatchObject({
    Timeout: 5,
    MemorySize: 256,
    Environment: { Variables: { A: '1' } },
    CodeSha256: before.CodeSha256,
  });
  expect(after.RevisionId).not.toBe(before.RevisionId);
  const stale = lambda.send(
    new UpdateFunctionConfigurationCommand({ FunctionName: 'updated', Timeout: 6, RevisionId: before.RevisionId }),
  );
  expect((await errorOf(stale)).name).toBe('PreconditionFailedException');
  const ZipFile = zip({ 'index.js': 'exports.handler = 1;' });
  const dry = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'updated', ZipFile, DryRun: true }));
  expect(dry.CodeSha256).not.toBe(before.CodeSha256);
  expect(await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'updated' }))).toMatchObject({
    CodeSha256: before.CodeSha256,
  });
});

test('a deleted function is gone, and its name is free', async () => {
  await createFunction(lambda, 'gone', CODE);
  expect((await invoke(lambda, 'gone')).payload).toBe('ran');
  await lambda.send(new DeleteFunctionCommand({ FunctionName: 'gone' }));
  for (const call of [
    new InvokeCommand({ FunctionName: 'gone' }),
    new DeleteFunctionCommand({ FunctionName: 'gone' }),
  ]) {
    expect(await errorOf(lambda.send(call as InvokeCommand))).toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  }
  await createFunction(lambda, 'gone', `exports.handler = async () => 'another';`);
  expect((await invoke(lambda, 'gone')).payload).toBe('another');
});

test('permissions are statements of one resource policy', async () => {
  await createFunction(lambda, 'allowed', CODE);
  const FunctionName = 'allowed';
  expect((await errorOf(lambda.send(new GetPolicyCommand({ FunctionName })))).name).toBe('ResourceNotFoundException');
  const permission = {
    FunctionName,
    StatementId: 'schedule',
    Action: 'lambda:InvokeFunction',
    Principal: 'scheduler.amazonaws.com',
    SourceArn: 'arn:aws:scheduler:us-east-1:123456789012:schedule/default/s',
    SourceAccount: '123456789012',
  };
  await lambda.send(new AddPermissionCommand(permission));
  expect((await errorOf(lambda.send(new AddPermissionCommand(permission)))).name).toBe('ResourceConflictException');
  await lambda.send(
    new AddPermissionCommand({ FunctionName, StatementId: 'account', Action: 'lambda:*', Principal: '210987654321' }),
  );
  await lambda.send(
    new AddPermissionCommand({ FunctionName, StatementId: 'all', Action: 'lambda:InvokeFunction', Principal: '*' }),
  );
  const { Policy = '' } = await lambda.send(new GetPolicyCommand({ FunctionName }));
  expect(JSON.parse(Policy).Statement).toEqual([
    {
      Sid: 'schedule',
      Effect: 'Allow',
      Principal: { Service: 'scheduler.amazonaws.com' },
      Action: 'lambda:InvokeFunction',
      Resource: expect.stringMatching(/:function:allowed$/),
      Condition: {
        ArnLike: { 'AWS:SourceArn': permission.SourceArn },
        StringEquals: { 'AWS:SourceAccount': '123456789012' },
      },
    },
    expect.objectContaining({ Sid: 'account', Principal: { AWS: 'arn:aws:iam::210987654321:root' } }),
    expect.objectContaining({ Sid: 'all', Principal: '*' }),
  ]);
  const remove = new RemovePermissionCommand({ FunctionName, StatementId: 'all' });
  await lambda.send(remove);
  expect((await errorOf(lambda.send(remove))).name).toBe('ResourceNotFoundException');
  for (const change of [{ StatementId: 'a b' }, { Action: 'ecs:Run' }]) {
    const error = await errorOf(
      lambda.send(new AddPermissionCommand({ ...permission, StatementId: 'new', ...change })),
    );
    expect(error.name).toBe('InvalidParameterValueException');
  }
});

test('tags can be added and removed', async () => {
  await createFunction(lambda, 'tagged', CODE);
  const Resource = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:tagged`;
  await lambda.send(new TagResourceCommand({ Resource, Tags: { a: '1', b: '2' } }));
  await lambda.send(new UntagResourceCommand({ Resource, TagKeys: ['a'] }));
  expect((await lambda.send(new ListTagsCommand({ Resource }))).Tags).toEqual({ b: '2' });
});

test('an event invoke configuration can be put as a whole, updated in part, and deleted', async () => {
  const FunctionName = 'events';
  await createFunction(lambda, FunctionName, CODE);
  const get = () => lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
  expect((await errorOf(get())).name).toBe('ResourceNotFoundException');
  await lambda.send(
    new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 600 }),
  );
  await lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 2 }));
  expect(await get()).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 600 });
  await lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 0 }));
  expect((await get()).MaximumEventAgeInSeconds).toBeUndefined();
  await lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
  expect((await errorOf(get())).name).toBe('ResourceNotFoundException');
  const tooOld = new PutFunctionEventInvokeConfigCommand({ FunctionName, MaximumEventAgeInSeconds: 30 });
  expect((await errorOf(lambda.send(tooOld))).name).toBe('ValidationException');
});

test('an on-failure destination must be an existing function, and is part of the event invoke configuration', async () => {
  const FunctionName = 'fails';
  const Destination = `arn:aws:lambda:${aws.region}:${aws.accountId}:function:hears`;
  const get = () => lambda.send(new GetFunctionEventInvokeConfigCommand({ FunctionName }));
  const put = (DestinationConfig: DestinationConfig) =>
    lambda.send(new PutFunctionEventInvokeConfigCommand({ FunctionName, DestinationConfig }));
  await createFunction(lambda, FunctionName, CODE);
  const early = await errorOf(put({ OnFailure: { Destination } }));
  expect([early.name, early.message]).toEqual([
    'InvalidParameterValueException',
    `The destination ARN ${Destination} is invalid.`,
  ]);
  await createFunction(lambda, 'hears', CODE);
  await put({ OnFailure: { Destination } });
  await lambda.send(new UpdateFunctionEventInvokeConfigCommand({ FunctionName, MaximumRetryAttempts: 1 }));
  expect(await get()).toMatchObject({
    MaximumRetryAttempts: 1,
    DestinationConfig: { OnSuccess: {}, OnFailure: { Destination } },
  });
  await put({ OnFailure: {} });
  expect((await get()).DestinationConfig).toEqual({ OnSuccess: {}, OnFailure: {} });
  for (const config of [
    { OnFailure: { Destination: 'arn:aws:sqs:us-east-1:123456789012:q' } },
    { OnSuccess: { Destination } },
  ]) {
    expect((await errorOf(put(config))).message).toContain('DestinationConfig is not played');
  }
});

test('reserved concurrency can be read and removed; recursion is terminated by default', async () => {
  const FunctionName = 'reserved';
  await createFunction(lambda, FunctionName, CODE);
  const get = async () =>
    (await lambda.send(new GetFunctionConcurrencyCommand({ FunctionName }))).ReservedConcurrentExecutions;
  await lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 3 }));
  expect(await get()).toBe(3);
  expect((await lambda.send(new GetFunctionCommand({ FunctionName }))).Concurrency).toEqual({
    ReservedConcurrentExecutions: 3,
  });
  await lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName }));
  expect(await get()).toBeUndefined();
  expect((await lambda.send(new GetFunctionRecursionConfigCommand({ FunctionName }))).RecursiveLoop).toBe('Terminate');
});

test('an operation that is not played is refused by name', async () => {
  await createFunction(lambda, 'alias', CODE);
  expect((await errorOf(lambda.send(new ListAliasesCommand({ FunctionName: 'alias' })))).message).toBe(
    'lambda GET /2015-03-31/functions/alias/aliases is not played by the embedded AWS',
  );
});

test('a dry run checks that the function exists, and runs nothing', async () => {
  await createFunction(lambda, 'dry', CODE);
  expect((await lambda.send(new InvokeCommand({ FunctionName: 'dry', InvocationType: 'DryRun' }))).StatusCode).toBe(
    204,
  );
  expect(aws.lambda.logs('dry')).toEqual([]);
});

test('the runtime API answers only execution environments', async () => {
  const answer = await fetch(`${aws.endpoint}/local-aws/runtime/00000000/2018-06-01/runtime/invocation/next`);
  expect(answer.status).toBe(403);
});
