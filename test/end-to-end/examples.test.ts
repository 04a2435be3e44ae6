import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { tell } from '../../scripts/story/story';
import { installed, leftovers, NOTHING, type Stage, silentTeller } from './stage';

const FOLDER = 'templates/examples';

describe('with the install stack in a fresh account', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await installed();
  });

  afterAll(() => stage?.stop());

  // The native type is what ECS Express Mode itself answers for; it stands there to be compared.
  const examples = readdirSync(FOLDER).filter((name) => name !== 'native.yaml');

  test.each(examples)('%s deploys as it stands, answers, updates to itself and leaves nothing', async (name) => {
    const stack = `example-${name.replace(/\W.*$/, '').replaceAll('.', '-')}`;
    const deploy = () => stage.run('deploy', join(FOLDER, name), '--stack-name', stack);

    const outputs = await deploy();
    expect(outputs).toMatch(/=http:\/\/\S+\.elb\.amazonaws\.com\/\S+/);
    const rules = await stage.look.rules();
    expect(rules.length).toBeGreaterThan(0);

    expect(await deploy()).toBe(outputs);
    expect(await stage.look.rules()).toEqual(rules);

    await stage.run('delete', '--stack-name', stack);
    expect(await leftovers(stage)).toEqual(NOTHING);
  });
});

test('the story holds, from the first service of a load balancer to its last', async () => {
  const stage = await installed();
  try {
    await tell({ teller: silentTeller, run: stage.run, look: stage.look });
  } finally {
    await stage.stop();
  }
}, 180_000);
