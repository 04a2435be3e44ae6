import { spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onUnwritable } from '../../../scripts/command-line/unwritable';

/** 128 plus the number of SIGPIPE. */
const BROKEN_PIPE = 141;
/** A device that is always full. */
const FULL = '/dev/full';
const built = (name: string): string => join(__dirname, '../../../dist', name);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'unwritable-'));
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

/** Runs a program whose stdout or stderr is a full disk. @returns its exit code, and what it wrote elsewhere */
async function runOnFull(which: 'stdout' | 'stderr', ...args: string[]): Promise<{ code: number; other: string }> {
  const full = openSync(FULL, 'w');
  try {
    const stdio = which === 'stdout' ? (['ignore', full, 'pipe'] as const) : (['ignore', 'pipe', full] as const);
    const child = spawn(process.execPath, args, { stdio: [...stdio], env: { ...process.env, TMPDIR: folder } });
    let other = '';
    (child.stdout ?? child.stderr)?.on('data', (chunk: Buffer) => {
      other += chunk.toString();
    });
    const [code] = await once(child, 'close');
    return { code, other };
  } finally {
    closeSync(full);
  }
}

test('a command whose output does not fit on the disk says so in a sentence, and fails', async () => {
  expect(await runOnFull('stdout', built('cfn-express.js'), '--help')).toEqual({
    code: 1,
    other: 'The output cannot be written: ENOSPC: no space left on device, write.\n',
  });
});

test('a command that can only not talk keeps its result and its exit code', async () => {
  const path = join(folder, 'one.yaml');
  writeFileSync(
    path,
    'Transform: Express\nResources:\n  Web: { Type: Express::Service, Properties: { Image: nginx } }\n',
  );
  const { code, other } = await runOnFull('stderr', built('cfn-express.js'), 'expand', path);
  expect({ code, first: other.split('\n')[0] }).toEqual({ code: 0, first: 'Resources:' });
  expect((await runOnFull('stderr', built('cfn-express.js'), 'nonsense')).code).toBe(2);
});

test('the story whose output does not fit on the disk fails, and leaves nothing of the embedded AWS', async () => {
  expect((await runOnFull('stdout', built('start.js'))).code).toBe(1);
  expect(readdirSync(folder)).toEqual([]);
});

test('a program leaves only once, whatever its output does', () => {
  const stream = () => Object.assign(new EventEmitter(), { write: vi.fn() });
  const [stdout, stderr] = [stream(), stream()];
  const leave = vi.fn();
  onUnwritable({ stdout, stderr }, leave);
  const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  stderr.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
  expect(leave).not.toHaveBeenCalled();
  stdout.emit('error', broken);
  stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
  stderr.emit('error', broken);
  expect(leave.mock.calls).toEqual([[BROKEN_PIPE]]);
  expect(stderr.write).not.toHaveBeenCalled();
});
