import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tellStory } from '../../scripts/story/story';
import { type InstalledAws, leftovers, NOTHING, silentNarrator, startInstalledAws } from './installed-aws';

const FOLDER = 'templates/examples';

describe('with the install stack in a fresh account', () => {
  let installed: InstalledAws;

  beforeAll(async () => {
    installed = await startInstalledAws();
  });

  afterAll(() => installed?.stop());

  // The native type is what ECS Express Mode itself answers for; it stands there to be compared.
  const examples = readdirSync(FOLDER).filter((name) => name !== 'native.yaml');

  test.each(examples)('%s deploys as it stands, answers, updates to itself and leaves nothing', async (name) => {
    const stack = `example-${name.replace(/\W.*$/, '').replaceAll('.', '-')}`;
    const deploy = () => installed.run('deploy', join(FOLDER, name), '--stack-name', stack);

    const outputs = await deploy();
    expect(outputs).toMatch(/=http:\/\/\S+\.elb\.amazonaws\.com\/\S+/);
    const rules = await installed.account.rules();
    expect(rules.length).toBeGreaterThan(0);

    expect(await deploy()).toBe(outputs);
    expect(await installed.account.rules()).toEqual(rules);

    await installed.run('delete', '--stack-name', stack);
    expect(await leftovers(installed)).toEqual(NOTHING);
  });
});

test('the story holds, from the first service of a load balancer to its last', async () => {
  const installed = await startInstalledAws();
  try {
    await tellStory({ narrator: silentNarrator, run: installed.run, account: installed.account });
  } finally {
    await installed.stop();
  }
}, 180_000);
