import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { createRoleCredentials } from '../../../../../scripts/local-aws/ecs/containers/role-credentials';
import { mockClient } from '../../../../mock-client';

const ROLE = 'arn:aws:iam::123456789012:role/shop';
const MINUTE_MS = 60_000;

test('the credentials of a role are kept until a quarter of an hour before their end, and then made again', async () => {
  const sts = mockClient(STSClient);
  let made = 0;
  sts.on(AssumeRoleCommand, { RoleArn: ROLE, RoleSessionName: 'task', DurationSeconds: 3600 }).callsFake(async () => {
    made += 1;
    return { Credentials: { AccessKeyId: `key-${made}`, SecretAccessKey: 'secret', SessionToken: 'token' } };
  });
  let now = Date.parse('2026-01-01T00:00:00Z');
  const credentials = createRoleCredentials(new STSClient({}), ROLE, 'task', () => now);
  const [one, other] = await Promise.all([credentials(), credentials()]);
  expect(one).toEqual({
    RoleArn: ROLE,
    AccessKeyId: 'key-1',
    SecretAccessKey: 'secret',
    Token: 'token',
    Expiration: '2026-01-01T01:00:00.000Z',
  });
  expect(other).toBe(one);
  now += 45 * MINUTE_MS - 1;
  expect((await credentials()).AccessKeyId).toBe('key-1');
  now += 1;
  expect(await credentials()).toMatchObject({ AccessKeyId: 'key-2', Expiration: '2026-01-01T01:45:00.000Z' });
});

test('credentials that could not be made are asked for again', async () => {
  const sts = mockClient(STSClient);
  sts.on(AssumeRoleCommand).rejectsOnce(new Error('busy')).resolves({ Credentials: undefined });
  const credentials = createRoleCredentials(new STSClient({}), ROLE, 'task', () => 0);
  await expect(credentials()).rejects.toThrow('busy');
  expect((await credentials()).RoleArn).toBe(ROLE);
});
