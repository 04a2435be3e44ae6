import { randomUUID } from 'node:crypto';
import { DeleteChangeSetCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import {
  DeleteFunctionEventInvokeConfigCommand,
  GetFunctionConfigurationCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-lambda';
import { GATEWAY_FUNCTION_NAME } from '../../handlers/contract';
import type { JsonObject } from '../../handlers/template-language/json';
import type { Aws } from '../aws';
import { createChangeSet } from '../stacks/change-set';
import { importResources } from '../stacks/import-resources';
import type { StackProgress } from '../stacks/progress';
import { stackResources } from '../stacks/stacks';
import { UserError } from '../user-error';
import { identifierOf, importTemplate } from './import-template';
import { INSTALL_STACK } from './names';
import type { Orphan, Remains } from './orphans';

/**
 * Imports what is left of an install into a new install stack. An update with the whole template has to follow.
 * @param template the install's template
 * @throws UserError if CloudFormation refuses
 */
export async function importRemains(
  aws: Aws,
  template: JsonObject,
  remains: Remains,
  progress: StackProgress,
): Promise<void> {
  for (let { orphans } = remains; ; ) {
    const text = JSON.stringify(importTemplate(template, orphans, remains));
    const resources = orphans.map((orphan) => ({
      LogicalResourceId: orphan.logicalId,
      ResourceType: orphan.type,
      ResourceIdentifier: identifierOf(orphan),
    }));
    const reason = await importResources(aws, { stackName: INSTALL_STACK, text, resources }, progress);
    if (reason === undefined) return;
    // CloudFormation names one missing resource at a time.
    const existing = orphans.filter((orphan) => !isMissing(orphan, reason));
    if (existing.length === orphans.length || existing.length === 0) {
      throw new UserError(`CloudFormation does not import what is left of the install:\n${reason}`);
    }
    orphans = existing;
  }
}

const isMissing = ({ type, physicalId }: Orphan, reason: string): boolean =>
  /not found|does not exist|not exist/i.test(reason) && reason.includes(type) && namesIt(reason, physicalId);

/** Whether a text contains a name that is not a part of a longer one. */
const namesIt = (text: string, name: string): boolean => text.split(/[^\w-]+/).includes(name);

/**
 * Prepares the update that completes an install stack after an import.
 * @returns the parameters with which the install becomes what it was before
 */
export async function prepareCompletion(
  aws: Aws,
  stackId: string,
  progress: StackProgress,
): Promise<Record<string, string>> {
  const resources = await stackResources(aws.cloudformation, stackId);
  const functions = resources.filter(({ ResourceType }) => ResourceType === 'AWS::Lambda::Function');
  for (const { PhysicalResourceId = '' } of functions) await forgetInvokeConfig(aws, PhysicalResourceId);
  const hasGateway = functions.some(({ PhysicalResourceId }) => PhysicalResourceId === GATEWAY_FUNCTION_NAME);
  const max = hasGateway ? await maxServices(aws) : undefined;
  return {
    ...(max !== undefined && { MaxServicesPerLoadBalancer: max }),
    RegisterMacro: String(!(await isMacroRegistered(aws, stackId, progress))),
  };
}

async function maxServices(aws: Aws): Promise<string | undefined> {
  const request = new GetFunctionConfigurationCommand({ FunctionName: GATEWAY_FUNCTION_NAME });
  return (await aws.lambda.send(request)).Environment?.Variables?.MAX_SERVICES_PER_LOAD_BALANCER;
}

/**
 * The settings of a function's asynchronous invocations are a resource of the template, and CloudFormation does not create
 * one that exists. The defaults hold until the update makes them again.
 */
async function forgetInvokeConfig(aws: Aws, FunctionName: string): Promise<void> {
  try {
    await aws.lambda.send(new DeleteFunctionEventInvokeConfigCommand({ FunctionName }));
  } catch (error) {
    if (!(error instanceof ResourceNotFoundException)) throw error;
  }
}

/**
 * Whether the macro is registered although its resource is in no stack. CloudFormation can neither import a macro nor
 * list the macros, but it says so when a template uses one that does not exist.
 */
async function isMacroRegistered(aws: Aws, stackId: string, progress: StackProgress): Promise<boolean> {
  const { TemplateBody = '{}' } = await aws.cloudformation.send(new GetTemplateCommand({ StackName: stackId }));
  const text = JSON.stringify({ ...JSON.parse(TemplateBody), Transform: 'Express' });
  const name = `cfn-express-${randomUUID()}`;
  const input = { stackName: stackId, type: 'UPDATE' as const, name, template: { TemplateBody: text }, parameters: [] };
  const changeSet = await createChangeSet(aws, input, progress);
  if (changeSet.result === 'ready') {
    await aws.cloudformation.send(new DeleteChangeSetCommand({ ChangeSetName: changeSet.arn }));
  }
  return changeSet.result !== 'failed' || !/No transform named \S*Express\b/.test(changeSet.reason);
}
