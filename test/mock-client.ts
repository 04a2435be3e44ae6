import 'aws-sdk-client-mock-vitest/extend';
import { mockClient as mock } from 'aws-sdk-client-mock';

/** `mockClient` of aws-sdk-client-mock. Test files share the clients' classes, so the mock goes when its file ends. */
export const mockClient = ((...args: Parameters<typeof mock>) => {
  const client = mock(...args);
  afterAll(() => client.restore());
  return client;
}) as typeof mock;
