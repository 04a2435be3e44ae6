/** Which containers a Node process of this machine can play: those of a Node image whose whole program is in their command. */

/** The official image and its mirrors: `node`, `docker.io/library/node`, `public.ecr.aws/docker/library/node`, with any tag. */
const NODE_IMAGE = /^(?:[^@]*\/)?node(?::[^/@]*)?(?:@.*)?$/;
const NODE = /^(?:\/(?:[^/]+\/)*)?node$/;
const EVAL = /^(?:-e|--eval|--eval=.*)$/s;

export function isNodeImage(image: string): boolean {
  return NODE_IMAGE.test(image);
}

/**
 * The arguments for `node`, if the container runs JavaScript that stands in its command: `node -e …` or `node --eval …`, with
 * options before it. The official image's entry point executes its arguments, so it can be left out.
 * @returns undefined if the command is anything else
 */
export function nodeArguments(
  entryPoint: readonly string[] = [],
  command: readonly string[] = [],
): readonly string[] | undefined {
  const [program = '', ...args] = [...entryPoint, ...command];
  if (!NODE.test(program)) return undefined;
  const at = args.findIndex((arg) => EVAL.test(arg));
  const before = args.slice(0, Math.max(0, at));
  // A word that belongs to no option would be the path of a script, and what follows it the script's arguments.
  const isScript = (arg: string, index: number) => !arg.startsWith('-') && !before[index - 1]?.startsWith('-');
  const isWhole = at >= 0 && (args[at]?.includes('=') === true || args[at + 1] !== undefined);
  return isWhole && !before.some(isScript) ? args : undefined;
}
