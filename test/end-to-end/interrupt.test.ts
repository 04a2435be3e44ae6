import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { childrenOf, isAlive } from '../scripts/local-aws/fixtures';
import { type Program, startProgram } from '../scripts/local-aws/program';

const START = join(__dirname, '../../dist/start.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'interrupt-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const tell = (): Program => startProgram(process.execPath, [START], { env: { ...process.env, TMPDIR: folder } });

/** The processes of the story when it deploys: moto, the gateway function, and a command. */
async function whenItDeploys({ child, says }: Program): Promise<number[]> {
  await says('$ cfn-express deploy');
  const running = await childrenOf(child.pid);
  expect(running.length).toBeGreaterThanOrEqual(2);
  return running;
}

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s stops the story, which says so and leaves nothing of the embedded AWS', async (signal, code) => {
  const story = tell();
  const running = await whenItDeploys(story);
  story.child.kill(signal);
  expect(await story.ended).toEqual([code, null]);
  expect(story.err()).toBe('\nThe embedded AWS was stopped. Nothing of it remains.\n');
  expect(await Promise.all(running.map(isAlive))).toEqual(running.map(() => false));
  expect(readdirSync(folder)).toEqual([]);
});

test('the story stops while the embedded AWS starts, too', async () => {
  const story = tell();
  await story.says('Start the embedded AWS');
  story.child.kill('SIGINT');
  expect(await story.ended).toEqual([130, null]);
  expect(readdirSync(folder)).toEqual([]);
});

test('when moto is killed, the story says so in one sentence and ends with 1', async () => {
  const story = tell();
  const running = await whenItDeploys(story);
  const [moto = 0] = await childrenOf(story.child.pid, /python/);
  process.kill(moto, 'SIGKILL');
  expect(await story.ended).toEqual([1, null]);
  expect(story.err()).toBe(
    '\nmoto was ended by SIGKILL and said nothing. The embedded AWS has ended with it, and all that was in it is lost.\n',
  );
  expect(await Promise.all(running.map(isAlive))).toEqual(running.map(() => false));
  expect(readdirSync(folder)).toEqual([]);
});
