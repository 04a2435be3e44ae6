import 'aws-sdk-client-mock-vitest/extend';
import { mockClient as mock } from 'aws-sdk-client-mock';
import { onTestFinished } from 'vitest';
import { getCurrentTest } from 'vitest/suite';

/**
 * `mockClient` of aws-sdk-client-mock. Test files share the clients' classes, so the mock goes when the test that has made it
 * ends, or its file.
 */
export const mockClient = ((...args: Parameters<typeof mock>) => {
  const client = mock(...args);
  const restore = () => client.restore();
  // In a test, a hook of the file would be forgotten.
  if (getCurrentTest()) onTestFinished(restore);
  else afterAll(restore);
  return client;
}) as typeof mock;
