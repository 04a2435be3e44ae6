import type { Stacks } from '../../../../handlers/gateway/world/stacks';
import type { Caller } from './call';
import type { AccountState } from './state';

/** What CloudFormation tells one caller of stacks. */
export class AccountStacks implements Stacks {
  readonly #account: Pick<AccountState, 'goneStacks' | 'standings'>;
  readonly #caller: Caller;

  constructor(account: Pick<AccountState, 'goneStacks' | 'standings'>, caller: Caller) {
    this.#account = account;
    this.#caller = caller;
  }

  isGone(stackId: string): Promise<boolean> {
    return this.#describe(stackId, () => this.#account.goneStacks.get(stackId) ?? false);
  }

  isRollingBack(stackId: string): Promise<boolean> {
    return this.#describe(stackId, () => this.#account.standings.get(stackId)?.state === 'rolling back');
  }

  isResting(stackId: string): Promise<boolean> {
    const { goneStacks, standings } = this.#account;
    return this.#describe(
      stackId,
      () => goneStacks.get(stackId) === true || standings.get(stackId)?.state === 'resting',
    );
  }

  #describe(stackId: string, effect: () => boolean): Promise<boolean> {
    return this.#caller.perform({ name: 'DescribeStacks', about: () => stackId, faults: ['fail'], effect });
  }
}
