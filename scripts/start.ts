/** `npm start`: the story that the product is for, told and checked on the embedded AWS. */
import { BROKEN_PIPE, onBrokenPipe } from './command-line/broken-pipe';
import { type LocalAws, startLocalAws } from './local-aws';
import { AccountView } from './story/account-view';
import { createNarrator, StoryError } from './story/narrator';
import { commandRunner } from './story/run-command';
import { tellStory } from './story/story';
import { UserError } from './user-error';

/** Real milliseconds of one minute of AWS time: a canary takes 6 of them. */
const MINUTE_MS = 300;

/** @returns the exit code: 0 when everything was as it should be */
async function main(): Promise<number> {
  const narrator = createNarrator((text) => process.stdout.write(text), performance.now.bind(performance));
  const log: string[] = [];
  const starting = startLocalAws({ minuteMs: MINUTE_MS, log: (line) => log.push(line) });
  const left = leaveEarly(starting);
  try {
    const aws = await narrator.step('Start the embedded AWS', () => starting);
    try {
      narrator.line(`at ${aws.endpoint}`);
      await tellStory({
        narrator,
        run: commandRunner(narrator, aws.endpoint, aws.region),
        account: new AccountView(aws.endpoint, aws.region),
      });
    } finally {
      await aws.stop();
    }
  } catch (error) {
    // The story cannot go on without the embedded AWS; that is no news.
    if (left.aborted) return 1;
    process.stderr.write(`\n${describe(error)}\n`);
    if (error instanceof StoryError)
      process.stderr.write(`\nThe embedded AWS's last lines:\n${log.slice(-LAST_LINES).join('\n')}\n`);
    return 1;
  }
  process.stdout.write(`\nAll of it was as it should be, in ${(performance.now() / 1000).toFixed(1)} s.\n`);
  return 0;
}

/** Exit codes of a program that a signal ends, as shells have them: 128 and the signal's number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * When a signal asks it to, or nobody reads it any more, the program stops the embedded AWS whole before it leaves.
 * @returns aborted from then on
 */
function leaveEarly(starting: Promise<LocalAws>): AbortSignal {
  const left = new AbortController();
  const leave = (code: number) => {
    left.abort();
    void starting
      .then((aws) => aws.stop())
      // That it did not start is told where it is awaited.
      .catch(() => {})
      .finally(() => process.exit(code));
  };
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      process.stderr.write('\nStopping the embedded AWS; nothing of it stays.\n');
      leave(code);
    });
  }
  for (const stream of [process.stdout, process.stderr]) onBrokenPipe(stream, () => leave(BROKEN_PIPE));
  return left.signal;
}

/** Of the embedded AWS's log, when the story fails. */
const LAST_LINES = 30;

function describe(error: unknown): string {
  if (error instanceof StoryError || error instanceof UserError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void main().then((code) => {
  process.exitCode = code;
});
