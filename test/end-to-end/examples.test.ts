import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

const FOLDER = 'templates/examples';

describe('with the install stack in a fresh account', () => {
  let installed: InstalledAws;

  beforeAll(async () => {
    installed = await startInstalledAws();
  });

  afterAll(() => installed?.stop());

  // AWS's own ECS Express Mode handles the native type. That example is there for comparison.
  const examples = readdirSync(FOLDER).filter((name) => name.endsWith('.yaml') && name !== 'native.yaml');

  test.each(examples)(
    '%s deploys without changes, has an endpoint, can be deployed again and leaves nothing',
    async (name) => {
      const stack = `example-${name.replace(/\W.*$/, '').replaceAll('.', '-')}`;
      const deploy = () => installed.runBuilt('deploy', join(FOLDER, name), '--stack-name', stack);

      const outputs = await deploy();
      expect(outputs).toMatch(/=(http:\/\/\S+\.elb\.localhost:\d+\/\S+|https:\/\/\S+\.cloudfront\.localhost:\d+\/$)/m);
      const rules = await installed.account.rules();
      expect(rules.length).toBeGreaterThan(0);

      expect(await deploy()).toBe(outputs);
      expect(await installed.account.rules()).toEqual(rules);

      await installed.runBuilt('delete', '--stack-name', stack);
      expect(await leftovers(installed)).toEqual(NOTHING);
    },
  );
});
