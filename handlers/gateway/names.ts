import { TAG } from '../contract';
import { hash, memberTags, serviceOf, serviceParts, stackName } from './identity';

/** Names that only one incarnation or one membership has (rule Z7). */

/** Names of target groups have at most 32 letters, digits and hyphens, and no hyphen at either end. */
const LONGEST_TARGET_GROUP_NAME = 32;
/**
 * AWS allows 255 characters for ECS services, and for the alarms and log groups whose names contain a service's name.
 */
const LONGEST_SERVICE_NAME = 100;
/** 40 bits: among a million memberships two would be the same with a chance of one in two. No account has so many. */
const HASH_LENGTH = 10;

/** There are 36^10 tokens. `express-` and a token is a valid name of a load balancer and of a security group. */
const TOKEN_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const TOKEN_LENGTH = 10;

/** A token that was never used before. */
export const newToken = ({ random }: { random(): number }): string =>
  Array.from({ length: TOKEN_LENGTH }, () => TOKEN_CHARACTERS[Math.floor(random() * TOKEN_CHARACTERS.length)]).join('');

/** The name of a gateway's load balancer and of its security group. */
export const gatewayResourceName = (token: string): string => `express-${token}`;

export const gatewayTags = (token: string): Record<string, string> => ({ [TAG.gateway]: token });

/**
 * Tags of a gateway's parts. The founder tells whose stack to ask about parts that neither ledger nor rules explain.
 */
export const foundedTags = (token: string, founder?: string): Record<string, string> => ({
  ...gatewayTags(token),
  ...(founder !== undefined && memberTags(founder)),
});

/** A valid value of a tag (AWS: up to 256 letters, spaces, digits and these characters). */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;

/** Tags of a load balancer. If a tag cannot hold the pool's name, only the ledger has it. */
export const loadBalancerTags = (token: string, pool: string, founder?: string): Record<string, string> => ({
  ...foundedTags(token, founder),
  ...(TAG_VALUE.test(pool) && { [TAG.pool]: pool }),
});

export const clusterTags = (token: string): Record<string, string> => ({ [TAG.cluster]: token });

/** The description that EC2 shows for the network interfaces of an Application Load Balancer. */
export const interfaceDescription = (loadBalancerArn: string): string => `ELB ${fullName(loadBalancerArn)}`;

/** `arn:…:loadbalancer/app/NAME/ID` → `app/NAME/ID`, the name in CloudWatch. */
export const fullName = (loadBalancerArn: string): string => loadBalancerArn.split(':loadbalancer/')[1] ?? '';

/** The name of a membership's ECS service if the user gives none. */
export function serviceNameOf(member: string): string {
  const { stackId, logicalId } = serviceParts(serviceOf(member));
  return suffixed(`${stackName(stackId)}-${logicalId}`, `-${hash(member, HASH_LENGTH)}`, LONGEST_SERVICE_NAME);
}

export function targetGroupName(member: string, colour: 'blue' | 'green'): string {
  const { logicalId } = serviceParts(serviceOf(member));
  return suffixed(logicalId, `-${hash(member, HASH_LENGTH)}-${colour}`, LONGEST_TARGET_GROUP_NAME);
}

const suffixed = (text: string, suffix: string, longest: number): string =>
  text
    .replace(/[^A-Za-z0-9-]/g, '-')
    .slice(0, longest - suffix.length)
    .replace(/^-+|-+$/g, '') + suffix;
