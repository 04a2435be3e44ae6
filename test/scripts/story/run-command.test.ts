import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNarrator } from '../../../scripts/story/narrator';
import { commandRunner } from '../../../scripts/story/run-command';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'run-command-'));
  await mkdir(join(root, 'dist'));
  await writeFile(join(root, 'dist', 'cfn-express.js'), 'console.log(JSON.stringify(process.env))');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true });
});

test("the user's AWS settings do not reach a command, which would call AWS with them; other variables do", async () => {
  for (const name of ['PROFILE', 'SESSION_TOKEN', 'CONFIG_FILE', 'SHARED_CREDENTIALS_FILE', 'ENDPOINT_URL_ECS'])
    vi.stubEnv(`AWS_${name}`, 'mine');
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
  vi.stubEnv('OTHER', 'kept');
  const narrator = createNarrator(
    () => {},
    () => 0,
  );
  const run = commandRunner(narrator, 'http://127.0.0.1:1', 'eu-west-1', { root });
  const seen: Record<string, string> = JSON.parse(await run('list'));
  expect(Object.fromEntries(Object.entries(seen).filter(([name]) => /^(AWS_|OTHER$)/.test(name)))).toEqual({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:1',
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    OTHER: 'kept',
  });
});
