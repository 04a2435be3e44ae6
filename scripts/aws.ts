import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';

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
  /** Waits before CloudFormation is asked again how far it is. */
  pause(): Promise<void>;
}

/** In milliseconds. */
export interface Timeouts {
  connectionTimeout?: number;
  /** Of silence on a connection. */
  socketTimeout?: number;
}

/** Milliseconds between two looks at a stack: the AWS CLI asks every 5 s; 2 s still is far from being throttled. */
const POLL_MS = 2000;
const POLL_LOOPBACK_MS = 150;

/**
 * How long to wait for a connection and for the next byte: without it a host that takes connections and says nothing
 * would hold a command for ever. Every call but an invocation of a function is answered within seconds.
 */
const TIMEOUTS: Timeouts = { connectionTimeout: 5_000, socketTimeout: 20_000 };

/**
 * Makes the clients. Nothing is sent yet.
 * @param region overrides AWS_REGION, AWS_DEFAULT_REGION and the profile's
 */
export function connect(env: NodeJS.ProcessEnv, region?: string, timeouts: Timeouts = TIMEOUTS): Aws {
  const endpoint = env.AWS_ENDPOINT_URL || undefined;
  const loopback = isLoopback(endpoint);
  const config = {
    ...(regionOf(env, region) && { region: regionOf(env, region) }),
    ...(endpoint && { endpoint }),
    // The embedded AWS takes any credentials, and a first try should not ask for some.
    ...(loopback && !hasCredentials(env) && { credentials: { accessKeyId: 'local', secretAccessKey: 'local' } }),
  };
  const withTimeouts = { ...config, requestHandler: timeouts };
  const cloudformation = new CloudFormationClient(withTimeouts);
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
    // A bucket's name as a host name resolves at AWS only.
    s3: new S3Client({ ...withTimeouts, forcePathStyle: endpoint !== undefined }),
    dynamodb: new DynamoDBClient(withTimeouts),
    lambda: new LambdaClient(config),
    pause: () => new Promise((resolve) => setTimeout(resolve, loopback ? POLL_LOOPBACK_MS : POLL_MS)),
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
