import { StoryError } from '../narrator';
import { deployDemonstration, type StoryTools } from '../tools';

/** A version whose every answer is an error, while requests come. Nobody but the alarm stops it. */
export async function badRelease(tools: StoryTools): Promise<void> {
  const { narrator, account, visitors } = tools;
  const before = await account.service('traffic', 'Web');
  await visitors.seen();
  const reason = await failureOf(deployDemonstration(tools, { Version: '3', ErrorPercent: '100' }));
  const seen = await visitors.seen();
  narrator.check('the deployment was rolled back by its alarm', /alarm/i.test(reason), true);
  const trial = seen.between('3', '3');
  narrator.range('of the visitors in that time, so many of a hundred saw it', trial.percentOf('3'), 0, 6);
  narrator.check('nothing else has failed', seen.failed('3'), []);
  narrator.check(
    'version 2 answers everybody',
    seen.all.slice(-100).every(({ version }) => version === '2'),
    true,
  );
  narrator.check('the service is what it was', await account.service('traffic', 'Web'), before);
}

/** The error with which a command ends that must end with one. @throws StoryError if it succeeds */
async function failureOf(command: Promise<string>): Promise<string> {
  const outcome = await command.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(outcome instanceof StoryError)) throw outcome ?? new StoryError('The bad version was deployed.');
  return outcome.message;
}
