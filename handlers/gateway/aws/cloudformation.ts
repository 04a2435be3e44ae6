import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { Stacks } from '../world/stacks';
import { isUnknownStack } from './errors';

/** Calls: DescribeStacks. */
export class CloudFormation implements Stacks {
  readonly #client: CloudFormationClient;

  constructor(client: CloudFormationClient) {
    this.#client = client;
  }

  async isGone(StackName: string): Promise<boolean> {
    try {
      return (await this.#status(StackName)) === 'DELETE_COMPLETE';
    } catch (error) {
      if (isUnknownStack(error)) return true;
      throw error;
    }
  }

  async isRollingBack(StackName: string): Promise<boolean> {
    return (await this.#status(StackName))?.endsWith('ROLLBACK_IN_PROGRESS') ?? false;
  }

  async #status(StackName: string): Promise<string | undefined> {
    const { Stacks = [] } = await this.#client.send(new DescribeStacksCommand({ StackName }));
    return Stacks[0]?.StackStatus;
  }
}
