import { AwsError } from '../wire/errors';

/** CloudFormation's error for nearly everything that is wrong with a request. */
export const validationError = (message: string): AwsError => new AwsError('ValidationError', message);

/** The message of an error of any kind. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
