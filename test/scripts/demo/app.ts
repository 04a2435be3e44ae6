/** The app as its template has it, as a process of Node.js. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { appOfTemplate } from './template';

export interface App {
  child: ChildProcess;
  /** Resolves with exit code and signal. */
  ended: Promise<unknown[]>;
  url: string;
  output(): string;
  /** Resolves when the text is in its output. @throws Error if the process ends before */
  says(text: string): Promise<void>;
}

/** @param env nothing else is in the environment, but for a port that is free */
export async function startApp(env: Record<string, string>): Promise<App> {
  const port = await freePort();
  const child = spawn(process.execPath, ['-e', appOfTemplate()], { env: { PORT: String(port), ...env } });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => lines.push(String(data)));
  const output = (): string => lines.join('');
  const ended = once(child, 'close');
  return {
    child,
    ended,
    url: `http://127.0.0.1:${port}`,
    output,
    async says(text) {
      const early = ended.then(() => {
        throw new Error(`It has ended without saying '${text}': ${output()}`);
      });
      early.catch(() => {});
      while (!output().includes(text)) await Promise.race([once(child.stdout, 'data'), early]);
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await once(server.close(), 'close');
  return port;
}
