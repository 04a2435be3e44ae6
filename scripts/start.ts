/**
 * The entry of `npm start`: it tells the story of a shared load balancer on the embedded AWS, and checks every claim.
 */
import { LeaveError, leaving } from './command-line/leave';
import { startLocalAws } from './local-aws';
import { AccountView } from './story/account-view';
import { createNarrator, type Narrator, StoryError } from './story/narrator';
import { commandRunner } from './story/run-command';
import { tellStory } from './story/story';
import { Visitors } from './story/visitors/visitors';
import { UserError } from './user-error';

/** Real milliseconds for one minute of AWS time: as short as it can be where requests take real time. */
const MINUTE_MS = 1000;

/** @returns the exit code: 0 when every check of the story passed, 130 after Ctrl-C (see `leaving`) */
async function main(): Promise<number> {
  const narrator = createNarrator((text) => process.stdout.write(text), performance.now.bind(performance));
  const log: string[] = [];
  const signal = leaving(process);
  try {
    await tellOnLocalAws(narrator, signal, (line) => log.push(line));
  } catch (error) {
    if (signal.reason instanceof LeaveError) return leave(signal.reason);
    process.stderr.write(`\n${describe(error)}\n`);
    if (error instanceof StoryError) {
      process.stderr.write(`\nThe embedded AWS's last lines:\n${log.slice(-LAST_LINES).join('\n')}\n`);
    }
    return 1;
  }
  process.stdout.write(`\nEvery check passed, in ${(performance.now() / 1000).toFixed(1)} s.\n`);
  return 0;
}

/**
 * Tells the story on an embedded AWS of its own. Nothing of it is left afterwards.
 * @param signal ends it
 */
async function tellOnLocalAws(narrator: Narrator, signal: AbortSignal, log: (line: string) => void): Promise<void> {
  const { line: tell } = narrator;
  const aws = await narrator.step('Start the embedded AWS', () =>
    startLocalAws({ minuteMs: MINUTE_MS, runNode: true, signal, log, tell }),
  );
  narrator.line(`at ${aws.endpoint}`);
  const over = new AbortController();
  const visitors = new Visitors();
  const story = tellStory({
    narrator,
    run: commandRunner(narrator, aws.endpoint, aws.region, { over: over.signal }),
    account: new AccountView(aws.endpoint, aws.region),
    visitors,
    minuteMs: MINUTE_MS,
  });
  try {
    await Promise.race([story, aws.ended.then(() => signal.throwIfAborted())]);
  } finally {
    over.abort();
    await visitors.stop();
    await aws.stop();
    await story.catch(() => {});
  }
}

function leave({ exitCode, signal }: LeaveError): number {
  if (signal !== undefined) process.stderr.write('\nThe embedded AWS was stopped. Nothing of it remains.\n');
  return exitCode;
}

/** How many lines of the embedded AWS's log are shown when the story fails. */
const LAST_LINES = 30;

function describe(error: unknown): string {
  if (error instanceof StoryError || error instanceof UserError) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

void main().then((code) => process.exit(code));
