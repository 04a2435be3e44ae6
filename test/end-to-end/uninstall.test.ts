/** What an install leaves behind, and how it goes. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { installed, type Stage } from './stage';

let stage: Stage;
beforeAll(async () => {
  stage = await installed();
});
afterAll(() => stage?.stop());

async function tables(): Promise<string[]> {
  const { endpoint, region } = stage.aws;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  return (await client.send(new ListTablesCommand({}))).TableNames ?? [];
}

it('keeps the ledger until it is purged, at once or later', async () => {
  await stage.run('uninstall');
  expect(await tables()).toHaveLength(1);
  await stage.run('uninstall', '--purge');
  expect(await tables()).toEqual([]);
  await stage.run('install');
  expect(await tables()).toHaveLength(1);
  await stage.run('uninstall', '--purge');
  expect(await tables()).toEqual([]);
});
