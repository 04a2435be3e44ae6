import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';

/**
 * A stack by name or id, or undefined when there is none. By name a deleted stack is none; by id it is still known, as
 * DELETE_COMPLETE, for 90 days.
 */
export async function findStack(client: CloudFormationClient, nameOrId: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }));
    return Stacks?.[0];
  } catch (error) {
    // CloudFormation has no error code of its own for this.
    if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)) {
      return undefined;
    }
    throw error;
  }
}

/** Every resource of a stack. */
export async function stackResources(client: CloudFormationClient, stack: string): Promise<StackResourceSummary[]> {
  const resources: StackResourceSummary[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack })) {
    resources.push(...(page.StackResourceSummaries ?? []));
  }
  return resources;
}

/** A stack's outputs by name. */
export const outputsOf = (stack: Stack | undefined): Record<string, string> =>
  Object.fromEntries((stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
