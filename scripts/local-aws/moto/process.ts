/** One moto server as a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { LAUNCHER } from './launcher';

/** The version against which the front's strictness was measured. */
export const MOTO_VERSION = '5.2.1';
/** Any patch release of that version will do. */
const MOTO_SERIES = '5.2.';

/** The services that are imported before the server says that it is ready. */
const SERVICES =
  'ec2,elbv2,ecs,dynamodb,s3,iam,sts,logs,cloudwatch,applicationautoscaling,route53,acm,ssm,scheduler,events,kms';

/** Seconds after which a start has failed. A start takes two seconds on an idle machine. */
const START_SECONDS = 120;

export interface MotoServer {
  port: number;
  /** Ends the process. Resolves when it is gone. */
  stop(): Promise<void>;
}

/** That Python has no usable moto. */
export class MotoMissingError extends Error {
  constructor(
    readonly python: string,
    reason: string,
    /** Whether Python itself was found. */
    readonly hasPython: boolean,
  ) {
    super(reason);
    this.name = 'MotoMissingError';
  }
}

/**
 * Starts moto with that Python on a free port of 127.0.0.1.
 * @throws MotoMissingError if Python or the right moto is missing
 */
export async function startMoto(python: string, env: NodeJS.ProcessEnv = process.env): Promise<MotoServer> {
  const child = spawn(python, ['-c', LAUNCHER, SERVICES], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in a terminal reaches the whole process group, but moto must end only when its standard input ends.
    detached: true,
    env: { ...env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', PYTHONWARNINGS: 'ignore', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const line = await firstLine(child, python);
  if (line.port === undefined) throw new MotoMissingError(python, `moto is missing: ${line.missing}`, true);
  const moto = { port: line.port, stop: () => stopChild(child) };
  if (line.moto?.startsWith(MOTO_SERIES)) return moto;
  await moto.stop();
  throw new MotoMissingError(python, `moto ${line.moto} was found, but the embedded AWS needs ${MOTO_SERIES}x`, true);
}

interface LauncherLine {
  moto?: string;
  port?: number;
  missing?: string;
}

/**
 * The line that the launcher prints.
 * @throws MotoMissingError with what the process printed, if it ends without that line
 */
async function firstLine(child: ChildProcess, python: string): Promise<LauncherLine> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_SECONDS * 1000);
  try {
    return await new Promise<LauncherLine>((resolve, reject) => {
      child.once('error', () => reject(new MotoMissingError(python, `${python} was not found`, false)));
      child.once('close', (code) =>
        reject(new MotoMissingError(python, `${python} ended with ${code}: ${complaint.trim()}`, true)),
      );
      if (child.stdout) createInterface(child.stdout).once('line', (text) => resolve(JSON.parse(text)));
    });
  } finally {
    clearTimeout(timer);
    child.removeAllListeners('close');
  }
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}
