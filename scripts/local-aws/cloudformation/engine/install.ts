/** Gives a stack the template that it is about to be brought to, and takes it away again. */
import type { Stack } from '../state/stack';
import type { Prepared } from '../transform/prepare';

export function install(stack: Stack, { blueprint, parameters, template }: Prepared): void {
  Object.assign(stack, { blueprint, parameters, template, description: blueprint.description });
}

/** What `install` and an update's request change, for the way back. */
export type Snapshot = Pick<
  Stack,
  'blueprint' | 'parameters' | 'template' | 'description' | 'tags' | 'capabilities' | 'notificationArns' | 'outputs'
>;

export function snapshotOf(stack: Stack): Snapshot {
  const { blueprint, parameters, template, description, tags, capabilities, notificationArns, outputs } = stack;
  return { blueprint, parameters, template, description, tags, capabilities, notificationArns, outputs };
}
