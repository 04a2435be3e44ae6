/** Which template a stack stands for, and what a roll back restores of the stack. */
import type { Stack } from '../state/stack';
import type { PreparedTemplate } from '../template/prepared-template';

export function setTemplate(stack: Stack, { desiredStack, parameters, template }: PreparedTemplate): void {
  Object.assign(stack, { desiredStack, parameters, template, description: desiredStack.description });
}

/** What an update changes of a stack itself: the way back restores it. */
export type StackSnapshot = Pick<
  Stack,
  'desiredStack' | 'parameters' | 'template' | 'description' | 'tags' | 'capabilities' | 'notificationArns' | 'outputs'
>;

export function snapshotOf(stack: Stack): StackSnapshot {
  const { desiredStack, parameters, template, description, tags, capabilities, notificationArns, outputs } = stack;
  return { desiredStack, parameters, template, description, tags, capabilities, notificationArns, outputs };
}
