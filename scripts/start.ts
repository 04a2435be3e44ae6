/**
 * The entry of `npm start`: it tells the story of a shared load balancer on the embedded AWS, and checks every claim.
 */
import { onUnwritable } from './command-line/unwritable';
import { type LocalAws, startLocalAws } from './local-aws';
import { AccountView } from './story/account-view';
import { createNarrator, StoryError } from './story/narrator';
import { commandRunner } from './story/run-command';
import { tellStory } from './story/story';
import { UserError } from './user-error';

/** Real milliseconds for one minute of AWS time. A canary deployment takes 6 such minutes. */
const MINUTE_MS = 300;

/** @returns the exit code: 0 when every check of the story passed */
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
    // The embedded AWS was stopped on request, so this error was expected.
    if (left.aborted) return 1;
    process.stderr.write(`\n${describe(error)}\n`);
    if (error instanceof StoryError) {
      process.stderr.write(`\nThe embedded AWS's last lines:\n${log.slice(-LAST_LINES).join('\n')}\n`);
    }
    return 1;
  }
  process.stdout.write(`\nEvery check passed, in ${(performance.now() / 1000).toFixed(1)} s.\n`);
  return 0;
}

/** Exit codes that shells report for a program that a signal ended: 128 plus the signal's number. */
const SIGNALS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };

/**
 * Stops the embedded AWS and then exits when a signal arrives, or when the output cannot be written any more.
 * @returns a signal that is aborted from that moment on
 */
function leaveEarly(starting: Promise<LocalAws>): AbortSignal {
  const left = new AbortController();
  const leave = (code: number) => {
    left.abort();
    void starting
      .then((aws) => aws.stop())
      // Whoever awaits the start reports that it failed.
      .catch(() => {})
      .finally(() => process.exit(code));
  };
  for (const [signal, code] of Object.entries(SIGNALS)) {
    process.once(signal, () => {
      process.stderr.write('\nStopping the embedded AWS. Nothing of it remains.\n');
      leave(code);
    });
  }
  onUnwritable(process, leave);
  return left.signal;
}

/** How many lines of the embedded AWS's log are shown when the story fails. */
const LAST_LINES = 30;

function describe(error: unknown): string {
  if (error instanceof StoryError || error instanceof UserError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void main().then((code) => {
  process.exitCode = code;
});
