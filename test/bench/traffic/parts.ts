/** The processes of the benchmark: the same bundle, once for each role. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';

const ROLES = ['target', 'bare', 'balancer', 'load'] as const;
export type Role = (typeof ROLES)[number];

export interface BenchPart {
  child: ChildProcess;
  /** Where it listens; 0: it does not. */
  port: number;
}

const started: ChildProcess[] = [];

/** The role of this process; undefined: it is the one that measures. */
export const roleOf = ([, , name]: readonly string[]): Role | undefined => ROLES.find((role) => role === name);

/** @param target the port of the target, for who needs it */
export async function startPart(role: Role, target = 0): Promise<BenchPart> {
  const child = fork(process.argv[1] ?? '', [role, String(target)], { execArgv: ['--expose-gc'] });
  started.push(child);
  const [{ port }] = await once(child, 'message');
  return { child, port };
}

/** Sends a message to a part. @returns its answer */
export async function asked<Answer>({ child }: BenchPart, message: object): Promise<Answer> {
  child.send(message);
  const [answer] = await once(child, 'message');
  return answer;
}

export function stopAll(): void {
  for (const child of started) child.kill();
}

/** In a part: says where it listens. */
export function tell(message: object): void {
  process.send?.(message);
}

/** In a part: the port of the target. */
export const targetPort = (): number => Number(process.argv[3]);

/** What a part has used so far. */
export interface Usage {
  /** Bytes of the heap, after garbage collection. */
  heap: number;
  /** Microseconds of processor time. */
  cpu: number;
}

export const usageOf = (part: BenchPart): Promise<Usage> => asked<Usage>(part, {});

/** In a part: answers `usageOf`. */
export function tellUsage(): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    global.gc?.();
    tell({ heap: process.memoryUsage().heapUsed, cpu: user + system });
  });
}
