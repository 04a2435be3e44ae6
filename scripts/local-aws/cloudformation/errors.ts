import { AwsError } from '../wire/errors';

/** CloudFormation's answer to nearly everything that is wrong with a request. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

/** The sentence in an error of any kind. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
