/** The program of an execution environment, as `npm run build` makes it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../../../scripts/package';
import { eventually, isAlive } from '../fixtures';

test('ends with its parent although it never yields and somebody else holds its standard input', async () => {
  const api = createServer((_request, response) =>
    response.setHeader('lambda-runtime-aws-request-id', '1').setHeader('lambda-runtime-deadline-ms', '0').end('{}'),
  ).listen(0, '127.0.0.1');
  await once(api, 'listening');
  const folder = await mkdtemp(join(tmpdir(), 'cfn-express-test-'));
  await writeFile(join(folder, 'index.js'), `exports.handler = async () => { console.log('busy'); for (;;); };`);
  const program = join(packageRoot(), 'dist', 'lambda-bootstrap.js');
  // The shell passes on its standard input, of which this process holds the other end.
  const parent = spawn('/bin/sh', ['-c', '"$0" "$1" 1000 <&3 & echo $!; wait', process.execPath, program], {
    env: {
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(api.address() as AddressInfo).port}`,
      AWS_LAMBDA_FUNCTION_NAME: 'busy',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_LAMBDA_LOG_GROUP_NAME: 'busy',
      AWS_LAMBDA_LOG_STREAM_NAME: 'busy',
      LAMBDA_TASK_ROOT: folder,
      _HANDLER: 'index.handler',
    },
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
  });
  const lines = createInterface(parent.stdio[1] as NodeJS.ReadableStream)[Symbol.asyncIterator]();
  const child = Number((await lines.next()).value);
  try {
    expect((await lines.next()).value).toContain('busy');
    parent.kill('SIGKILL');
    await eventually(
      () => isAlive(child),
      (alive) => !alive,
    );
  } finally {
    if (await isAlive(child)) process.kill(child, 'SIGKILL');
    api.closeAllConnections();
    api.close();
    await rm(folder, { recursive: true });
  }
});
