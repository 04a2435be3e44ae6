import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import { DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { CreateBucketCommand, ListBucketsCommand, S3Client } from '@aws-sdk/client-s3';
import { clientConfig, eventually, isAlive } from '../scripts/local-aws/fixtures';
import { REAL_PYTHON } from '../scripts/local-aws/program';
import { startMoto } from '.';
import { PORT_VARIABLE } from './port';
import { NURSERY } from './program';

const configOf = ({ port }: { port: number }) =>
  clientConfig({ endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1' });

test('each moto from the nursery has a state and ids of its own, and is gone after stop', async () => {
  expect(process.env[PORT_VARIABLE]).toMatch(/^\d+$/);
  const [one, other] = await Promise.all([startMoto(), startMoto()]);
  await new S3Client(configOf(one)).send(new CreateBucketCommand({ Bucket: 'bucket' }));
  expect((await new S3Client(configOf(other)).send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
  const [vpcs, others] = await Promise.all(
    [one, other].map(async (moto) => (await new EC2Client(configOf(moto)).send(new DescribeVpcsCommand({}))).Vpcs),
  );
  expect(vpcs?.[0]?.VpcId).not.toBe(others?.[0]?.VpcId);
  await Promise.all([one.stop(), other.stop()]);
  expect(await one.ended).toBe('has ended');
  await expect(fetch(`http://127.0.0.1:${one.port}/`)).rejects.toThrow('fetch failed');
});

test('the nursery ends when Vitest is killed, and a moto from it when its test file is', async () => {
  const vitest = spawn(
    process.execPath,
    [
      '-e',
      `const nursery = require('node:child_process').spawn('python3', ['-c', process.argv[1], 'sts', '5.2.'], { stdio: ['pipe', 'pipe', 'ignore'], detached: true });
       nursery.stdout.once('data', (line) => console.log(JSON.stringify({ ...JSON.parse(line), pid: nursery.pid })));`,
      NURSERY,
    ],
    { env: { ...process.env, ...REAL_PYTHON } },
  );
  const { pid, port } = JSON.parse((await once(createInterface(vitest.stdout), 'line'))[0]);
  const testFile = connect(port, '127.0.0.1');
  const moto = JSON.parse((await once(createInterface(testFile), 'line'))[0]);
  const answers = () =>
    fetch(`http://127.0.0.1:${moto.port}/moto-api/data.json`).then(
      ({ ok }) => ok,
      () => false,
    );
  vitest.kill('SIGKILL');
  await eventually(
    () => isAlive(pid),
    (alive) => !alive,
  );
  expect(await answers()).toBe(true);
  testFile.destroy();
  await eventually(answers, (ok) => !ok);
});
