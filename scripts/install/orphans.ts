import { paginateDescribeStackEvents, paginateListStacks } from '@aws-sdk/client-cloudformation';
import { DescribeTableCommand, ResourceNotFoundException as NoTableError } from '@aws-sdk/client-dynamodb';
import {
  type FunctionConfiguration,
  GetFunctionConfigurationCommand,
  ResourceNotFoundException as NoFunctionError,
} from '@aws-sdk/client-lambda';
import { GATEWAY_FUNCTION_NAME, MACRO_FUNCTION_NAME, sharedRoleName } from '../../handlers/contract';
import type { Aws } from '../aws';
import { ownerOf } from './find-stack';
import { FAILURE_FUNCTION_NAME, INSTALL_STACK } from './names';

/** A resource of an install that belongs to no stack. */
export interface Orphan {
  /** Its logical id in the install's template. */
  logicalId: string;
  type: string;
  physicalId: string;
}

/** What is left of an install whose stack is gone, or has become something else. */
export interface Remains {
  orphans: Orphan[];
  /** ARNs of the functions' roles by the logical id of the function. */
  roles: Record<string, string>;
}

/** Functions and their parts, by logical id. The functions have fixed names, and lead to what has a generated one. */
const FUNCTIONS = [
  { logicalId: 'MacroFunction', name: MACRO_FUNCTION_NAME, role: 'MacroRole', logGroup: 'MacroLogGroup' },
  { logicalId: 'GatewayFunction', name: GATEWAY_FUNCTION_NAME, role: 'GatewayRole', logGroup: 'GatewayLogGroup' },
  { logicalId: 'FailureFunction', name: FAILURE_FUNCTION_NAME, role: 'FailureRole', logGroup: 'FailureLogGroup' },
];

/**
 * What an install has left behind outside of any stack. A role of a fixed name is listed without a look whether it exists.
 * Nothing else is listed by its name alone: it might be somebody else's.
 */
export async function findRemains(aws: Aws): Promise<Remains> {
  const found = await Promise.all(FUNCTIONS.map(async (one) => ({ ...one, configuration: await look(aws, one.name) })));
  const lost = found.filter(({ configuration }) => configuration !== undefined);
  if (lost.length === 0 || (await ownerOf(aws, lost[0]?.name ?? '')) !== undefined) return { orphans: [], roles: {} };
  const variables = lost.find(({ name }) => name === GATEWAY_FUNCTION_NAME)?.configuration?.Environment?.Variables;
  const candidates = [
    ...lost.flatMap(partsOf),
    ...(await tableNamed(aws, variables?.TABLE_NAME)),
    ...(await sharedRoles(aws)),
    ...(await sweepers(aws)),
  ];
  const owners = await Promise.all(candidates.map(({ physicalId }) => ownerOf(aws, physicalId)));
  return {
    orphans: candidates.filter((_, at) => owners[at] === undefined),
    roles: Object.fromEntries(lost.map(({ logicalId, configuration }) => [logicalId, configuration?.Role ?? ''])),
  };
}

/** One line for each, for people. */
export const listOrphans = (orphans: readonly Orphan[]): string =>
  orphans.map(({ type, physicalId }) => `  ${type} ${physicalId}`).join('\n');

async function look(aws: Aws, name: string): Promise<FunctionConfiguration | undefined> {
  try {
    return await aws.lambda.send(new GetFunctionConfigurationCommand({ FunctionName: name }));
  } catch (error) {
    if (error instanceof NoFunctionError) return undefined;
    throw error;
  }
}

/** A function with its role and its log group. Those that somebody has set by hand are not the install's. */
function partsOf(one: (typeof FUNCTIONS)[number] & { configuration: FunctionConfiguration | undefined }): Orphan[] {
  const { Role = '', LoggingConfig } = one.configuration ?? {};
  const parts = [
    { logicalId: one.role, type: 'AWS::IAM::Role', physicalId: Role.split('/').at(-1) ?? '' },
    { logicalId: one.logGroup, type: 'AWS::Logs::LogGroup', physicalId: LoggingConfig?.LogGroup ?? '' },
  ];
  return [
    { logicalId: one.logicalId, type: 'AWS::Lambda::Function', physicalId: one.name },
    ...parts.filter(({ logicalId, physicalId }) => physicalId.includes(`-${logicalId}-`)),
  ];
}

async function tableNamed(aws: Aws, TableName: string | undefined): Promise<Orphan[]> {
  if (TableName === undefined) return [];
  try {
    await aws.dynamodb.send(new DescribeTableCommand({ TableName }));
    return [{ logicalId: 'Table', type: 'AWS::DynamoDB::Table', physicalId: TableName }];
  } catch (error) {
    if (error instanceof NoTableError) return [];
    throw error;
  }
}

async function sharedRoles(aws: Aws): Promise<Orphan[]> {
  const region = await aws.region();
  const roles = {
    ExecutionRole: sharedRoleName('execution', region),
    InfrastructureRole: sharedRoleName('infrastructure', region),
  };
  return Object.entries(roles).map(([logicalId, physicalId]) => ({ logicalId, type: 'AWS::IAM::Role', physicalId }));
}

/** Nothing leads to these but the events of the stack that made them. CloudFormation keeps events for 90 days. */
const SWEEPERS = ['Sweep', 'SweepRole'];

async function sweepers(aws: Aws): Promise<Orphan[]> {
  const newest = new Map<string, Orphan>();
  for (const stackId of await stacksOfThatName(aws)) {
    const last = new Map<string, string>();
    const pages = paginateDescribeStackEvents({ client: aws.cloudformation }, { StackName: stackId });
    for await (const { StackEvents = [] } of pages) {
      for (const { LogicalResourceId: logicalId = '', PhysicalResourceId: physicalId = '', ...event } of StackEvents) {
        // The newest come first.
        if (!SWEEPERS.includes(logicalId) || physicalId === '' || last.has(physicalId)) continue;
        last.set(physicalId, event.ResourceStatus ?? '');
        if (event.ResourceStatus === 'DELETE_COMPLETE' || newest.has(logicalId)) continue;
        newest.set(logicalId, { logicalId, type: event.ResourceType ?? '', physicalId });
      }
    }
  }
  return [...newest.values()];
}

/** Ids of the stacks that have or had the install's name, the newest first. */
async function stacksOfThatName(aws: Aws): Promise<string[]> {
  const ids: string[] = [];
  for await (const { StackSummaries = [] } of paginateListStacks({ client: aws.cloudformation }, {})) {
    for (const { StackName, StackId } of StackSummaries) {
      if (StackName === INSTALL_STACK && StackId !== undefined) ids.push(StackId);
    }
  }
  return ids;
}
