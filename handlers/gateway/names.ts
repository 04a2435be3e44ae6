import { TAG } from '../contract';
import { hash, memberTags, serviceOf, serviceParts, stackName } from './identity';

/** Names that belong to one incarnation or one membership and to nothing else (rule Z7). */

/** Names of target groups have at most 32 characters, letters, digits and hyphens, with none of those at an end. */
const LONGEST_TARGET_GROUP_NAME = 32;
/** Names of ECS services have at most 255 characters; the alarms' and log groups' that contain them may have no more. */
const LONGEST_SERVICE_NAME = 100;
/** 40 bits: two of a million memberships would share them with a chance of one in two; of one account, never. */
const HASH_LENGTH = 10;

/** There are 36^10 tokens. `express-` and a token is a valid name of a load balancer and of a security group. */
const TOKEN_CHARACTERS = 'abcdefghijklmnopqrstuvwxyz0123456789';
const TOKEN_LENGTH = 10;

/** A token that was never used before. */
export const newToken = ({ random }: { random(): number }): string =>
  Array.from({ length: TOKEN_LENGTH }, () => TOKEN_CHARACTERS[Math.floor(random() * TOKEN_CHARACTERS.length)]).join('');

/** Of a gateway's load balancer and of its security group. */
export const gatewayResourceName = (token: string): string => `express-${token}`;

export const gatewayTags = (token: string): Record<string, string> => ({ [TAG.gateway]: token });

/** Of what a gateway is made of. The founder's stack can be asked about what no ledger knows and no rule is on. */
export const foundedTags = (token: string, founder?: string): Record<string, string> => ({
  ...gatewayTags(token),
  ...(founder !== undefined && memberTags(founder)),
});

/** What the value of a tag may hold (AWS: letters, spaces, digits and these signs; 256 characters). */
const TAG_VALUE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;

/** Of a load balancer. A pool whose name no tag can hold can be told by the ledger only. */
export const loadBalancerTags = (token: string, pool: string, founder?: string): Record<string, string> => ({
  ...foundedTags(token, founder),
  ...(TAG_VALUE.test(pool) && { [TAG.pool]: pool }),
});

export const clusterTags = (token: string): Record<string, string> => ({ [TAG.cluster]: token });

/** How EC2 describes the network interfaces of an Application Load Balancer. */
export const interfaceDescription = (loadBalancerArn: string): string => `ELB ${fullName(loadBalancerArn)}`;

/** `arn:…:loadbalancer/app/NAME/ID` → `app/NAME/ID`, as CloudWatch has it. */
export const fullName = (loadBalancerArn: string): string => loadBalancerArn.split(':loadbalancer/')[1] ?? '';

/** The name of a membership's ECS service, when its user gives none. */
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
