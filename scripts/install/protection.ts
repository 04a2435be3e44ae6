import { isDeepStrictEqual } from 'node:util';
import { GetStackPolicyCommand, type Stack } from '@aws-sdk/client-cloudformation';
import type { CheckUpFinding } from '../../handlers/gateway/doctor/event';
import type { Aws } from '../aws';
import { explain } from '../command-line/explain';
import { obstacleOf } from '../stacks/obstacles';
import { isNoStack } from '../stacks/stacks';
import { hasInstallName, INSTALL_STACK } from './names';
import { INSTALL_POLICY } from './protect';

/** What the install lacks of its protection, or why that is not known. */
export async function protectionFindings(aws: Aws, stack: Stack): Promise<CheckUpFinding[]> {
  const { StackId, StackName = INSTALL_STACK, EnableTerminationProtection = false } = stack;
  const finding = { what: `stack ${StackName}`, repairable: false };
  const problems = EnableTerminationProtection
    ? []
    : ['its termination protection is off, so it may be deleted by mistake'];
  const unknown: CheckUpFinding[] = [];
  try {
    const request = new GetStackPolicyCommand({ StackName: StackId ?? StackName });
    problems.push(...policyProblems((await aws.cloudformation.send(request)).StackPolicyBody));
  } catch (error) {
    const problem = `its stack policy cannot be read: ${explain(error, aws.credentials)}`;
    unknown.push({ ...finding, kind: 'unknown', problem, remedy: remedyOf(error) });
  }
  const remedy = hasInstallName(StackName)
    ? 'run cfn-express install: it protects it again'
    : `protect it by hand: cfn-express install changes only a stack with the name ${INSTALL_STACK}`;
  return [...problems.map((problem): CheckUpFinding => ({ ...finding, kind: 'changed', problem, remedy })), ...unknown];
}

/** What to do about a stack policy that CloudFormation does not show. */
function remedyOf(error: unknown): string {
  if (isNoStack(error)) return 'run this again: the stack has been deleted meanwhile';
  switch (obstacleOf(error)) {
    case 'passing':
      return 'run this again later';
    case 'credentials':
      return 'run this again with credentials that AWS accepts';
    default:
      return /AccessDenied|Unauthorized|NotAuthorized/.test(error instanceof Error ? error.name : '')
        ? 'allow cloudformation:GetStackPolicy to whoever runs this'
        : 'put right what the error names, and run this again';
  }
}

function policyProblems(body: string | undefined): string[] {
  if (body === undefined) {
    return [
      'it has no stack policy, so another template in its place would take functions, roles and the ledger from it',
    ];
  }
  return isDeepStrictEqual(readPolicy(body), INSTALL_POLICY)
    ? []
    : ['it has another stack policy than cfn-express install sets, so an update may take something from it'];
}

function readPolicy(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
