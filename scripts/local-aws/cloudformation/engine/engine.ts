/** Runs operations on stacks in the background, one at a time for each stack. */
import { messageOf, validationError } from '../../wire/errors';
import { type Stack, type StackSettings, setStackStatus } from '../state/stack';
import type { StackPolicy } from '../state/stack-policy';
import type { StackStatus } from '../state/statuses';
import type { PreparedTemplate } from '../template/prepared-template';
import { createStack } from './create-stack';
import { deleteStack } from './delete-stack';
import { importResources } from './import-resources';
import { Journal } from './journal';
import type { EngineTools, Prepare, StackOperation } from './stack-operation';
import { snapshotOf } from './stack-template';
import { continueRollBack, type UnfinishedUpdate, updateStack } from './update-stack';

interface RunningOperation {
  controller: AbortController;
  done: Promise<void>;
}

export class Engine {
  /** Operations in progress, by stack id. */
  readonly #running = new Map<string, RunningOperation>();
  /** Updates that failed without a roll back, and roll backs that failed, by stack id. */
  readonly #unfinished = new Map<string, UnfinishedUpdate>();
  readonly #tools: EngineTools;

  constructor(tools: EngineTools) {
    this.#tools = tools;
  }

  create(stack: Stack, prepare: Prepare, token?: string): void {
    setStackStatus(stack, 'CREATE_IN_PROGRESS', 'User Initiated', token);
    this.#begin(stack, (signal) => createStack(this.#tools, this.#operation(stack, signal, token), prepare));
  }

  update(
    stack: Stack,
    settings: StackSettings,
    prepare: Prepare,
    { token, policy }: { token?: string; policy?: StackPolicy } = {},
  ): void {
    const unfinished = this.#unfinished.get(stack.id) ?? { journal: new Journal(), before: snapshotOf(stack) };
    Object.assign(stack, settings, { updatedAt: stack.now() });
    setStackStatus(stack, 'UPDATE_IN_PROGRESS', 'User Initiated', token);
    this.#begin(stack, async (signal) => {
      const operation = { ...this.#operation(stack, signal, token), ...(policy && { policy }) };
      this.#keep(stack, await updateStack(this.#tools, operation, unfinished, prepare));
    });
  }

  /** @param imports physical ids of the resources to import, by logical id */
  import(stack: Stack, template: PreparedTemplate, imports: ReadonlyMap<string, string>, token?: string): void {
    setStackStatus(stack, 'IMPORT_IN_PROGRESS', 'User Initiated', token);
    this.#begin(stack, (signal) => importResources(this.#operation(stack, signal, token), template, imports));
  }

  /** Stops an update in progress, so that it rolls back. */
  cancelUpdate(stack: Stack): void {
    this.#running.get(stack.id)?.controller.abort();
  }

  continueRollBack(stack: Stack, skip: readonly string[], token?: string): void {
    const unfinished = this.#unfinished.get(stack.id);
    if (unfinished === undefined) throw validationError(`Stack ${stack.name} has no roll back to continue`);
    const skipped = skip.find((logicalId) => stack.resources.get(logicalId)?.status !== 'UPDATE_FAILED');
    if (skipped !== undefined) {
      throw validationError(
        `Resource ${skipped} is not in UPDATE_FAILED state. Only resources in UPDATE_FAILED state can be skipped`,
      );
    }
    setStackStatus(stack, 'UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated', token);
    this.#begin(stack, async (signal) => {
      const operation = this.#operation(stack, signal, token);
      this.#keep(stack, await continueRollBack(this.#tools, operation, unfinished, skip));
    });
  }

  /** A creation in progress is cancelled first. A roll back in progress is awaited. */
  delete(stack: Stack, retain: readonly string[], token?: string): void {
    const before = this.#running.get(stack.id);
    const isBeingCreated = stack.status === 'CREATE_IN_PROGRESS';
    if (isBeingCreated) before?.controller.abort();
    const announce = (): void => setStackStatus(stack, 'DELETE_IN_PROGRESS', 'User Initiated', token);
    if (before === undefined || isBeingCreated) announce();
    this.#begin(stack, async (signal) => {
      await before?.done;
      if (before !== undefined && !isBeingCreated) announce();
      await deleteStack(this.#tools, this.#operation(stack, signal, token), retain);
    });
  }

  #keep(stack: Stack, unfinished: UnfinishedUpdate | undefined): void {
    if (unfinished === undefined) this.#unfinished.delete(stack.id);
    else this.#unfinished.set(stack.id, unfinished);
  }

  #operation(stack: Stack, signal: AbortSignal, token?: string): StackOperation {
    const { typeOf, lookUp, world } = this.#tools;
    return { stack, token, signal, typeOf, lookUp, sleep: (seconds) => world.sleep(seconds) };
  }

  #begin(stack: Stack, carryOut: (signal: AbortSignal) => Promise<void>): void {
    const { world } = this.#tools;
    const controller = new AbortController();
    const signal = AbortSignal.any([controller.signal, world.signal]);
    const done = carryOut(signal).catch((error: unknown) => {
      if (world.signal.aborted) return;
      const failed = stack.status.replace(/(_COMPLETE_CLEANUP)?_IN_PROGRESS$/, '_FAILED') as StackStatus;
      setStackStatus(stack, failed, `Internal Failure: ${messageOf(error)}`);
      world.log(`cloudformation: ${stack.name}: internal failure: ${messageOf(error)}`);
    });
    const running = { controller, done };
    this.#running.set(stack.id, running);
    void done.then(() => {
      if (this.#running.get(stack.id) === running) this.#running.delete(stack.id);
    });
  }
}
