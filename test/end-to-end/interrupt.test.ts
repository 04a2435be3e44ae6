import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START = join(__dirname, '../../dist/start.js');

test('Ctrl-C ends the story with a word, and leaves nothing of the embedded AWS', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'interrupt-'));
  try {
    const story = spawn(process.execPath, [START], { env: { ...process.env, TMPDIR: folder } });
    let stdout = '';
    let stderr = '';
    story.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    story.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      // The gateway function is at work by then.
      if (/Endpoint|Deploy|deploy/.test(stdout)) story.kill('SIGINT');
    });
    const [code] = await once(story, 'close');
    expect({ code, stderr }).toEqual({ code: 130, stderr: '\nStopping the embedded AWS; nothing of it stays.\n' });
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 120_000);
