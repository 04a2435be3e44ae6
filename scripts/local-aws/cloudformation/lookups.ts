/** What CloudFormation looks up in the account and region of a stack. */
import {
  DescribeAvailabilityZonesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVpcsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import type { SdkClients } from '../service/clients';
import { validationError } from '../wire/errors';
import { isNotFound, isServiceFailure } from './resources/shared/failure-reason';
import { unsupportedReference } from './template/dynamic-references';

export interface Lookups {
  /** Names of the region's Availability Zones. */
  zones(): Promise<string[]>;
  /** A value of Parameter Store; undefined if there is no parameter of that name. */
  parameter(name: string): Promise<string | undefined>;
  /** The value that `{{resolve:service:key}}` stands for. */
  dynamicReference(service: string, key: string): Promise<string>;
  /** Whether a value of an AWS-specific parameter type exists. True for types that are not looked up. */
  exists(type: string, value: string): Promise<boolean>;
  /** The text of a template in S3. */
  templateAt(url: string): Promise<string>;
}

export function createLookups(clients: SdkClients): Lookups {
  const parameter = async (name: string): Promise<string | undefined> => {
    const command = new GetParameterCommand({ Name: name, WithDecryption: true });
    const found = await orUndefined(clients(SSMClient).send(command));
    return found?.Parameter?.Value;
  };
  return {
    parameter,
    zones: async () => {
      const { AvailabilityZones = [] } = await clients(EC2Client).send(new DescribeAvailabilityZonesCommand({}));
      return AvailabilityZones.flatMap(({ ZoneName }) => ZoneName ?? []).sort();
    },
    dynamicReference: async (service, key) => {
      if (service !== 'ssm' && service !== 'ssm-secure') throw unsupportedReference(service);
      const value = await parameter(key);
      if (value !== undefined) return value;
      throw validationError(`Unable to resolve {{resolve:${service}:${key}}}: parameter not found`);
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
  const location = bucketAndKey(url);
  if (location === undefined) throw validationError('TemplateURL must be a supported URL.');
  const [bucket, key] = location;
  const object = await orUndefined(s3.send(new GetObjectCommand({ Bucket: bucket, Key: key })));
  const text = await object?.Body?.transformToString();
  if (text === undefined) throw validationError(`S3 error: The specified key does not exist. (${bucket}/${key})`);
  return text;
}

/** From virtual-hosted style (`https://bucket.s3.region.amazonaws.com/key`) and path style, at any endpoint. */
function bucketAndKey(url: string): [bucket: string, key: string] | undefined {
  if (!URL.canParse(url)) return undefined;
  const { hostname, pathname } = new URL(url);
  const path = decodeURIComponent(pathname.slice(1));
  const virtual = /^(.+)\.s3[.-].*amazonaws\.com(\.cn)?$/.exec(hostname) ?? /^(.+)\.s3\.amazonaws\.com$/.exec(hostname);
  if (virtual?.[1] !== undefined) return [virtual[1], path];
  const [bucket, ...key] = path.split('/');
  return bucket !== undefined && key.length > 0 ? [bucket, key.join('/')] : undefined;
}
