/**
 * Finds what a container has started and what has left its process group: it began with the container's metadata address in its
 * environment. Linux shows that environment; macOS has no `/proc`, and nothing is found.
 *
 * A person may have copied that environment into a shell to look for a mistake. What has a terminal is therefore left alone: a
 * container's processes begin without one.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The variable that each container has. */
export const METADATA_VARIABLE = 'ECS_CONTAINER_METADATA_URI_V4';

/** @returns the variable of a container with these variables that no other container has, as `NAME=value` */
export function markOf(variables: Readonly<Record<string, string>>): string | undefined {
  const address = variables[METADATA_VARIABLE];
  return address === undefined ? undefined : `${METADATA_VARIABLE}=${address}`;
}

/**
 * A shell function that kills the processes with a mark until there are none. The mark is a whole variable: others may tell of it.
 * The fifth number behind the name in `/proc/PID/stat`, which may hold any character, is the terminal. It gives up after five seconds, because the kernel
 * may hold a process for longer.
 */
export const KILL_MARKED = `
marked() {
  for file in $(grep -azlxF "$1" /proc/[0-9]*/environ 2>/dev/null); do
    pid=\${file#/proc/}
    pid=\${pid%/environ}
    stat=$(cat "/proc/$pid/stat" 2>/dev/null)
    set -- "$1" \${stat##*) }
    [ "$6" = 0 ] && echo "$pid"
  done
}
kill_marked() {
  round=0
  while found=$(marked "$1"); [ -n "$found" ] && [ $round -lt 50 ]; do
    for pid in $found; do kill -9 "$pid" 2>/dev/null; done
    round=$((round + 1))
    sleep 0.1
  done
}
`;

/** Kills the processes with that mark that have no terminal. Resolves when they are gone. */
export async function killMarked(mark: string): Promise<void> {
  // The shell has an empty environment, so it does not find itself.
  const program = `${KILL_MARKED} kill_marked "$1"`;
  await promisify(execFile)('/bin/sh', ['-c', program, 'sh', mark], { env: {} }).catch(() => {});
}
