/** What the install is called, wherever it is looked for. */

/** Name of the install stack: one per account and Region. */
export const INSTALL_STACK = 'cfn-express';

/** The bucket for code and for templates that are too large to be sent along; S3 names are one space for everybody. */
export const artifactBucket = (accountId: string, region: string): string => `cfn-express-${accountId}-${region}`;

/** The function that answers for what the gateway failed at. */
export const FAILURE_FUNCTION_NAME = 'cfn-express-failures';

/** The command that deletes a stack. */
export const deletionOf = (stackName: string): string =>
  stackName === INSTALL_STACK ? 'cfn-express uninstall' : `cfn-express delete --stack-name ${stackName}`;
