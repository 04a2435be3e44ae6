import { SetStackPolicyCommand, UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation';
import type { Aws } from '../aws';

/**
 * What a replacement would lose: the ledger's table, and functions, roles and a macro that templates and running services
 * use by name. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/protect-stack-resources.html
 */
const IRREPLACEABLE = [
  'Table',
  // The macro and its function. CloudFormation refuses a policy with a whole id that the stack lacks, as it may lack Macro.
  'Macro*',
  'GatewayFunction',
  'FailureFunction',
  'ExecutionRole',
  'InfrastructureRole',
];

/**
 * The install's stack policy. No update takes a resource out of the install: a template that somebody deploys in its place
 * is rolled back before anything is changed. A version that gives a resource up has to except it here.
 */
export const INSTALL_POLICY = {
  Statement: [
    { Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' },
    { Effect: 'Deny', Principal: '*', Action: 'Update:Delete', Resource: '*' },
    {
      Effect: 'Deny',
      Principal: '*',
      Action: 'Update:Replace',
      Resource: IRREPLACEABLE.map((logicalId) => `LogicalResourceId/${logicalId}`),
    },
  ],
};

/** Keeps the install from being replaced, and from being deleted by anything but `cfn-express uninstall`. */
export async function protect(aws: Aws, stackId: string): Promise<void> {
  const StackPolicyBody = JSON.stringify(INSTALL_POLICY);
  await aws.cloudformation.send(new SetStackPolicyCommand({ StackName: stackId, StackPolicyBody }));
  await setTerminationProtection(aws, stackId, true);
}

/** A stack policy does not keep a stack from being deleted. Termination protection does. */
export async function setTerminationProtection(aws: Aws, stackId: string, enabled: boolean): Promise<void> {
  const request = { StackName: stackId, EnableTerminationProtection: enabled };
  await aws.cloudformation.send(new UpdateTerminationProtectionCommand(request));
}
