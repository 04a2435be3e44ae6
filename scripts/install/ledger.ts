import { paginateListStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DynamoStore } from '../../handlers/gateway/aws/dynamodb/store';
import type { Item } from '../../handlers/gateway/world/store';
import type { Aws } from '../aws';
import { findStack, outputsOf, stackResources } from '../stacks/stacks';
import { UserError } from '../user-error';
import { INSTALL_STACK } from './names';

/** The install of this account and Region. */
export interface Install {
  stack: Stack;
  /** Name of the ledger's table. */
  table: string;
  /** How many services may share one load balancer. */
  maxServices: number;
}

/** The install stack and its outputs; undefined when there is none, or none that was ever complete. */
export async function findInstall(aws: Aws): Promise<Install | undefined> {
  const stack = await findStack(aws.cloudformation, INSTALL_STACK);
  const { TableName: table, MaxServicesPerLoadBalancer: max } = outputsOf(stack);
  return stack === undefined || table === undefined ? undefined : { stack, table, maxServices: Number(max) };
}

/** @throws UserError when there is no install */
export async function requireInstall(aws: Aws): Promise<Install> {
  const install = await findInstall(aws);
  if (install !== undefined) return install;
  throw new UserError(
    `cfn-express is not installed in this account in ${await aws.region()}. Install it with cfn-express install.`,
  );
}

/** Every item of the ledger. */
export const readLedger = (aws: Aws, { table }: Pick<Install, 'table'>): Promise<Item[]> =>
  new DynamoStore(aws.dynamodb, table, { sleep: () => aws.pause(), random: Math.random }).scan();

/** A ledger that an install has left behind. */
export interface KeptLedger {
  table: string;
  items: Item[];
}

/**
 * The ledgers of deleted installs. For 90 days CloudFormation knows a deleted stack and the resources that it kept.
 * That is the only way in which tables are found here: by its name, a table could be anybody's.
 */
export async function findKeptLedgers(aws: Aws): Promise<KeptLedger[]> {
  const tables = new Set<string>();
  const deleted = { StackStatusFilter: ['DELETE_COMPLETE' as const] };
  for await (const { StackSummaries = [] } of paginateListStacks({ client: aws.cloudformation }, deleted)) {
    for (const { StackId = '' } of StackSummaries.filter(({ StackName }) => StackName === INSTALL_STACK)) {
      for (const table of await tablesKeptBy(aws, StackId)) tables.add(table);
    }
  }
  const ledgers = await Promise.all([...tables].map((table) => readKept(aws, table)));
  return ledgers.filter((one) => one !== undefined);
}

const tablesKeptBy = async (aws: Aws, stackId: string): Promise<string[]> =>
  (await stackResources(aws.cloudformation, stackId))
    .filter((one) => one.ResourceType === 'AWS::DynamoDB::Table' && one.ResourceStatus === 'DELETE_SKIPPED')
    .flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []);

/** @returns undefined if the table is gone */
async function readKept(aws: Aws, table: string): Promise<KeptLedger | undefined> {
  try {
    return { table, items: await readLedger(aws, { table }) };
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
