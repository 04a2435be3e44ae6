/** What uninstall leaves behind. */
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { type InstalledAws, startInstalledAws } from './installed-aws';

let installed: InstalledAws;
beforeAll(async () => {
  installed = await startInstalledAws();
});
afterAll(() => installed?.stop());

async function tables(): Promise<string[]> {
  const { endpoint, region } = installed.aws;
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const client = new DynamoDBClient({ endpoint, region, credentials });
  return (await client.send(new ListTablesCommand({}))).TableNames ?? [];
}

it('uninstall keeps the ledger, and uninstall --purge deletes it, at once or later', async () => {
  await installed.run('uninstall');
  expect(await tables()).toHaveLength(1);
  await installed.run('uninstall', '--purge');
  expect(await tables()).toEqual([]);
  await installed.run('install');
  expect(await tables()).toHaveLength(1);
  await installed.run('uninstall', '--purge');
  expect(await tables()).toEqual([]);
});
