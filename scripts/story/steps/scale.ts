import { ask } from '../ask';
import { StoryError } from '../narrator';
import { checkNoneFailed, type StoryTools } from '../tools';
import { SeenAnswers } from '../visitors/answers';
import { until } from '../wait';

/** Requests in a minute of AWS time. The template scales for 500 a task, so they need three. */
const PER_MINUTE = 1400;
/** Three data points of a minute each, which come a minute late, and the start of the tasks take about seven minutes. */
const MOST_MINUTES = 30;

/** Visitors come, and go on coming in the steps that follow. */
export async function scale(tools: StoryTools, url: string): Promise<void> {
  const { narrator, account, visitors, minuteMs } = tools;
  narrator.line(`${PER_MINUTE.toLocaleString('en')} requests a minute begin, and do not stop before the deletion`);
  visitors.send(`${url}answer`, PER_MINUTE / (minuteMs / 1000));
  const began = performance.now();
  const minutes = (): number => (performance.now() - began) / minuteMs;
  let seen = new SeenAnswers([]);
  const look = async (): Promise<SeenAnswers> => {
    seen = seen.and(await visitors.seen());
    return seen;
  };
  await until(look, ({ tasks }) => tasks.length === 3, (MOST_MINUTES * minuteMs) / 1000).catch(() => {
    const rate = Math.round(seen.count / minutes());
    throw new StoryError(
      `After ${MOST_MINUTES} minutes, ${seen.tasks.length} tasks answer. There were ${rate} answers a minute.`,
    );
  });
  narrator.check(`three tasks answer, after ${minutes().toFixed(1)} minutes of AWS time`, seen.tasks.length, 3);
  checkNoneFailed(tools, seen);
  narrator.check('ECS counts three', (await account.service('traffic', 'Web')).running, 3);
  narrator.check('and so does the page', JSON.parse((await ask(`${url}tasks`)).body), { running: 3, desired: 3 });
}
