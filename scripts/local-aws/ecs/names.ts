/** Identifiers and ARNs as ECS makes them. */

import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { partitionOf } from '../../../handlers/template-language/region';

/** What all ARNs of an account and Region have in common. */
export interface ArnScope {
  region: string;
  accountId: string;
}

/** `arn:aws:ecs:<region>:<account>:<resource>` */
export function ecsArn({ region, accountId }: ArnScope, resource: string): string {
  return `arn:${partitionOf(region)}:ecs:${region}:${accountId}:${resource}`;
}

/** The name at the end of an ARN, or the name itself: the APIs take both. */
export function shortName(nameOrArn: string): string {
  return nameOrArn.slice(nameOrArn.lastIndexOf('/') + 1);
}

/** A task's id: 32 hexadecimal digits. */
export function newTaskId(): string {
  return randomUUID().replaceAll('-', '');
}

/** A service revision's id, which also names its entry in `deployments`: 19 digits. */
export function newRevisionId(): string {
  const digits = () => String(randomInt(100_000_000, 1_000_000_000));
  return `${digits()}${digits()}${randomInt(10)}`;
}

/** A service deployment's id: 21 characters of base64url. */
export function newDeploymentId(): string {
  return randomBytes(16).toString('base64url').slice(0, 21);
}
