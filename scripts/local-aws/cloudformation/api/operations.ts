/** CloudFormation's operations, by name. */
import { createChangeSet, deleteChangeSet, executeChangeSet } from './change-sets';
import { describeChangeSet, listChangeSets } from './describe-change-sets';
import { describeStackResource, describeStackResources, listStackResources } from './describe-stack-resources';
import { describeStackEvents, describeStacks, listStacks } from './describe-stacks';
import { listExports, listImports } from './exports';
import type { CloudFormationOperation } from './operation';
import { getStackPolicy, setStackPolicy } from './stack-policies';
import {
  cancelUpdateStack,
  continueUpdateRollback,
  createStack,
  deleteStack,
  updateStack,
  updateTerminationProtection,
} from './stacks';
import { getTemplate, getTemplateSummary, validateTemplate } from './templates';

export const OPERATIONS: Readonly<Record<string, CloudFormationOperation>> = {
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
  GetStackPolicy: getStackPolicy,
  GetTemplate: getTemplate,
  GetTemplateSummary: getTemplateSummary,
  ListChangeSets: listChangeSets,
  ListExports: listExports,
  ListImports: listImports,
  ListStackResources: listStackResources,
  ListStacks: listStacks,
  SetStackPolicy: setStackPolicy,
  UpdateStack: updateStack,
  UpdateTerminationProtection: updateTerminationProtection,
  ValidateTemplate: validateTemplate,
};
