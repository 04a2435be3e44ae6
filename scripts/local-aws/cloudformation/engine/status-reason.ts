/** The status reason of a stack whose operation failed. */
import type { Stack } from '../state/stack';
import type { Failure } from './walk';

/** `The following resource(s) failed to create: [A, B]. `, and so for update and delete, from the resources' events. */
export function stackReason(stack: Stack, failures: readonly Failure[]): string {
  const statusOf = (name: string): string | undefined =>
    [...stack.events].reverse().find(({ logicalId, status }) => logicalId === name && status.endsWith('_FAILED'))
      ?.status;
  const named = (status: string): string => {
    const names = failures.map(({ name }) => name).filter((name) => statusOf(name) === status);
    const verb = status.slice(0, status.indexOf('_')).toLowerCase();
    return names.length === 0 ? '' : `The following resource(s) failed to ${verb}: [${names.join(', ')}]. `;
  };
  return ['CREATE_FAILED', 'UPDATE_FAILED', 'DELETE_FAILED'].map(named).join('');
}
