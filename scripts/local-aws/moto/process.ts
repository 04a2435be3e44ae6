/** One moto server as a child process. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { LAUNCHER } from './launcher';

/** The version that the front's strictness was measured against. */
export const MOTO_VERSION = '5.2.1';
/** What is compared: patch releases may differ. */
const MOTO_SERIES = '5.2.';

/** Imported before the server says that it is ready. */
const SERVICES =
  'ec2,elbv2,ecs,dynamodb,s3,iam,sts,logs,cloudwatch,applicationautoscaling,route53,acm,ssm,scheduler,events,kms';

/** Seconds until a start counts as failed; it takes two on an idle machine. */
const START_SECONDS = 120;

export interface Moto {
  port: number;
  /** Ends the process; resolves when it is gone. */
  stop(): Promise<void>;
}

/** There is no usable moto for that Python; `command` may still be able to install it. */
export class MotoMissingError extends Error {
  constructor(
    readonly python: string,
    reason: string,
    /** Python itself is there. */
    readonly hasPython: boolean,
  ) {
    super(reason);
    this.name = 'MotoMissingError';
  }
}

/**
 * Starts moto with that Python on a free port of 127.0.0.1.
 * @throws MotoMissingError when Python or the right moto is not there
 */
export async function startMoto(python: string, env: NodeJS.ProcessEnv = process.env): Promise<Moto> {
  const child = spawn(python, ['-c', LAUNCHER, SERVICES], {
    stdio: ['pipe', 'pipe', 'pipe'],
    // Ctrl-C in a terminal reaches the whole process group: moto leaves when its standard input ends, not before.
    detached: true,
    env: { ...env, MOTO_IAM_LOAD_MANAGED_POLICIES: 'true', PYTHONWARNINGS: 'ignore', PYTHONDONTWRITEBYTECODE: '1' },
  });
  const words = await firstWords(child, python);
  if (words.port === undefined) throw new MotoMissingError(python, `moto is missing: ${words.missing}`, true);
  const moto = { port: words.port, stop: () => stopChild(child) };
  if (words.moto?.startsWith(MOTO_SERIES)) return moto;
  await moto.stop();
  throw new MotoMissingError(python, `moto ${words.moto} is not a ${MOTO_SERIES}x, which the front is made for`, true);
}

interface Words {
  moto?: string;
  port?: number;
  missing?: string;
}

/** The line that the launcher prints, or what the process said when it ended without one. */
async function firstWords(child: ChildProcess, python: string): Promise<Words> {
  let complaint = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString()).slice(-2000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), START_SECONDS * 1000);
  try {
    return await new Promise<Words>((resolve, reject) => {
      child.once('error', () => reject(new MotoMissingError(python, `${python} is not there`, false)));
      child.once('close', (code) =>
        reject(new MotoMissingError(python, `${python} ended with ${code}: ${complaint.trim()}`, true)),
      );
      if (child.stdout) createInterface(child.stdout).once('line', (line) => resolve(JSON.parse(line)));
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
