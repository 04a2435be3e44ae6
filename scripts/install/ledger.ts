import type { Stack } from '@aws-sdk/client-cloudformation';
import { DynamoStore } from '../../handlers/gateway/ledger/dynamo-store';
import type { Item } from '../../handlers/gateway/ledger/store';
import type { Aws } from '../aws';
import { findStack, outputsOf } from '../cloudformation/stacks';
import { Failure } from '../failure';
import { INSTALL_STACK } from './names';

/** The install of this account and Region. */
export interface Install {
  stack: Stack;
  /** Name of the ledger's table. */
  table: string;
  /** Services that may share one load balancer. */
  maxServices: number;
}

/** The install stack with what its outputs say, or undefined when there is none that ever was complete. */
export const findInstall = async (aws: Aws): Promise<Install | undefined> => {
  const stack = await findStack(aws.cloudformation, INSTALL_STACK);
  const { TableName: table, MaxServicesPerLoadBalancer: max } = outputsOf(stack);
  return stack === undefined || table === undefined ? undefined : { stack, table, maxServices: Number(max) };
};

/** @throws Failure when there is no install */
export const requireInstall = async (aws: Aws): Promise<Install> => {
  const install = await findInstall(aws);
  if (install !== undefined) return install;
  throw new Failure(`cfn-express is not installed in this account in ${await aws.region()}: cfn-express install`);
};

/** Every item of the ledger. */
export const readLedger = (aws: Aws, { table }: Install): Promise<Item[]> =>
  new DynamoStore(aws.dynamodb, table, { sleep: () => aws.pause(), random: Math.random }).scan();
