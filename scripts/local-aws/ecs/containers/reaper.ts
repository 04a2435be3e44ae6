/**
 * Ends the processes of tasks when this process ends, whatever ends it. A shell waits for the end of its standard input, which
 * the kernel brings about even after `kill -9`. Nothing that a task's process does, or fails to do, can keep it from that.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { KILL_MARKED } from './mark';

/**
 * Reads lines `+ <group> <mark>` and `- <group>`, answers each with one line, and in the end kills the groups that are left, and
 * what has left them.
 */
const PROGRAM = `
${KILL_MARKED}
groups=" "
while read -r sign group mark; do
  case $sign in
    +) groups="$groups$group|$mark " ;;
    -) left=" "; for one in $groups; do [ "\${one%%|*}" = "$group" ] || left="$left$one "; done; groups=$left ;;
  esac
  echo "$group"
done
for one in $groups; do kill -9 "-\${one%%|*}" 2>/dev/null; done
for one in $groups; do [ -z "\${one#*|}" ] || kill_marked "\${one#*|}"; done
`;

export class Reaper {
  readonly #shell: ChildProcessByStdio<Writable, Readable, null>;
  readonly #waiting = new Map<string, () => void>();
  /** Resolves when the shell has ended. Unless `end` was called, the groups are no longer guarded then. */
  readonly ended: Promise<unknown>;

  constructor() {
    // Ctrl-C in a terminal does not reach a process group of its own.
    this.#shell = spawn('/bin/sh', ['-c', PROGRAM], { stdio: ['pipe', 'pipe', 'ignore'], detached: true, env: {} });
    this.ended = once(this.#shell, 'exit').catch(() => {});
    this.#shell.stdin.on('error', () => {});
    createInterface(this.#shell.stdout).on('line', (line) => this.#waiting.get(line)?.());
  }

  /**
   * @param mark what finds the processes that leave the group; it has no space
   * @returns whether the process group is guarded; false if the shell has ended
   */
  async guard(group: number, mark = ''): Promise<boolean> {
    const answered = new Promise<boolean>((resolve) => this.#waiting.set(String(group), () => resolve(true)));
    this.#shell.stdin.write(`+ ${group} ${mark}\n`);
    const isGuarded = await Promise.race([answered, this.ended.then(() => false)]);
    this.#waiting.delete(String(group));
    return isGuarded;
  }

  /** To be called when the group has ended, because its number may come to mean another one. */
  release(group: number): void {
    this.#shell.stdin.write(`- ${group}\n`);
  }

  /** Resolves when the shell has ended. */
  async end(): Promise<void> {
    this.#shell.stdin.end();
    await this.ended;
  }
}
