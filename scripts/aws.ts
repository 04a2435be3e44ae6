import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { type CredentialSource, credentialSource, requireProfile } from './credentials';

/** The AWS account and Region that a command works in. */
export interface Aws {
  region(): Promise<string>;
  accountId(): Promise<string>;
  /** The endpoint that replaces AWS's own, if any. */
  endpoint: string | undefined;
  cloudformation: CloudFormationClient;
  s3: S3Client;
  dynamodb: DynamoDBClient;
  lambda: LambdaClient;
  credentials: CredentialSource;
  /** Has every client take the credentials that are there now: files are read again, roles assumed again. */
  renewCredentials(): Promise<void>;
  /**
   * Waits for the time between two questions to CloudFormation about its progress.
   * @param times how many times as long; once unless told
   */
  pause(times?: number): Promise<void>;
}

/** How long to wait for AWS, in milliseconds. */
export interface Timeouts {
  /** Until a connection is made. */
  connectionTimeout?: number;
  /** Until the next byte arrives on a connection. */
  socketTimeout?: number;
}

/**
 * Milliseconds between two questions about a stack. The AWS CLI asks every 5 s; 2 s is still far from being throttled.
 */
const POLL_MS = 2000;
const POLL_LOOPBACK_MS = 150;

/**
 * Without these a host that accepts connections and never answers would block a command for ever. AWS answers every
 * call within seconds, except the invocation of a function.
 */
const TIMEOUTS: Timeouts = { connectionTimeout: 5_000, socketTimeout: 20_000 };

/**
 * Makes the clients. Nothing is sent yet.
 * @param region replaces the Region of AWS_REGION, AWS_DEFAULT_REGION and the profile
 * @throws UserError when AWS_PROFILE names a profile that is not configured
 */
export function connect(env: NodeJS.ProcessEnv, region?: string, timeouts: Timeouts = TIMEOUTS): Aws {
  requireProfile(env);
  const endpoint = env.AWS_ENDPOINT_URL || undefined;
  const loopback = isLoopback(endpoint);
  const config = {
    ...(regionOf(env, region) && { region: regionOf(env, region) }),
    ...(endpoint && { endpoint }),
    // The embedded AWS accepts any credentials, and nobody should have to set some to try it.
    ...(loopback && !hasCredentials(env) && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
  // The chain of credential providers gets the client's settings. Without this one it never reads a profile's file twice.
  const cloudformation = new CloudFormationClient({ ...config, requestHandler: timeouts, ...{ ignoreCache: true } });
  const { credentials } = cloudformation.config;
  const shared = { ...config, credentials };
  const withTimeouts = { ...shared, requestHandler: timeouts };
  const sts = new STSClient(withTimeouts);
  return {
    region: () => cloudformation.config.region(),
    accountId: async () => {
      const { Account } = await sts.send(new GetCallerIdentityCommand({}));
      if (Account === undefined) throw new Error('GetCallerIdentity returned no account.');
      return Account;
    },
    cloudformation,
    endpoint,
    // A host name that contains the bucket's name resolves at AWS only.
    s3: new S3Client({ ...withTimeouts, forcePathStyle: endpoint !== undefined }),
    dynamodb: new DynamoDBClient(withTimeouts),
    lambda: new LambdaClient(shared),
    credentials: credentialSource(env),
    renewCredentials: async () => void (await credentials({ forceRefresh: true })),
    pause: (times = 1) =>
      new Promise((resolve) => setTimeout(resolve, times * (loopback ? POLL_LOOPBACK_MS : POLL_MS))),
  };
}

/** The Region from the option or the environment; undefined leaves it to the profile. */
export const regionOf = (env: NodeJS.ProcessEnv, region?: string): string | undefined =>
  region ?? (env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined);

const hasCredentials = (env: NodeJS.ProcessEnv): boolean => Boolean(env.AWS_ACCESS_KEY_ID || env.AWS_PROFILE);

const isLoopback = (endpoint: string | undefined): boolean =>
  endpoint !== undefined &&
  URL.canParse(endpoint) &&
  /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(endpoint).hostname);
