/** What becomes of a stack whose new image is bad: the built bundles, the command line and the embedded AWS together. */
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type LocalAws, startLocalAws } from '../../scripts/local-aws';
import { packageRoot } from '../../scripts/package';
import { commandRunner, type RunCommand } from '../../scripts/story/command';
import { Look } from '../../scripts/story/look';

/** One AWS minute; a canary with Express Mode's six minutes of bake time takes seconds. */
const MINUTE_MS = 200;
const BUNDLES = ['macro', 'gateway', 'cfn-express', 'lambda-bootstrap'];
const TEMPLATE = `
Transform: Express
Parameters:
  Image: { Type: String, Default: "web:1" }
Resources:
  Web:
    Type: Express::Service
    Properties: { Image: !Ref Image }
`;

let aws: LocalAws;
let folder: string;
let run: RunCommand;
let look: Look;
const deploy = (stack: string, image: string) =>
  run('deploy', join(folder, 'web.yaml'), '--stack-name', stack, '--parameter', `Image=${image}`);

beforeAll(async () => {
  const root = packageRoot();
  const built = BUNDLES.every((bundle) => existsSync(join(root, 'dist', `${bundle}.js`)));
  if (!built) await promisify(execFile)(process.execPath, [join(root, 'scripts', 'build.mjs')]);
  folder = await mkdtemp(join(tmpdir(), 'cfn-express-'));
  await writeFile(join(folder, 'web.yaml'), TEMPLATE);
  aws = await startLocalAws({ minuteMs: MINUTE_MS });
  const quiet = { line() {}, check() {}, step: <T>(_title: string, happen: () => Promise<T>) => happen() };
  run = commandRunner(quiet, aws.endpoint, aws.region);
  look = new Look(aws.endpoint, aws.region);
  await run('install');
  await deploy('shop', 'web:1');
}, 120_000);

afterAll(async () => {
  await aws.stop();
  await rm(folder, { recursive: true });
});

test.each([
  ['web:errors', 'alarm(s) were triggered: shop-WebRollbackAlarm'],
  ['web:crash', 'the circuit breaker threshold was exceeded'],
])(
  'an update to %s fails with its reason, and the service is as it was',
  async (image, reason) => {
    const before = await look.service('shop', 'Web');
    await expect(deploy('shop', image)).rejects.toThrow(reason);
    // The traffic went over and came back, so the weights may be other numbers of the same share.
    expect(await look.service('shop', 'Web')).toEqual(before);
  },
  60_000,
);

test('a new stack that never gets healthy is undone, and hurts nobody else on the load balancer', async () => {
  const [rule] = await look.rules();
  await expect(deploy('late', 'web:missing')).rejects.toThrow('No rollback candidate was found to run the rollback.');
  await run('delete', '--stack-name', 'late');
  expect(await look.rules()).toEqual([rule]);
  expect(await look.loadBalancers()).toHaveLength(1);
}, 60_000);

test('a good image goes through after all that', async () => {
  await deploy('shop', 'web:2');
  expect(await look.service('shop', 'Web')).toMatchObject({
    image: 'web:2',
    running: 1,
    shares: { blue: 0, green: 100 },
  });
}, 60_000);
