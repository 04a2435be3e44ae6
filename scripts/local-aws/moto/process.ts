/** One moto server as a child process. */
import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { isObject } from '../../../handlers/template-language/json';
import { MOTO_LAUNCHER } from './launcher';
import { endGroup, howItEnded, startGroup } from './process-group';

/** The version against which the front's strictness was measured. */
export const MOTO_VERSION = '5.2.1';
/** Any patch release of that version will do. */
const MOTO_SERIES = '5.2.';

/** The services that are imported before the server says that it is ready. */
const SERVICES =
  'ec2,elbv2,ecs,dynamodb,s3,iam,sts,logs,cloudwatch,applicationautoscaling,route53,acm,ssm,scheduler,events,kms';

/** Seconds after which a start has failed. A start takes two seconds on an idle machine. */
const START_SECONDS = 120;
/** How many characters of a program's output are kept and shown. */
const KEPT = 2000;
const SHOWN = 300;

export interface MotoServer {
  port: number;
  /** Resolves when the process has ended, with how that went, behind "moto": `was ended by SIGKILL and said nothing`. */
  ended: Promise<string>;
  /** Has a folder removed when this process ends without having removed it, even by SIGKILL. */
  removeAfter(folder: string): void;
  /** Ends the process. Resolves when it is gone. */
  stop(): Promise<void>;
}

export interface StartMotoOptions {
  env?: NodeJS.ProcessEnv;
  /** Ends a start that is under way: it rejects with the signal's reason, and its process is gone. */
  signal?: AbortSignal;
  /** Seconds after which a start has failed; default 120. */
  seconds?: number;
  /** The Python program; it says where it listens as MOTO_LAUNCHER does. */
  program?: string;
}

/** That Python cannot run moto. */
export class UnusableError extends Error {
  override name = 'UnusableError';
  constructor(
    reason: string,
    /** What is to be replaced: Python itself, or only the moto in it. */
    readonly what: 'Python' | 'moto',
  ) {
    super(reason);
  }
}

/**
 * Starts moto with that Python on a free port of 127.0.0.1.
 * @throws UnusableError if that Python does not run, or cannot import the right moto
 */
export async function startMoto(python: string, options: StartMotoOptions = {}): Promise<MotoServer> {
  const { env = process.env, program = MOTO_LAUNCHER } = options;
  const child = startGroup(python, ['-c', program, SERVICES, MOTO_SERIES], {
    ...env,
    MOTO_IAM_LOAD_MANAGED_POLICIES: 'true',
    PYTHONWARNINGS: 'ignore',
    PYTHONDONTWRITEBYTECODE: '1',
  });
  const ended = endOf(child);
  try {
    const port = portIn(await firstLine(child, ended, python, options), python);
    return {
      port,
      ended,
      removeAfter: (folder) => void child.stdin?.write(`${folder}\n`),
      stop: () => endGroup(child),
    };
  } catch (error) {
    await endGroup(child);
    throw error;
  }
}

/** Resolves with how the process ended and the last line that it printed. */
function endOf(child: ChildProcess): Promise<string> {
  let printed = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    printed = (printed + chunk.toString()).slice(-KEPT);
  });
  // A process that does not read its input, or has ended, makes the pipe break.
  child.stdin?.on('error', () => {});
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ENOENT' ? 'was not found' : `could not be started (${error.code})`);
    });
    child.once('close', (code, signal) => {
      const words = printed.trim().split('\n').at(-1) ?? '';
      const said = words === '' ? ' and said nothing' : `; its last words: ${words.slice(0, SHOWN)}`;
      resolve(howItEnded(code, signal) + said);
    });
  });
}

/** @throws UnusableError if the process ends, or the time does, without a line */
async function firstLine(
  child: ChildProcess,
  ended: Promise<string>,
  python: string,
  { signal, seconds = START_SECONDS }: StartMotoOptions,
): Promise<string> {
  signal?.throwIfAborted();
  let timer: NodeJS.Timeout | undefined;
  let leave = () => {};
  try {
    return await new Promise<string>((resolve, reject) => {
      if (child.stdout) createInterface(child.stdout).once('line', resolve);
      const fail = (how: string) => reject(new UnusableError(`${python} ${how}`, 'Python'));
      void ended.then(fail);
      timer = setTimeout(() => fail(`has not started moto within ${seconds} seconds`), seconds * 1000);
      leave = () => reject(signal?.reason);
      signal?.addEventListener('abort', leave);
    });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', leave);
  }
}

/**
 * @param line what the launcher said
 * @throws UnusableError if that is not where moto listens, or moto has another version
 */
function portIn(line: string, python: string): number {
  const { port, moto, missing, old } = readLine(line);
  if (typeof old === 'string') throw new UnusableError(`${python} is Python ${old}`, 'Python');
  if (typeof missing === 'string') throw new UnusableError(`${python} cannot import moto: ${missing}`, 'moto');
  if (typeof moto === 'string' && !moto.startsWith(MOTO_SERIES)) {
    throw new UnusableError(`${python} has moto ${moto}, but the embedded AWS needs ${MOTO_SERIES}x`, 'moto');
  }
  if (typeof port === 'number') return port;
  throw new UnusableError(`${python} printed "${line.slice(0, SHOWN)}" when it was asked to start moto`, 'Python');
}

function readLine(line: string): Record<string, unknown> {
  try {
    const said: unknown = JSON.parse(line);
    return isObject(said) ? said : {};
  } catch {
    return {};
  }
}
