/** As CloudFormation and the SDK name it. */
const NAMES = ['Throttling', 'ThrottlingException', 'RequestLimitExceeded', 'TooManyRequestsException'];

/**
 * What the call returns; undefined if CloudFormation has no time for it, after all the SDK's own attempts. Everybody in an
 * account shares its few calls a second, and a deployment that is only watched goes on whether or not one looks.
 */
export async function unlessThrottled<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof Error && NAMES.includes(error.name)) return undefined;
    throw error;
  }
}
