import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { UserError } from './user-error';

/** Where the AWS credentials come from. */
export interface CredentialSource {
  /** What the user does to get new ones: one sentence. */
  renewal: string;
  /** Whether a running command can never see new ones: those in its environment stay as they were when it started. */
  fixed: boolean;
  /** Which files of profiles exist and cannot be read: a sentence for each. Absent if there are none. */
  unreadable?: string;
}

/** The source that the SDK takes, as far as the environment decides it. */
export function credentialSource(env: NodeJS.ProcessEnv): CredentialSource {
  const profile = env.AWS_PROFILE;
  if (!profile && env.AWS_ACCESS_KEY_ID) {
    const renewal = 'They come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN: set new ones.';
    return { renewal, fixed: true };
  }
  const login = `aws sso login${profile ? ` --profile ${profile}` : ''}`;
  const keys = `put new keys into ${profileFiles(env).credentials}`;
  const renewal = `Renew ${profile ? `profile ${profile}` : 'them'}: ${login}, or ${keys}.`;
  const unreadable = unreadableFiles(env);
  return { renewal, fixed: false, ...(unreadable !== '' && { unreadable }) };
}

/**
 * The SDK says of a profile that it does not find only that there are no credentials, or no Region.
 * @throws UserError when AWS_PROFILE names a profile that is in none of the files
 */
export function requireProfile(env: NodeJS.ProcessEnv): void {
  const profile = env.AWS_PROFILE;
  if (!profile) return;
  const { config, credentials } = profileFiles(env);
  const sections = [...sectionsOf(config).map((name) => name.replace(/^profile\s+/, '')), ...sectionsOf(credentials)];
  if (sections.map((name) => name.replace(/^(["'])(.*)\1$/, '$2')).includes(profile)) return;
  const missing = `AWS_PROFILE names profile ${profile}, which is neither in ${config} nor in ${credentials}.`;
  throw new UserError([missing, unreadableFiles(env)].filter(Boolean).join(' '));
}

/** The SDK passes over a file that it cannot read, and says only that there are no credentials. */
function unreadableFiles(env: NodeJS.ProcessEnv): string {
  const reasons = Object.values(profileFiles(env)).flatMap((path) => {
    const { error } = readFile(path);
    return error === undefined || error.code === 'ENOENT' ? [] : [`${path} cannot be read (${error.code}).`];
  });
  return reasons.join(' ');
}

/** https://docs.aws.amazon.com/sdkref/latest/guide/file-location.html */
function profileFiles(env: NodeJS.ProcessEnv): { config: string; credentials: string } {
  const home = env.HOME || homedir();
  const place = (path: string | undefined, name: string): string =>
    path ? path.replace(/^~(?=\/)/, home) : join(home, '.aws', name);
  return {
    config: place(env.AWS_CONFIG_FILE, 'config'),
    credentials: place(env.AWS_SHARED_CREDENTIALS_FILE, 'credentials'),
  };
}

/** The names of an INI file's sections; none when the file cannot be read. */
const sectionsOf = (path: string): string[] =>
  [...(readFile(path).text ?? '').matchAll(/^\s*\[\s*([^\]]*?)\s*\]/gm)].map(([, name = '']) => name);

function readFile(path: string): { text?: string; error?: NodeJS.ErrnoException } {
  try {
    return { text: readFileSync(path, 'utf8') };
  } catch (error) {
    return { error: error as NodeJS.ErrnoException };
  }
}
