import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START = join(__dirname, '../../dist/start.js');

test('Ctrl-C stops the story, says so, and leaves nothing of the embedded AWS', async () => {
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
      // By then the gateway function is running.
      if (/Endpoint|Deploy|deploy/.test(stdout)) story.kill('SIGINT');
    });
    const [code] = await once(story, 'close');
    expect({ code, stderr }).toEqual({ code: 130, stderr: '\nStopping the embedded AWS. Nothing of it remains.\n' });
    expect(readdirSync(folder)).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
