/** Name of the install stack: one per account and Region. */
export const INSTALL_STACK = 'cfn-express';

/** The function that answers CloudFormation when the gateway function has failed. */
export const FAILURE_FUNCTION_NAME = 'cfn-express-failures';

/** The command that deletes a stack. */
export const deletionOf = (stackName: string): string =>
  stackName === INSTALL_STACK ? 'cfn-express uninstall' : `cfn-express delete --stack-name ${stackName}`;
