import { GetParametersCommand, SSMClient } from '@aws-sdk/client-ssm';
import { resolveSecrets } from '../../../../../scripts/local-aws/ecs/containers/secrets';
import { mockClient } from '../../../../mock-client';

const ssm = mockClient(SSMClient);
const ARN = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop-AbCdEf';
beforeEach(() => {
  ssm.reset();
  ssm
    .on(GetParametersCommand)
    .callsFake(async ({ Names: [name] }) => ({ Parameters: [{ Value: `value of ${name}` }] }));
});

type Request = Parameters<Parameters<typeof resolveSecrets>[2]>[0];

async function resolve(valueFrom: string, SecretString = '{"user":"me","port":1}') {
  const asked: Request[] = [];
  const { NAME: value } = await resolveSecrets([{ name: 'NAME', valueFrom }], new SSMClient({}), async (request) => {
    asked.push(request);
    return SecretString;
  });
  return { value, asked };
}

test.each([
  ['plain', 'plain'],
  ['/a/b', '/a/b'],
  ['arn:aws:ssm:eu-west-1:123456789012:parameter/plain', 'plain'],
  ['arn:aws:ssm:eu-west-1:123456789012:parameter/a/b', '/a/b'],
])('%s is the parameter %s', async (valueFrom, name) => {
  expect((await resolve(valueFrom)).value).toBe(`value of ${name}`);
});

test.each([
  [ARN, { SecretId: ARN }, '{"user":"me","port":1}'],
  [`${ARN}:::`, { SecretId: ARN }, '{"user":"me","port":1}'],
  [`${ARN}:user::`, { SecretId: ARN }, 'me'],
  [`${ARN}:port::`, { SecretId: ARN }, '1'],
  [`${ARN}:user:AWSPREVIOUS:`, { SecretId: ARN, VersionStage: 'AWSPREVIOUS' }, 'me'],
  [`${ARN}:user::v-1`, { SecretId: ARN, VersionId: 'v-1' }, 'me'],
])('%s asks for %j', async (valueFrom, request, value) => {
  expect(await resolve(valueFrom)).toEqual({ value, asked: [request] });
});

test('a key that is not in the secret is an error without the secret', async () => {
  const error = expect(resolve(`${ARN}:none::`, '{"user":"hidden"}')).rejects;
  await error.toThrow('did not contain json key none');
  await error.not.toThrow('hidden');
});

test('a secret that cannot be read is an error with its reason', async () => {
  const failing = resolveSecrets([{ name: 'A', valueFrom: ARN }], new SSMClient({}), async () => {
    throw Object.assign(new Error('hidden'), { name: 'ResourceNotFoundException' });
  });
  await expect(failing).rejects.toThrow(
    /^ResourceInitializationError: .* failed to fetch secret .* from secrets manager: ResourceNotFoundException$/,
  );
});
