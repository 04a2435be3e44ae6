/** All stacks and change sets of one region, and what the stacks export. */

import { validationError } from '../../wire/errors';
import { referencesExport } from '../template/imports';
import type { StackChangeSet } from './change-set';
import { isDeleted, type Stack } from './stack';

export interface Export {
  name: string;
  value: string;
  stackId: string;
}

export class StackStore {
  /** All stacks, deleted ones included, oldest first. */
  readonly stacks: Stack[] = [];
  /** By change set id. */
  readonly changeSets = new Map<string, StackChangeSet>();
  /** Function names or ARNs by the name of the registered macro. */
  readonly macros = new Map<string, string>();

  /** Finds any stack by its id, and by its name the one that is not deleted. */
  find(nameOrId: string): Stack | undefined {
    if (nameOrId.startsWith('arn:')) return this.stacks.find(({ id }) => id === nameOrId);
    return this.stacks.find((stack) => stack.name === nameOrId && !isDeleted(stack));
  }

  /** @throws AwsError ValidationError in the words of most operations */
  get(nameOrId: string): Stack {
    const stack = this.find(nameOrId);
    if (stack === undefined) throw validationError(`Stack with id ${nameOrId} does not exist`);
    return stack;
  }

  exports(): Export[] {
    return this.stacks
      .filter((stack) => !isDeleted(stack))
      .flatMap(({ id, outputs }) =>
        outputs.flatMap(({ exportName, value }) =>
          exportName === undefined ? [] : [{ name: exportName, value, stackId: id }],
        ),
      );
  }

  /** Names of the stacks that import an export. */
  importers(exportName: string): string[] {
    return this.stacks
      .filter((stack) => !isDeleted(stack))
      .filter(({ desiredStack }) => desiredStack !== undefined && referencesExport(desiredStack, exportName))
      .map(({ name }) => name);
  }
}
