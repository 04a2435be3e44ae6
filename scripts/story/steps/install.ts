import type { StoryTools } from '../tools';

export async function install({ narrator, run, account }: StoryTools): Promise<void> {
  await run('install');
  narrator.check('the ledger is empty', await account.ledger(), []);
  narrator.check('there is no load balancer yet', await account.loadBalancers(), []);
}

export async function uninstall({ narrator, run, account }: StoryTools): Promise<void> {
  await run('uninstall', '--purge');
  narrator.check('the install is gone', await account.ledger().catch((error: Error) => error.name), 'UserError');
}
