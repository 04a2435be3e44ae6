/** Which containers a Node process of this machine can play: those of a Node image whose whole program is in their command. */

/** The official image and its mirrors: `node`, `docker.io/library/node`, `public.ecr.aws/docker/library/node`, with any tag. */
const NODE_IMAGE = /^(?:[^@]*\/)?node(?::[^/@]*)?(?:@.*)?$/;
const NODE = /^(?:\/(?:[^/]+\/)*)?node$/;
const EVAL = /^(?:-e|--eval|--eval=.*)$/s;
/**
 * The options of Node.js 20 to 24 whose value may be the next word. All others are flags, or have their value behind `=`
 * (https://nodejs.org/api/cli.html#options; Node.js itself does not tell which ones take a value).
 */
const WITH_VALUE = new Set(
  `-r -C --require --import --loader --experimental-loader --conditions --input-type --experimental-default-type
  --env-file --env-file-if-exists --title --disable-proto --disable-warning --unhandled-rejections --dns-result-order
  --inspect-port --debug-port --inspect-publish-uid --max-http-header-size --network-family-autoselection-attempt-timeout
  --openssl-config --tls-cipher-list --tls-keylog --secure-heap --secure-heap-min --security-revert --icu-data-dir
  --redirect-warnings --trace-require-module --trace-event-categories --trace-event-file-pattern --use-largepages --v8-pool-size
  --diagnostic-dir --report-dir --report-directory --report-filename --report-signal --localstorage-file
  --heapsnapshot-signal --heapsnapshot-near-heap-limit --heap-prof-dir --heap-prof-interval --heap-prof-name
  --cpu-prof-dir --cpu-prof-interval --cpu-prof-name --allow-fs-read --allow-fs-write --experimental-policy
  --policy-integrity --snapshot-blob --build-snapshot-config --experimental-sea-config --experimental-config-file
  --watch-path --watch-kill-signal --run --test-timeout --test-shard --test-name-pattern --test-skip-pattern --test-reporter
  --test-reporter-destination --test-concurrency --test-isolation --test-global-setup --test-coverage-include
  --test-coverage-exclude --test-coverage-branches --test-coverage-functions --test-coverage-lines`.split(/\s+/),
);

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
  const isScript = (arg: string, index: number) =>
    arg === '-' || arg === '--' || (!arg.startsWith('-') && !WITH_VALUE.has(dashed(before[index - 1] ?? '')));
  const isWhole = at >= 0 && (args[at]?.includes('=') === true || args[at + 1] !== undefined);
  return isWhole && !before.some(isScript) ? args : undefined;
}

/** Node.js takes `--env_file` for `--env-file`. */
const dashed = (option: string): string => option.replaceAll('_', '-');
