import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../world/stacks';
import { isUnknownStack } from './errors';

const GONE = 'DELETE_COMPLETE';

/**
 * Whether no operation on a stack with this status is in progress. After a failed update or rollback, the stack may still
 * be rolled back to resources that it no longer lists.
 */
export const isRestingIn = (status: string): boolean => status.endsWith('_COMPLETE') || status === 'DELETE_FAILED';

/** Calls: DescribeStacks. */
export class CloudFormation implements Stacks {
  readonly #client: CloudFormationClient;

  constructor(client: CloudFormationClient) {
    this.#client = client;
  }

  async isGone(StackName: string): Promise<boolean> {
    return (await this.#statusOrGone(StackName)) === GONE;
  }

  async isRollingBack(StackName: string): Promise<boolean> {
    return (await this.#status(StackName))?.endsWith('ROLLBACK_IN_PROGRESS') ?? false;
  }

  async isResting(StackName: string): Promise<boolean> {
    return isRestingIn((await this.#statusOrGone(StackName)) ?? '');
  }

  async #statusOrGone(StackName: string): Promise<string | undefined> {
    try {
      return await this.#status(StackName);
    } catch (error) {
      if (isUnknownStack(error)) return GONE;
      throw error;
    }
  }

  async #status(StackName: string): Promise<string | undefined> {
    const { Stacks = [] } = await this.#client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus;
  }
}
