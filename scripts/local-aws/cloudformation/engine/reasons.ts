/** Why a stack rolls back. */
import { CancelledError } from '../resources/resource-type';
import type { Stack } from '../state/stack';
import type { Failure } from './walk';

/** `The following resource(s) failed to create: [A, B]. `, told apart by what the resources' events say. */
export function stackReason(stack: Stack, failures: readonly Failure[], suffix = ''): string {
  const statusOf = (name: string): string | undefined =>
    [...stack.events].reverse().find(({ logicalId, status }) => logicalId === name && status.endsWith('_FAILED'))
      ?.status;
  const named = (status: string): string => {
    const names = failures.map(({ name }) => name).filter((name) => statusOf(name) === status);
    const verb = status.slice(0, status.indexOf('_')).toLowerCase();
    return names.length === 0 ? '' : `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `;
  };
  return `${['CREATE_FAILED', 'UPDATE_FAILED', 'DELETE_FAILED'].map(named).join('')}${suffix}`;
}

/** Failures that were not merely the consequence of another. */
export const causes = (failures: readonly Failure[]): Failure[] =>
  failures.filter(({ error }) => !(error instanceof CancelledError));
