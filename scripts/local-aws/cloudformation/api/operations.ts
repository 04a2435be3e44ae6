/** CloudFormation's operations, by name. */
import { createChangeSet, deleteChangeSet, executeChangeSet } from './change-sets';
import { describeChangeSet, listChangeSets } from './describe-change-sets';
import {
  describeStackEvents,
  describeStackResource,
  describeStackResources,
  describeStacks,
  listExports,
  listImports,
  listStackResources,
  listStacks,
} from './describe-stacks';
import type { Operation } from './office';
import {
  cancelUpdateStack,
  continueUpdateRollback,
  createStack,
  deleteStack,
  updateStack,
  updateTerminationProtection,
} from './stacks';
import { getTemplate, getTemplateSummary, validateTemplate } from './templates';

export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries({
    CancelUpdateStack: cancelUpdateStack,
    ContinueUpdateRollback: continueUpdateRollback,
    CreateChangeSet: createChangeSet,
    CreateStack: createStack,
    DeleteChangeSet: deleteChangeSet,
    DeleteStack: deleteStack,
    DescribeChangeSet: describeChangeSet,
    DescribeStackEvents: describeStackEvents,
    DescribeStackResource: describeStackResource,
    DescribeStackResources: describeStackResources,
    DescribeStacks: describeStacks,
    ExecuteChangeSet: executeChangeSet,
    GetTemplate: getTemplate,
    GetTemplateSummary: getTemplateSummary,
    ListChangeSets: listChangeSets,
    ListExports: listExports,
    ListImports: listImports,
    ListStackResources: listStackResources,
    ListStacks: listStacks,
    UpdateStack: updateStack,
    UpdateTerminationProtection: updateTerminationProtection,
    ValidateTemplate: validateTemplate,
  } satisfies Record<string, Operation>),
);
