import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BROKEN_PIPE, onBrokenPipe } from '../../../scripts/command-line/broken-pipe';

const built = (name: string): string => join(__dirname, '../../../dist', name);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'broken-pipe-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Runs a program and closes its output after the first bytes. */
async function readABit(...args: string[]): Promise<{ code: number; stderr: string }> {
  const child = spawn(process.execPath, args, { env: { ...process.env, TMPDIR: folder } });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await once(child, 'close');
  return { code, stderr };
}

test('a command whose output is closed ends silently', async () => {
  // More than a pipe can hold, so that the command is still writing when nobody reads any more.
  const block = '{ Type: Express::Service, Properties: { Image: nginx } }';
  const blocks = Array.from({ length: 20 }, (_, index) => `  Web${index}: ${block}\n`);
  const path = join(folder, 'many.yaml');
  writeFileSync(path, `Transform: Express\nResources:\n${blocks.join('')}`);
  expect(await readABit(built('cfn-express.js'), 'expand', path)).toEqual({ code: BROKEN_PIPE, stderr: '' });
});

test('the story whose output is closed ends silently, and leaves nothing of the embedded AWS', async () => {
  expect(await readABit(built('start.js'))).toEqual({ code: BROKEN_PIPE, stderr: '' });
  expect(readdirSync(folder)).toEqual([]);
});

test('a program is told only once that its output is closed, and any other error of the stream is thrown', () => {
  const stream = new EventEmitter();
  const leave = jest.fn();
  onBrokenPipe(stream, leave);
  const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  stream.emit('error', broken);
  stream.emit('error', broken);
  expect(leave).toHaveBeenCalledTimes(1);
  expect(() => stream.emit('error', new Error('no space left'))).toThrow('no space left');
});
