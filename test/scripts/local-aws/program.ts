/** The program behind `npm run local` as a process, in a project of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../../scripts/package';

/** How a process ended. */
export type End = [code: number | null, signal: NodeJS.Signals | null];

export interface Program {
  child: ChildProcess;
  out(): string;
  err(): string;
  /** Resolves with standard output when it holds that text. @throws Error with standard error if the program ends before */
  says(text: string): Promise<string>;
  ended: Promise<End>;
}

/** A folder with a package.json and the built program. Nothing else is in it: no virtual environment, and no Python. */
export interface Project {
  folder: string;
  /** Writes a `python3` into a folder of this one: a shell script. Its `$1` is `-c` for moto, `-m` for venv and pip. */
  python(script: string, folder?: string): Promise<string>;
  /** Starts the program. @param env more variables; `PATH` holds this project's `bin` and nothing else unless it says so */
  start(args?: string[], env?: NodeJS.ProcessEnv): Program;
  /** What is in the project beside what belongs there, and in its folder of temporary files. */
  left(): string[];
  /** Removes that, and every `python3`. */
  clear(): Promise<void>;
  remove(): Promise<void>;
}

const BELONGS = ['bin', 'dist', 'package.json', 'tmp'];

/** A `python3` that says that moto is up, and ends with its standard input. Port 9 is nobody's. */
export const SAYS_READY = `echo '{"moto": "5.2.1", "port": 9}'; exec /bin/cat > /dev/null`;
/** A `python3` without moto. */
export const HAS_NO_MOTO = `echo '{"missing": "No module named moto"}'; exit 3`;

/** The Python of this machine that has moto. */
export const REAL_PYTHON = { PATH: `${join(packageRoot(), '.venv', 'bin')}:${process.env.PATH}` };

export async function makeProject(): Promise<Project> {
  // Packages are found from there.
  const cache = join(packageRoot(), 'node_modules', '.cache');
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, 'cfn-express-'));
  const main = join(folder, 'dist', 'local-aws.js');
  const tmp = join(folder, 'tmp');
  await Promise.all(['bin', 'dist', 'tmp'].map((name) => mkdir(join(folder, name))));
  await writeFile(join(folder, 'package.json'), '{}');
  await Promise.all([
    bundle('main.ts', main),
    bundle('lambda/bootstrap.ts', join(folder, 'dist/lambda-bootstrap.js')),
    bundle('ecs/containers/preload.ts', join(folder, 'dist/task-preload.js')),
  ]);
  const left = () => [...readdirSync(folder).filter((name) => !BELONGS.includes(name)), ...readdirSync(tmp)];
  return {
    folder,
    python: async (script, under = 'bin') => {
      await mkdir(join(folder, under), { recursive: true });
      const path = join(folder, under, 'python3');
      await writeFile(path, `#!/bin/sh\n${script}\n`);
      await chmod(path, 0o755);
      return path;
    },
    start: (args = ['--port', '0', '--minute-ms', '100'], env = {}) =>
      startProgram(process.execPath, [main, ...args], {
        env: { ...process.env, NODE_NO_WARNINGS: '1', TMPDIR: tmp, PATH: join(folder, 'bin'), ...env },
      }),
    left,
    clear: async () => {
      for (const name of [...left(), 'bin', 'tmp']) await rm(join(folder, name), { recursive: true, force: true });
      for (const name of ['bin', 'tmp']) await mkdir(join(folder, name));
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

async function bundle(source: string, outfile: string): Promise<void> {
  const esbuild = join(packageRoot(), 'node_modules', '.bin', 'esbuild');
  const entry = join(packageRoot(), 'scripts', 'local-aws', source);
  const options = ['--bundle', '--platform=node', '--packages=external', '--log-level=error'];
  await promisify(execFile)(esbuild, [entry, `--outfile=${outfile}`, ...options]);
}

export function startProgram(
  command: string,
  args: string[],
  options: { env: NodeJS.ProcessEnv; cwd?: string },
): Program {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { out: '', err: '' };
  const more = new Set<() => void>();
  for (const [stream, name] of [
    [child.stdout, 'out'],
    [child.stderr, 'err'],
  ] as const) {
    stream.on('data', (chunk: Buffer) => {
      texts[name] += chunk.toString();
      for (const look of more) look();
    });
  }
  const ended = once(child, 'close').then(([code, signal]): End => [code, signal]);
  return {
    child,
    out: () => texts.out,
    err: () => texts.err,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = () => texts.out.includes(text) && resolve(texts.out);
        more.add(look);
        look();
        void ended.then(() => reject(new Error(`The program has ended: ${texts.err}`)));
      }),
    ended,
  };
}
