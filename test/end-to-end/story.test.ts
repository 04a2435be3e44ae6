import { tellStory } from '../../scripts/story/story';
import { Visitors } from '../../scripts/story/visitors/visitors';
import { silentNarrator, startInstalledAws } from './installed-aws';

/** As in `npm start`: requests take real time. */
const MINUTE_MS = 1000;

test('every check of the story passes', async () => {
  const { run, account, stop } = await startInstalledAws({ minuteMs: MINUTE_MS, runNode: true });
  const visitors = new Visitors();
  try {
    await tellStory({ narrator: silentNarrator, run, account, visitors, minuteMs: MINUTE_MS });
  } finally {
    await visitors.stop();
    await stop();
  }
});
