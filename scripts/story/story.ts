import { isClaim, isCluster, isGateway, isService } from '../../handlers/gateway/ledger/items';
import { gatewayViews } from '../install/gateway-views';
import type { AccountView, RuleView, ServiceView } from './account-view';
import type { Narrator } from './narrator';
import type { RunCommand } from './run-command';

/** What every step uses. */
export interface StoryTools {
  narrator: Narrator;
  run: RunCommand;
  account: AccountView;
}

const shop = (...args: string[]) => ['deploy', 'scripts/story/templates/shop.yaml', '--stack-name', 'shop', ...args];

/**
 * Tells the life of a shared load balancer, from its first service to its last.
 * @throws StoryError for the first failed check
 */
export async function tellStory(tools: StoryTools): Promise<void> {
  const { narrator } = tools;
  await narrator.step('Install the macro, the gateway and the ledger', () => install(tools));
  const first = await narrator.step('Deploy a stack with two services', () => firstStack(tools));
  await narrator.step('Deploy a second stack', () => secondStack(tools, first));
  const green = await narrator.step('Give one service another image and another port', () => newImageAndPort(tools));
  await narrator.step('Update the stack once more', () => furtherUpdate(tools, green));
  await narrator.step('Delete the first stack', () => deleteFirst(tools, first));
  await narrator.step('Delete the last stack', () => deleteLast(tools, first));
  await narrator.step('Uninstall', () => uninstall(tools));
}

async function install({ narrator, run, account }: StoryTools): Promise<void> {
  await run('install');
  narrator.check('the ledger is empty', await account.ledger(), []);
  narrator.check('there is no load balancer yet', await account.loadBalancers(), []);
}

async function firstStack({ narrator, run, account }: StoryTools): Promise<{ loadBalancer: string }> {
  const printed = await run(...shop());
  const loadBalancers = await account.loadBalancers();
  const [web, api] = [await account.service('shop', 'Web'), await account.service('shop', 'Api')];
  narrator.check('there is one load balancer', loadBalancers.length, 1);
  narrator.check('both services have a rule on it', listenersOf(web, api).length, 1);
  narrator.check('the rules have different priorities', new Set([web.priority, api.priority]).size, 2);
  narrator.check('each service runs a task', [web.running, api.running], [1, 1]);
  narrator.check(
    'the tasks are in the target groups that get the traffic',
    [web, api].map(({ shares, targetPorts }) => [shares, targetPorts]),
    [
      [
        { blue: 100, green: 0 },
        { blue: [80], green: [] },
      ],
      [
        { blue: 100, green: 0 },
        { blue: [80], green: [] },
      ],
    ],
  );
  narrator.check(
    'both endpoints are printed',
    /^Web=http:\/\/\S+\/shop-web\/\nApi=http:\/\/\S+\/shop-api\/$/m.test(printed),
    true,
  );
  return { loadBalancer: loadBalancers[0] ?? '' };
}

async function secondStack(
  { narrator, run, account }: StoryTools,
  { loadBalancer }: { loadBalancer: string },
): Promise<void> {
  await run('deploy', 'scripts/story/templates/blog.yaml', '--stack-name', 'blog');
  await run('list');
  narrator.check('its service is on the same load balancer', await account.loadBalancers(), [loadBalancer]);
  const [gateway] = gatewayViews(await account.ledger(), 25);
  narrator.check('the ledger has three members', gateway?.members.map(({ service }) => service).sort(), [
    'Api',
    'Site',
    'Web',
  ]);
  const priorities = (await account.rules()).map(({ priority }) => priority);
  narrator.check('three rules have three priorities', [priorities.length, new Set(priorities).size], [3, 3]);
  narrator.check(
    'the ledger and the listener agree on them',
    gateway?.members.map(({ priority }) => priority),
    priorities.sort(),
  );
}

const IMAGE = 'public.ecr.aws/docker/library/httpd:2.4.62';
const PORT = '8080';

