import { paginateListStacks, type Stack } from '@aws-sdk/client-cloudformation';
import { ResourceNotFoundException } from '@aws-sdk/client-dynamodb';
import { DynamoStore } from '../../handlers/gateway/aws/dynamodb/store';
import { whyInUse } from '../../handlers/gateway/install-guard';
import type { Item } from '../../handlers/gateway/world/store';
import type { Aws } from '../aws';
import { outputsOf, stackResources } from '../stacks/stacks';
import { UserError } from '../user-error';
import { findInstallStack, ownerOf } from './find-stack';
import { isInstall } from './names';
import { findRemains, type Remains } from './orphans';

/** The install of this account and Region. */
export interface Install {
  stack: Stack;
  /** Name of the ledger's table. */
  table: string;
  /** How many services may share one load balancer. */
  maxServices: number;
}

/** The install's stack and its outputs; undefined when there is none, or none that was ever complete. */
export async function findInstall(aws: Aws): Promise<Install | undefined> {
  const stack = await findInstallStack(aws);
  const { TableName: table, MaxServicesPerLoadBalancer: max } = outputsOf(stack);
  return stack === undefined || table === undefined ? undefined : { stack, table, maxServices: Number(max) };
}

/** @throws UserError when there is no install */
export async function requireInstall(aws: Aws): Promise<Install> {
  const install = await findInstall(aws);
  if (install !== undefined) return install;
  throw new UserError(await missingInstall(aws));
}

export const missingInstall = async (aws: Aws): Promise<string> =>
  `cfn-express is not installed in this account in ${await aws.region()}. Install it with cfn-express install.`;

/** Every item of the ledger. */
export const readLedger = (aws: Aws, { table }: Pick<Install, 'table'>): Promise<Item[]> =>
  new DynamoStore(aws.dynamodb, table, { sleep: () => aws.pause(), random: Math.random }).scan();

/** A ledger that an install has left behind. */
export interface KeptLedger {
  table: string;
  items: Item[];
}

/**
 * The ledgers of deleted installs that no stack has. For 90 days CloudFormation knows a deleted stack and the resources that
 * it kept. That is the only way in which tables are found here: by its name, a table could be anybody's.
 * @param own the table of an install that was deleted a moment ago
 */
export async function findKeptLedgers(aws: Aws, own?: string): Promise<KeptLedger[]> {
  const tables = new Set<string>(own === undefined ? [] : [own]);
  const deleted = { StackStatusFilter: ['DELETE_COMPLETE' as const] };
  for await (const { StackSummaries = [] } of paginateListStacks({ client: aws.cloudformation }, deleted)) {
    const installs = StackSummaries.filter(({ TemplateDescription: Description }) => isInstall({ Description }));
    for (const { StackId = '' } of installs) {
      for (const table of await tablesKeptBy(aws, StackId)) tables.add(table);
    }
  }
  const owners = await Promise.all([...tables].map((table) => ownerOf(aws, table)));
  const free = [...tables].filter((_, at) => owners[at] === undefined);
  const ledgers = await Promise.all(free.map((table) => readKept(aws, table)));
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

/**
 * All that is left of an install without a stack, the ledger included. A ledger that still knows services is never left
 * behind, even if nothing else is there.
 * @throws UserError if several ledgers know services: nobody can tell which one is right
 */
export async function findAllRemains(aws: Aws): Promise<Remains> {
  const [remains, kept] = await Promise.all([findRemains(aws), findKeptLedgers(aws)]);
  if (remains.orphans.some(({ logicalId }) => logicalId === 'Table')) return remains;
  const used = kept.filter(({ items }) => whyInUse(items) !== undefined);
  if (used.length > 1) {
    const names = used.map(({ table }) => table).join(', ');
    throw new UserError(
      `Several ledgers of deleted installs know services: ${names}. Delete those that are wrong, then try again.`,
    );
  }
  const tables = used.map(({ table }) => ({ logicalId: 'Table', type: 'AWS::DynamoDB::Table', physicalId: table }));
  return { ...remains, orphans: [...remains.orphans, ...tables] };
}
