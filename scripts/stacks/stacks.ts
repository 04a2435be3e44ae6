import {
  type CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
  type Stack,
  type StackResourceSummary,
} from '@aws-sdk/client-cloudformation';
import { UserError } from '../user-error';

/** The answer has the form of AWS's and says nothing: an empty page, for example. It is not AWS's answer. */
export class EmptyAnswerError extends UserError {
  override name = 'EmptyAnswerError';
}

/**
 * A stack by name or id; undefined when there is none. A deleted stack is not found by its name. By its id it is found
 * for 90 days, as DELETE_COMPLETE.
 * @throws EmptyAnswerError for an answer without a stack: only an error says that there is none
 */
export async function findStack(client: CloudFormationClient, nameOrId: string): Promise<Stack | undefined> {
  try {
    const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: nameOrId }));
    const [stack] = Stacks ?? [];
    if (stack?.StackStatus === undefined) throw new EmptyAnswerError('CloudFormation answered without a stack.');
    return stack;
  } catch (error) {
    if (isNoStack(error)) return undefined;
    throw error;
  }
}

/** CloudFormation has no specific error code for a stack that does not exist. */
export const isNoStack = (error: unknown): boolean =>
  error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message);

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
