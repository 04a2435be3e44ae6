import { deleteDemonstration, deleteLast } from './steps/deletions';
import { install, uninstall } from './steps/install';
import { release } from './steps/release';
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
  await narrator.step('Let visitors come, and give the app another image and another port', () => release(tools, demo));
  await narrator.step('Delete the app', () => deleteDemonstration(tools, { hello, demo }));
  await narrator.step('Delete the last service', () => deleteLast(tools, hello));
  await narrator.step('Uninstall', () => uninstall(tools));
}
