/**
 * Finds what a container has started and what has left its process group: it began with the container's metadata address in its
 * environment, which nobody else has. Linux shows that environment; macOS has no `/proc`, and nothing is found.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The variable that each container has. */
export const METADATA_VARIABLE = 'ECS_CONTAINER_METADATA_URI_V4';

/** @returns what the environment of a container with these variables has, and no other environment */
export function markOf(variables: Readonly<Record<string, string>>): string | undefined {
  const address = variables[METADATA_VARIABLE];
  return address === undefined ? undefined : `${METADATA_VARIABLE}=${address}`;
}

/**
 * A shell function that kills the processes with a mark until there are none. It gives up after five seconds, because the kernel
 * may hold a process for longer.
 */
export const KILL_MARKED = `
kill_marked() {
  round=0
  while found=$(grep -alF "$1" /proc/[0-9]*/environ 2>/dev/null); [ -n "$found" ] && [ $round -lt 50 ]; do
    for file in $found; do pid=\${file#/proc/}; kill -9 "\${pid%/environ}" 2>/dev/null; done
    round=$((round + 1))
    sleep 0.1
  done
}
`;

/** Kills the processes with that mark. Resolves when they are gone. */
export async function killMarked(mark: string): Promise<void> {
  // The shell has an empty environment, so it does not find itself.
  const program = `${KILL_MARKED} kill_marked "$1"`;
  await promisify(execFile)('/bin/sh', ['-c', program, 'sh', mark], { env: {} }).catch(() => {});
}
