/** The names that CloudFormation and the SDK give to throttling. */
const NAMES = ['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequestsException'];

/**
 * What the call returns; undefined if CloudFormation throttles it even after the SDK's own attempts. All users of an
 * account share a few calls a second, and a deployment that is only watched continues anyway.
 */
export async function unlessThrottled<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && NAMES.includes(error.name)) return undefined;
    throw error;
  }
}
