/** Finds a Python that has moto, or makes one. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../package';
import { UserError } from '../../user-error';
import { MOTO_VERSION, type MotoServer, type StartMotoOptions, startMoto, UnusableError } from './process';
import { identityOf, makeVenv, pythonOf } from './virtual-environment';

const REQUIREMENT = `moto[server]==${MOTO_VERSION}`;

export interface FindMotoOptions extends StartMotoOptions {
  /** The folder of the virtual environment; it is made if it is missing. */
  venv?: string;
  /** Gets one line when an installation begins, which takes a minute. */
  tell?(line: string): void;
}

/**
 * Starts moto with the Python of the project's virtual environment, or with the `python3` on the PATH. If neither has moto, makes
 * the virtual environment anew and installs moto there; the progress goes to `log`, line by line.
 * @throws UserError whose message says what to install
 */
export async function findMoto(
  log: (line: string) => void,
  { venv = join(packageRoot(), '.venv'), tell = log, ...start }: FindMotoOptions = {},
): Promise<MotoServer> {
  const before = await identityOf(venv);
  const own = pythonOf(venv);
  const moto =
    (existsSync(own) ? await tryPython(own, start, log) : undefined) ?? (await tryPython('python3', start, log));
  if (moto !== undefined) return moto;
  tell(`Installing ${REQUIREMENT} into ${venv}, because python3 has no moto ${MOTO_VERSION}. It takes a minute …`);
  await makeVenv(venv, before, { requirement: REQUIREMENT, env: start.env ?? process.env, signal: start.signal, log });
  try {
    return await startMoto(own, start);
  } catch (error) {
    if (!(error instanceof UnusableError)) throw error;
    throw new UserError(`The embedded AWS cannot use what was installed into ${venv}; remove it (${error.message})`);
  }
}

/**
 * Starts moto with that Python.
 * @returns undefined if another Python, or moto in a virtual environment, will do better
 * @throws UserError if it is the user's own `python3` that does not run, because then nothing can be made with it
 */
async function tryPython(
  python: string,
  start: StartMotoOptions,
  log: (line: string) => void,
): Promise<MotoServer | undefined> {
  try {
    return await startMoto(python, start);
  } catch (error) {
    if (!(error instanceof UnusableError)) throw error;
    log(error.message);
    if (error.what === 'moto' || python !== 'python3') return undefined;
    throw new UserError(
      `The embedded AWS needs Python 3.10 or newer as python3 on the PATH: install it, or mend it (${error.message})`,
    );
  }
}