async function newImageAndPort({ narrator, run, account }: StoryTools): Promise<ServiceView> {
  const before = await account.service('shop', 'Web');
  const deploying = run(...shop('--parameter', `Image=${IMAGE}`, '--parameter', `Port=${PORT}`));
  const seen = await watchTraffic(account, before, deploying);
  narrator.line(`  traffic blue/green: ${seen.join(' → ')}`);
  const after = await account.service('shop', 'Web');
  const lasting = ({ serviceArn, blue, green, ruleArn, priority }: ServiceView) => [
    serviceArn,
    blue,
    green,
    ruleArn,
    priority,
  ];
  narrator.check(
    'the service, its target groups, its rule and its priority are the same',
    lasting(after),
    lasting(before),
  );
  narrator.check('the new image runs', after.image, IMAGE);
  narrator.check('a canary got 5 % of the traffic first', seen, ['100/0', '95/5', '0/100']);
  narrator.check('the tasks are in the green target group, on the new port', after.targetPorts, {
    blue: [],
    green: [Number(PORT)],
  });
  return after;
}

async function furtherUpdate({ narrator, run, account }: StoryTools, green: ServiceView): Promise<void> {
  const before = await account.touchedAt('shop', 'WebRoute');
  const seen = await watchTraffic(account, green, run(...shop('--parameter', 'Refresh=second')));
  narrator.check('CloudFormation has updated the rule', (await account.touchedAt('shop', 'WebRoute')) > before, true);
  narrator.check('the live weights did not change meanwhile', seen, ['0/100']);
  narrator.check('nothing else about the service has changed', await account.service('shop', 'Web'), green);
}

async function deleteFirst(
  { narrator, run, account }: StoryTools,
  { loadBalancer }: { loadBalancer: string },
): Promise<void> {
  const site = await account.service('blog', 'Site');
  await run('delete', '--stack-name', 'shop');
  narrator.check(
    "its rules are gone, and the other service's rule is still there",
    (await account.rules()).map(({ arn }) => arn),
    [site.ruleArn],
  );
  narrator.check('the load balancer is still there', await account.loadBalancers(), [loadBalancer]);
  narrator.check('the other service has not changed', await account.service('blog', 'Site'), site);
}

async function deleteLast(
  { narrator, run, account }: StoryTools,
  { loadBalancer }: { loadBalancer: string },
): Promise<void> {
  const [listener] = await account.listeners(loadBalancer);
  narrator.check(
    'there are still a listener, a security group and a cluster',
    [listener !== undefined, (await account.securityGroups()).length, await account.cluster('default')],
    [true, 1, true],
  );
  await run('delete', '--stack-name', 'blog');
  const rules: RuleView[] = await account.rules();
  narrator.check(
    'the load balancer, its listener and rules are gone',
    [await account.loadBalancers(), rules],
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

async function uninstall({ narrator, run, account }: StoryTools): Promise<void> {
  await run('uninstall', '--purge');
  narrator.check('the install is gone', await account.ledger().catch((error: Error) => error.name), 'UserError');
}

/** Milliseconds between two looks: the shortest tools of the canary is a hundred times as long as one account takes. */
const LOOK_INTERVAL_MS = 25;

/** The percentages in a service's rule until some work ends: `blue/green`, with every change listed once. */
async function watchTraffic(
  account: AccountView,
  { ruleArn, blue, green }: ServiceView,
  work: Promise<unknown>,
): Promise<string[]> {
  const seen: string[] = [];
  let busy = true;
  const done = work.finally(() => {
    busy = false;
  });
  // Awaited below. Until then a failure must not count as unhandled.
  done.catch(() => {});
  const record = async () => {
    const shares = (await account.rules()).find(({ arn }) => arn === ruleArn)?.shares;
    const now = `${shares?.[blue]}/${shares?.[green]}`;
    if (seen.at(-1) !== now) seen.push(now);
  };
  while (busy) {
    await record();
    await new Promise((resolve) => setTimeout(resolve, LOOK_INTERVAL_MS));
  }
  await done;
  await record();
  return seen;
}

/** The listeners of the services' rules, from their ARNs: `…:listener-rule/app/NAME/ID/LISTENER/RULE`. */
const listenersOf = (...services: ServiceView[]): string[] => [
  ...new Set(services.map(({ ruleArn }) => ruleArn.slice(0, ruleArn.lastIndexOf('/')))),
];
