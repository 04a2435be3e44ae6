/** What CloudFormation looks up in the account and region that it works in. */
import {
  DescribeAvailabilityZonesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { Clients } from './clients';
import { validationError } from './errors';
import { isNotFound, isServiceFailure } from './resources/failure-reason';
import { unsupportedReference } from './template/dynamic-references';

/** Calls a function. `Event` comes back at once, with no payload. */
export type Invoke = (
  functionName: string,
  payload: string,
  mode: 'Event' | 'RequestResponse',
) => Promise<{ payload: string; functionError?: string }>;

export interface Account {
  invoke: Invoke;
  /** Names of the region's Availability Zones. */
  zones(region: string): Promise<string[]>;
  /** A value of Parameter Store; undefined when there is none of that name. */
  parameter(name: string): Promise<string | undefined>;
  /** What stands behind `{{resolve:service:key}}`. */
  lookUp(service: string, key: string): Promise<string>;
  /** Whether a value of an AWS-specific parameter type exists here. */
  exists(type: string, value: string): Promise<boolean>;
  /** The text of a template in S3. */
  templateAt(url: string): Promise<string>;
}

export function createAccount(clients: Clients, invoke?: Invoke): Account {
  const parameter = async (name: string): Promise<string | undefined> => {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true });
    const found = await orUndefined(clients(SSMClient).send(command));
    return found?.Parameter?.Value;
  };
  return {
    invoke: invoke ?? invokeWith(clients),
    parameter,
    zones: async () => {
      const { AvailabilityZones = [] } = await clients(EC2Client).send(new DescribeAvailabilityZonesCommand({}));
      return AvailabilityZones.flatMap(({ ZoneName }) => ZoneName ?? []).sort();
    },
    lookUp: async (service, key) => {
      if (service !== 'ssm' && service !== 'ssm-secure') throw unsupportedReference(service);
      const value = await parameter(key);
      if (value === undefined)
        throw validationError(`Unable to resolve {{resolve:${service}:${key}}}: parameter not found`);
      return value;
    },
    exists: (type, value) => exists(clients(EC2Client), type, value),
    templateAt: (url) => readTemplate(clients(S3Client), url),
  };
}

const orUndefined = async <Output>(output: Promise<Output>): Promise<Output | undefined> =>
  output.catch((error: unknown) => {
    if (isNotFound(error)) return undefined;
    throw error;
  });

const invokeWith =
  (clients: Clients): Invoke =>
  async (functionName, payload, mode) => {
    const command = new InvokeCommand({
      FunctionName: functionName,
      InvocationType: mode,
      Payload: Buffer.from(payload),
    });
    const { Payload, FunctionError } = await clients(LambdaClient).send(command);
    const answer = Payload == null ? '' : Buffer.from(Payload).toString();
    return { payload: answer, ...(FunctionError !== undefined && { functionError: FunctionError }) };
  };

/** Types that are not looked up here are taken to exist. */
async function exists(ec2: EC2Client, type: string, value: string): Promise<boolean> {
  const found = async (describe: Promise<unknown>): Promise<boolean> =>
    describe.then(
      () => true,
      (error: unknown) => {
        if (isServiceFailure(error)) return false;
        throw error;
      },
    );
  switch (type) {
    case 'AWS::EC2::VPC::Id':
      return found(ec2.send(new DescribeVpcsCommand({ VpcIds: [value] })));
    case 'AWS::EC2::Subnet::Id':
      return found(ec2.send(new DescribeSubnetsCommand({ SubnetIds: [value] })));
    case 'AWS::EC2::SecurityGroup::Id':
      return found(ec2.send(new DescribeSecurityGroupsCommand({ GroupIds: [value] })));
    case 'AWS::EC2::AvailabilityZone::Name':
      return found(ec2.send(new DescribeAvailabilityZonesCommand({ ZoneNames: [value] })));
    default:
      return true;
  }
}

async function readTemplate(s3: S3Client, url: string): Promise<string> {
  const place = bucketAndKey(url);
  if (place === undefined) throw validationError('TemplateURL must be a supported URL.');
  const [bucket, key] = place;
  const object = await orUndefined(s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
  const text = await object?.Body?.transformToString();
  if (text === undefined) throw validationError(`S3 error: The specified key does not exist. (${bucket}/${key})`);
  return text;
}

/** `https://bucket.s3.region.amazonaws.com/key` as well as path style, also of an endpoint of one's own. */
function bucketAndKey(url: string): [bucket: string, key: string] | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const virtual = /^(.+)\.s3[.-].*amazonaws\.com(\.cn)?$/.exec(hostname) ?? /^(.+)\.s3\.amazonaws\.com$/.exec(hostname);
  if (virtual?.[1] !== undefined) return [virtual[1], path];
  const [bucket, ...key] = path.split('/');
  return bucket !== undefined && key.length > 0 ? [bucket, key.join('/')] : undefined;
}
