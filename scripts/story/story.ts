import { badRelease } from './steps/bad-release';
import { deleteDemonstration, deleteLast } from './steps/deletions';
import { install, uninstall } from './steps/install';
import { release } from './steps/release';
import { scale } from './steps/scale';
import { demonstration, firstService } from './steps/services';
import type { StoryTools } from './tools';

/**
 * Tells the life of a shared load balancer, from its first service to its last, as the visitors of its services see it.
 * @throws StoryError for the first failed check
 */
export async function tellStory(tools: StoryTools): Promise<void> {
  const { narrator } = tools;
  await narrator.step('Install the macro, the gateway and the ledger', () => install(tools));
  const hello = await narrator.step('Deploy nginx', () => firstService(tools));
  const demo = await narrator.step('Deploy an app beside it', () => demonstration(tools));
  await narrator.step('Let visitors come: more than one task can serve', () => scale(tools, demo));
  await narrator.step('Give the app another image and another port', () => release(tools));
  await narrator.step('Deploy a version that answers with errors', () => badRelease(tools));
  await narrator.step('Delete the app', () => deleteDemonstration(tools, { hello, demo }));
  await narrator.step('Delete the last service', () => deleteLast(tools, hello));
  await narrator.step('Uninstall', () => uninstall(tools));
}
