import { tellStory } from '../../scripts/story/story';
import { Visitors } from '../../scripts/story/visitors/visitors';
import { silentNarrator, startInstalledAws } from './installed-aws';

/** Requests take real time, and tests share the machine: half as many a second as in `npm start`. */
const MINUTE_MS = 2000;

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
