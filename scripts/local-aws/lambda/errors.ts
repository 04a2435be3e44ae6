import { AwsError } from '../wire/errors';

/** An error that Lambda marks as the caller's mistake. */
export const userError = (code: string, message: string, status = 400): AwsError =>
  new AwsError(code, message, status, { Type: 'User' });

export const invalidParameterValue = (message: string): AwsError =>
  userError('InvalidParameterValueException', message);

export const resourceNotFound = (message: string): AwsError => userError('ResourceNotFoundException', message, 404);

export const resourceConflict = (message: string): AwsError => userError('ResourceConflictException', message, 409);
