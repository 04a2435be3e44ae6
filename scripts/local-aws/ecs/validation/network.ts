/** Checks a service's `networkConfiguration` against EC2. */
import { DescribeSecurityGroupsCommand, DescribeSubnetsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { NetworkConfiguration, TaskDefinition } from '@aws-sdk/client-ecs';
import type { AwsError } from '../../wire/errors';
import { invalidParameter } from '../errors';

/** How many security groups and subnets an awsvpc configuration may have (API reference of `AwsVpcConfiguration`). */
const MOST_SECURITY_GROUPS = 5;
const MOST_SUBNETS = 16;

/**
 * @throws AwsError InvalidParameterException
 */
export async function checkNetwork(
  ec2: EC2Client,
  network: NetworkConfiguration | undefined,
  { networkMode }: TaskDefinition,
): Promise<void> {
  const awsvpc = network?.awsvpcConfiguration;
  if (networkMode !== 'awsvpc') {
    if (awsvpc === undefined) return;
    throw invalidParameter('Network Configuration is not valid for the given networkMode of this task definition.');
  }
  if (awsvpc === undefined) {
    throw invalidParameter("Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  const { subnets = [], securityGroups = [] } = awsvpc;
  if (subnets.length === 0) throw invalidParameter('subnets can not be empty.');
  if (subnets.length > MOST_SUBNETS) throw invalidParameter(`subnets can have at most ${MOST_SUBNETS} items.`);
  if (securityGroups.length > MOST_SECURITY_GROUPS) {
    throw invalidParameter(`securityGroups can have at most ${MOST_SECURITY_GROUPS} items.`);
  }
  const vpcs = new Set([...(await vpcsOfSubnets(ec2, subnets)), ...(await vpcsOfGroups(ec2, securityGroups))]);
  if (vpcs.size > 1) {
    throw invalidParameter('The security groups and subnets of the Network Configuration must be of one VPC.');
  }
}

async function vpcsOfSubnets(ec2: EC2Client, SubnetIds: string[]): Promise<string[]> {
  const { Subnets = [] } = await ec2
    .send(new DescribeSubnetsCommand({ SubnetIds }))
    .catch((error) => Promise.reject(retrieval('subnet', SubnetIds, error)));
  return Subnets.flatMap(({ VpcId }) => VpcId ?? []);
}

async function vpcsOfGroups(ec2: EC2Client, GroupIds: string[]): Promise<string[]> {
  if (GroupIds.length === 0) return [];
  const { SecurityGroups = [] } = await ec2
    .send(new DescribeSecurityGroupsCommand({ GroupIds }))
    .catch((error) => Promise.reject(retrieval('security group', GroupIds, error)));
  return SecurityGroups.flatMap(({ VpcId }) => VpcId ?? []);
}

function retrieval(what: string, ids: readonly string[], error: unknown): AwsError {
  const { name, message } = error instanceof Error ? error : { name: 'Unknown', message: String(error) };
  return invalidParameter(
    `Error retrieving ${what} information for [${ids.join(', ')}]: ${message} (ErrorCode: ${name})`,
  );
}
