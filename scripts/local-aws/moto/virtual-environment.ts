/** Makes a virtual environment for moto, whole or not at all. */
import { randomUUID } from 'node:crypto';
import { lstat, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { UserError } from '../../user-error';
import { endGroup, howItEnded, startGroup } from './process-group';

export interface VenvOptions {
  /** What pip installs into it. */
  requirement: string;
  env: NodeJS.ProcessEnv;
  /** Ends the work: it rejects with the signal's reason, and nothing of it is left. */
  signal?: AbortSignal;
  /** Seconds without a line after which a step has failed. */
  seconds?: number;
  /** Gets what the steps print, line by line. */
  log(line: string): void;
}

/** Seconds without a line after which a step has failed: pip prints nothing during the download of one file. */
const SILENT_SECONDS = 600;
/** How many characters of what a step printed are shown. */
const SHOWN = 300;

/** The interpreter of a virtual environment. */
export const pythonOf = (venv: string): string => join(venv, 'bin', 'python3');

/** Tells one folder from another that takes its place; undefined if there is none. */
export const identityOf = async (folder: string): Promise<number | undefined> =>
  (await lstat(folder).catch(() => undefined))?.ino;

/**
 * Makes a virtual environment at `venv` with `python3`. It is made beside that place and moved there when it is whole. If another
 * one has been moved there meanwhile, that one stays.
 * @param before the identity of what is at `venv` and cannot be used. It is moved aside, not deleted: it may be the user's.
 * @throws UserError if a step fails
 */
export async function makeVenv(venv: string, before: number | undefined, options: VenvOptions): Promise<void> {
  const folder = `${venv}-${randomUUID().slice(0, 8)}`;
  try {
    await step('python3', ['-m', 'venv', folder], venv, options);
    const install = ['-m', 'pip', 'install', '--disable-pip-version-check', options.requirement];
    await step(pythonOf(folder), install, venv, options);
    await readdress(folder, venv);
    if (before !== undefined && (await identityOf(venv)) === before) {
      options.log(`${venv} is kept as ${folder}-before`);
      await rename(venv, `${folder}-before`);
    }
    await rename(folder, venv).catch(unlessTaken);
  } finally {
    // What was killed may have been writing.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** The scripts in a virtual environment (`pip`, `activate`) hold its path. They get the path to which it will be moved. */
async function readdress(folder: string, venv: string): Promise<void> {
  const bin = join(folder, 'bin');
  for (const entry of await readdir(bin, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(bin, entry.name);
    // Latin-1 gives every byte back as it was.
    const text = await readFile(path, 'latin1');
    if (text.includes(folder)) await writeFile(path, text.replaceAll(folder, venv), 'latin1');
  }
}

function unlessTaken(error: NodeJS.ErrnoException): void {
  if (!['ENOTEMPTY', 'EEXIST', 'ENOTDIR'].includes(error.code ?? '')) throw error;
}

async function step(command: string, args: string[], venv: string, options: VenvOptions): Promise<void> {
  const { requirement, env, signal, seconds = SILENT_SECONDS, log } = options;
  signal?.throwIfAborted();
  const child = startGroup(command, args, env);
  child.stdin?.end();
  let silence: NodeJS.Timeout | undefined;
  let leave = () => {};
  const printed: string[] = [];
  const take = (line: string) => {
    silence?.refresh();
    printed.push(line.trim());
    log(line);
  };
  if (child.stdout) createInterface(child.stdout).on('line', take);
  if (child.stderr) createInterface(child.stderr).on('line', take);
  const how = await new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(`could not be started: ${message}`));
    child.once('close', (code, ending) => resolve(howItEnded(code, ending)));
    silence = setTimeout(() => resolve(`printed nothing for ${seconds} seconds`), seconds * 1000);
    leave = () => resolve('is not waited for');
    signal?.addEventListener('abort', leave);
  });
  clearTimeout(silence);
  signal?.removeEventListener('abort', leave);
  await endGroup(child);
  signal?.throwIfAborted();
  if (how === howItEnded(0, null)) return;
  // pip says what is wrong in its last line with "ERROR", venv in its first lines.
  const words = printed.findLast((line) => /error/i.test(line)) ?? printed.join(' ');
  throw new UserError(
    `The embedded AWS needs moto: run \`python3 -m pip install "${requirement}"\`. It could not be installed into ${venv} ` +
      `(\`${[command, ...args].join(' ')}\` ${how}: ${words.slice(0, SHOWN)})`,
  );
}
