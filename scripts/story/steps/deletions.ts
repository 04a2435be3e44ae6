import { isClaim, isCluster, isGateway, isService } from '../../../handlers/gateway/ledger/items';
import { ask } from '../ask';
import type { StoryTools } from '../tools';

/** The demonstration leaves, and takes only what is its own. */
export async function deleteDemonstration(tools: StoryTools, urls: { hello: string; demo: string }): Promise<void> {
  const { narrator, run, account, visitors } = tools;
  const hello = await account.service('hello', 'Web');
  const before = await account.loadBalancers();
  visitors.send('', 0);
  await run('delete', '--stack-name', 'traffic');
  narrator.check('its URL is not found', (await ask(urls.demo)).status, 404);
  narrator.check('the other URL answers', (await ask(urls.hello)).status, 200);
  narrator.check(
    "its rule is gone, and the other service's is still there",
    (await account.rules()).map(({ arn }) => arn),
    [hello.ruleArn],
  );
  narrator.check('the load balancer is still there', await account.loadBalancers(), before);
  narrator.check('the other service has not changed', await account.service('hello', 'Web'), hello);
}

/** The last service leaves, and takes the load balancer with it. */
export async function deleteLast({ narrator, run, account }: StoryTools, url: string): Promise<void> {
  const [listener] = (await Promise.all((await account.loadBalancers()).map((arn) => account.listeners(arn)))).flat();
  narrator.check(
    'there are still a listener, a security group and a cluster',
    [listener !== undefined, (await account.securityGroups()).length, await account.cluster('default')],
    [true, 1, true],
  );
  await run('delete', '--stack-name', 'hello');
  narrator.check(
    'nobody answers at its URL',
    await ask(url).catch((error: { code?: string }) => error.code),
    'ECONNREFUSED',
  );
  narrator.check(
    'the load balancer, its listener and rules are gone',
    [await account.loadBalancers(), await account.rules()],
    [[], []],
  );
  narrator.check('its security group is gone', await account.securityGroups(), []);
  narrator.check('the cluster is gone', await account.cluster('default'), false);
  const items = await account.ledger();
  const left = items.filter(
    (item) =>
      isGateway(item) ||
      isCluster(item) ||
      isClaim(item) ||
      (isService(item) && Object.keys({ ...item.seats, ...item.routes }).length > 0),
  );
  narrator.check('the ledger has no entry for any of them', left, []);
}
