/** Finds a Python that has moto, or makes one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../package';
import { UserError } from '../../user-error';
import { MOTO_VERSION, MotoMissingError, type MotoServer, startMoto } from './process';

const REQUIREMENT = `moto[server]==${MOTO_VERSION}`;

export interface InstallOptions {
  /** The folder of the virtual environment; it is made if it is missing. */
  venv?: string;
  /** `python3` is looked for on its PATH. */
  env?: NodeJS.ProcessEnv;
}

/**
 * Starts moto with the Python of the project's virtual environment, or with `python3` if there is none. If that Python has no
 * moto, makes a virtual environment and installs moto there; the progress goes to `log`, line by line.
 * @throws UserError whose message says what to install
 */
export async function findMoto(
  log: (line: string) => void,
  { venv = join(packageRoot(), '.venv'), env = process.env }: InstallOptions = {},
): Promise<MotoServer> {
  const ownPython = join(venv, 'bin', 'python3');
  try {
    return await startMoto(existsSync(ownPython) ? ownPython : 'python3', env);
  } catch (error) {
    if (!(error instanceof MotoMissingError)) throw error;
    if (!error.hasPython) {
      throw new UserError(`The embedded AWS needs Python 3.9 or newer: install python3 (${error.message})`);
    }
    log(`${error.message}; installing ${REQUIREMENT} into ${venv}`);
  }
  await install(venv, env, log);
  try {
    return await startMoto(ownPython, env);
  } catch (error) {
    if (!(error instanceof MotoMissingError)) throw error;
    throw new UserError(`The embedded AWS cannot use what was installed into ${venv}; remove it (${error.message})`);
  }
}

async function install(venv: string, env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<void> {
  const ownPython = join(venv, 'bin', 'python3');
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', venv]],
    [ownPython, ['-m', 'pip', 'install', '--disable-pip-version-check', REQUIREMENT]],
  ];
  for (const [command, args] of steps) {
    const code = await run(command, args, env, log);
    if (code !== 0) {
      throw new UserError(
        `The embedded AWS needs moto ${MOTO_VERSION}: run \`python3 -m pip install "${REQUIREMENT}"\` ` +
          `(\`${[command, ...args].join(' ')}\` ended with ${code})`,
      );
    }
  }
}

/** The command's exit code; what it prints goes to `log`. */
async function run(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<number> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  createInterface(child.stdout).on('line', log);
  createInterface(child.stderr).on('line', log);
  const [code] = await Promise.race([once(child, 'close'), once(child, 'error').then(() => [127])]);
  return typeof code === 'number' ? code : 1;
}
