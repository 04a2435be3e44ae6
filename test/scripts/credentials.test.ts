import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '../../scripts/aws';
import { explain } from '../../scripts/command-line/explain';
import { credentialSource, requireProfile } from '../../scripts/credentials';
import { UserError } from '../../scripts/user-error';

let folder: string;
let files: { AWS_CONFIG_FILE: string; AWS_SHARED_CREDENTIALS_FILE: string };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'credentials-'));
  files = { AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') };
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a profile', () => {
  it('that is in no file is named together with the files, before anything else is looked at', () => {
    expect(() => connect({ ...files, AWS_PROFILE: 'nope' })).toThrow(
      new UserError(
        `AWS_PROFILE names profile nope, which is neither in ${files.AWS_CONFIG_FILE} nor in ${files.AWS_SHARED_CREDENTIALS_FILE}.`,
      ),
    );
  });

  it('is looked for in the home folder unless the environment names other files', () => {
    expect(() => requireProfile({ HOME: folder, AWS_PROFILE: 'nope' })).toThrow(
      `neither in ${folder}/.aws/config nor in ${folder}/.aws/credentials.`,
    );
    expect(() => requireProfile({ HOME: folder, AWS_CONFIG_FILE: '~/c', AWS_PROFILE: 'nope' })).toThrow(
      `in ${folder}/c nor`,
    );
  });

  it.each([
    ['AWS_CONFIG_FILE', '[default]\n[profile shop]\nregion = x\n'],
    ['AWS_CONFIG_FILE', '[ profile "shop" ]\n'],
    ['AWS_SHARED_CREDENTIALS_FILE', '# mine\n[other]\n[shop]\n'],
  ] as const)('is found in %s as %j', (file, text) => {
    writeFileSync(files[file], text);
    expect(() => requireProfile({ ...files, AWS_PROFILE: 'shop' })).not.toThrow();
    expect(() => requireProfile({ ...files, AWS_PROFILE: 'sho' })).toThrow(UserError);
  });

  it('may stand in a file that cannot be read, and then the reason is told', () => {
    mkdirSync(files.AWS_SHARED_CREDENTIALS_FILE);
    expect(() => requireProfile({ ...files, AWS_PROFILE: 'shop' })).toThrow(
      `nor in ${files.AWS_SHARED_CREDENTIALS_FILE}. ${files.AWS_SHARED_CREDENTIALS_FILE} cannot be read (EISDIR).`,
    );
  });

  it('is not needed if none is named', () => {
    expect(() => requireProfile({ ...files, AWS_PROFILE: '' })).not.toThrow();
  });
});

describe('credentials that are not found', () => {
  const nowhere = Object.assign(new Error('Could not load credentials from any providers'), {
    name: 'CredentialsProviderError',
  });

  it('are explained by a file that cannot be read', () => {
    mkdirSync(files.AWS_CONFIG_FILE);
    expect(explain(nowhere, credentialSource(files))).toBe(
      `No AWS credentials were found. ${files.AWS_CONFIG_FILE} cannot be read (EISDIR). ` +
        'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  });

  it('are not explained by a file that does not exist', () => {
    expect(explain(nowhere, credentialSource(files))).toBe(
      'No AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    );
  });
});

test('a Region that cannot be a part of a host name is told with where it comes from', () => {
  const refused = new Error('Region not accepted: region="eu west" is not a valid hostname component.');
  expect(explain(refused, credentialSource(files))).toBe(`${refused.message} Check AWS_REGION and the profile.`);
});

describe('credentials that have expired', () => {
  it.each([
    [
      { AWS_ACCESS_KEY_ID: 'key' },
      'They come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN: set new ones.',
      true,
    ],
    [
      { AWS_PROFILE: 'shop', AWS_ACCESS_KEY_ID: 'key', HOME: '/home/me' },
      'Renew profile shop: aws sso login --profile shop, or put new keys into /home/me/.aws/credentials.',
      false,
    ],
    [{ HOME: '/home/me' }, 'Renew them: aws sso login, or put new keys into /home/me/.aws/credentials.', false],
  ])('from %j are renewed there', (env, renewal, fixed) => {
    expect(credentialSource(env)).toEqual({ renewal, fixed });
  });

  it('are read again from a file that has changed, for all services', async () => {
    const keys = (id: string) => `[shop]\naws_access_key_id = ${id}\naws_secret_access_key = s\n`;
    const env = { ...files, AWS_PROFILE: 'shop', AWS_REGION: 'eu-west-1' };
    const before = { ...process.env };
    Object.assign(process.env, env);
    try {
      writeFileSync(files.AWS_SHARED_CREDENTIALS_FILE, keys('old'));
      const aws = connect(env);
      const ids = async () => [
        (await aws.cloudformation.config.credentials()).accessKeyId,
        (await aws.s3.config.credentials()).accessKeyId,
        (await aws.dynamodb.config.credentials()).accessKeyId,
      ];
      expect(await ids()).toEqual(['old', 'old', 'old']);
      writeFileSync(files.AWS_SHARED_CREDENTIALS_FILE, keys('new'));
      expect(await ids()).toEqual(['old', 'old', 'old']);
      await aws.renewCredentials();
      expect(await ids()).toEqual(['new', 'new', 'new']);
    } finally {
      process.env = before;
    }
  });
});
