import type { AccountView } from './account-view';
import type { Narrator } from './narrator';
import type { RunCommand } from './run-command';
import type { SeenAnswers } from './visitors/answers';
import type { Visitors } from './visitors/visitors';

/** What every step of the story uses. */
export interface StoryTools {
  narrator: Narrator;
  run: RunCommand;
  account: AccountView;
  visitors: Visitors;
  /** Real milliseconds of one minute of AWS time. */
  minuteMs: number;
}

/** Deploys the demonstration with these parameters; other ones stay as they are. @returns what the command printed */
export function deployDemonstration(
  { run }: StoryTools,
  parameters: Readonly<Record<string, string>> = {},
): Promise<string> {
  const set = Object.entries(parameters).flatMap(([name, value]) => ['--parameter', `${name}=${value}`]);
  return run('deploy', 'templates/examples/traffic.yaml', '--stack-name', 'traffic', ...set);
}

/** The URL in what `deploy` printed. @throws Error if there is none */
export function urlIn(printed: string): string {
  const url = /^Url=(http:\S+)$/m.exec(printed)?.[1];
  if (url === undefined) throw new Error(`There is no URL in '${printed}'`);
  return url;
}

/** Checks that no request has failed, and says how many were sent twice. */
export function checkNoneFailed({ narrator }: Pick<StoryTools, 'narrator'>, seen: SeenAnswers): void {
  const again = seen.askedAgain === 0 ? '' : ` (${seen.askedAgain} sent again, because an idle connection was closed)`;
  narrator.check(`none of ${seen.count.toLocaleString('en')} requests has failed${again}`, seen.failed(), []);
}
