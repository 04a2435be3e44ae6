import { isClaim, isCluster, isGateway, isService } from '../../handlers/gateway/ledger/items';
import { gatewaysOf } from '../install/members';
import type { RunCommand } from './command';
import type { Look, RuleSeen, ServiceSeen } from './look';
import type { Teller } from './teller';

/** What every step needs. */
export interface Stage {
  teller: Teller;
  run: RunCommand;
  look: Look;
}

const shop = (...args: string[]) => ['deploy', 'scripts/story/templates/shop.yaml', '--stack-name', 'shop', ...args];

/** The life of a shared load balancer, from its first service to its last. @throws StoryError */
export async function tell(stage: Stage): Promise<void> {
  const { teller } = stage;
  await teller.step('Install the macro, the gateway and the ledger', () => install(stage));
  const first = await teller.step('Deploy a stack with two services', () => firstStack(stage));
  await teller.step('Deploy a second stack', () => secondStack(stage, first));
  const green = await teller.step('Give one service another image and another port', () => newImageAndPort(stage));
  await teller.step('Update the stack once more', () => furtherUpdate(stage, green));
  await teller.step('Delete the first stack', () => deleteFirst(stage, first));
  await teller.step('Delete the last stack', () => deleteLast(stage, first));
  await teller.step('Uninstall', () => uninstall(stage));
}

async function install({ teller, run, look }: Stage): Promise<void> {
  await run('install');
  teller.check('the ledger is empty', await look.ledger(), []);
  teller.check('there is no load balancer yet', await look.loadBalancers(), []);
}

async function firstStack({ teller, run, look }: Stage): Promise<{ loadBalancer: string }> {
  const printed = await run(...shop());
  const loadBalancers = await look.loadBalancers();
  const [web, api] = [await look.service('shop', 'Web'), await look.service('shop', 'Api')];
  teller.check('there is one load balancer', loadBalancers.length, 1);
  teller.check('both services have their rule on it', listenersOf(web, api).length, 1);
  teller.check('the rules have distinct priorities', new Set([web.priority, api.priority]).size, 2);
  teller.check('each service runs a task', [web.running, api.running], [1, 1]);
  teller.check(
    'the tasks are behind the groups that have the traffic',
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
  teller.check(
    'both endpoints are printed',
    /^Web=http:\/\/\S+\/shop-web\/\nApi=http:\/\/\S+\/shop-api\/$/m.test(printed),
    true,
  );
  return { loadBalancer: loadBalancers[0] ?? '' };
}

async function secondStack({ teller, run, look }: Stage, { loadBalancer }: { loadBalancer: string }): Promise<void> {
  await run('deploy', 'scripts/story/templates/blog.yaml', '--stack-name', 'blog');
  await run('list');
  teller.check('it came to the same load balancer', await look.loadBalancers(), [loadBalancer]);
  const [gateway] = gatewaysOf(await look.ledger(), 25);
  teller.check('the ledger has three members', gateway?.members.map(({ service }) => service).sort(), [
    'Api',
    'Site',
    'Web',
  ]);
  const priorities = (await look.rules()).map(({ priority }) => priority);
  teller.check('three rules have three priorities', [priorities.length, new Set(priorities).size], [3, 3]);
  teller.check(
    'the ledger and the listener agree on them',
    gateway?.members.map(({ priority }) => priority),
    priorities.sort(),
  );
}

const IMAGE = 'public.ecr.aws/docker/library/httpd:2.4.62';
const PORT = '8080';

async function newImageAndPort({ teller, run, look }: Stage): Promise<ServiceSeen> {
  const before = await look.service('shop', 'Web');
  const deploying = run(...shop('--parameter', `Image=${IMAGE}`, '--parameter', `Port=${PORT}`));
  const seen = await watchTraffic(look, before, deploying);
  teller.line(`  traffic blue/green: ${seen.join(' → ')}`);
  const after = await look.service('shop', 'Web');
  const lasting = ({ serviceArn, blue, green, ruleArn, priority }: ServiceSeen) => [
    serviceArn,
    blue,
    green,
    ruleArn,
    priority,
  ];
  teller.check(
    'the service, its target groups, its rule and its priority are the same',
    lasting(after),
    lasting(before),
  );
  teller.check('the new image runs', after.image, IMAGE);
  teller.check('a canary went first, with 5 % of the traffic', seen, ['100/0', '95/5', '0/100']);
  teller.check('the tasks are behind the green group, on the new port', after.targetPorts, {
    blue: [],
    green: [Number(PORT)],
  });
  return after;
}

async function furtherUpdate({ teller, run, look }: Stage, green: ServiceSeen): Promise<void> {
  const before = await look.touchedAt('shop', 'WebRoute');
  const seen = await watchTraffic(look, green, run(...shop('--parameter', 'Refresh=second')));
  teller.check('CloudFormation has updated the rule', (await look.touchedAt('shop', 'WebRoute')) > before, true);
  teller.check('the live weights were left alone all the while', seen, ['0/100']);
  teller.check('nothing else about the service has changed', await look.service('shop', 'Web'), green);
}

async function deleteFirst({ teller, run, look }: Stage, { loadBalancer }: { loadBalancer: string }): Promise<void> {
  const site = await look.service('blog', 'Site');
  await run('delete', '--stack-name', 'shop');
  teller.check(
    'its rules are gone, the other stays',
    (await look.rules()).map(({ arn }) => arn),
    [site.ruleArn],
  );
  teller.check('the load balancer stays', await look.loadBalancers(), [loadBalancer]);
  teller.check('the other service is as it was', await look.service('blog', 'Site'), site);
}

async function deleteLast({ teller, run, look }: Stage, { loadBalancer }: { loadBalancer: string }): Promise<void> {
  const [listener] = await look.listeners(loadBalancer);
  teller.check(
    'until now there is a listener, a security group and a cluster',
    [listener !== undefined, (await look.securityGroups()).length, await look.cluster('default')],
    [true, 1, true],
  );
  await run('delete', '--stack-name', 'blog');
  const rules: RuleSeen[] = await look.rules();
  teller.check('the load balancer, its listener and rules are gone', [await look.loadBalancers(), rules], [[], []]);
  teller.check('its security group is gone', await look.securityGroups(), []);
  teller.check('the cluster is gone', await look.cluster('default'), false);
  const items = await look.ledger();
  const left = items.filter(
    (item) =>
      isGateway(item) ||
      isCluster(item) ||
      isClaim(item) ||
      (isService(item) && Object.keys({ ...item.seats, ...item.routes }).length > 0),
  );
  teller.check('the ledger holds nothing of it any more', left, []);
}

async function uninstall({ teller, run, look }: Stage): Promise<void> {
  await run('uninstall', '--purge');
  teller.check('the install is gone', await look.ledger().catch((error: Error) => error.name), 'UserError');
}

/** Milliseconds between two looks: the shortest stage of the canary is a hundred times as long as one look takes. */
const LOOK_MS = 25;

/** The percentages of a service's rule while something goes on, each change once. */
async function watchTraffic(
  look: Look,
  { ruleArn, blue, green }: ServiceSeen,
  work: Promise<unknown>,
): Promise<string[]> {
  const seen: string[] = [];
  let busy = true;
  const done = work.finally(() => {
    busy = false;
  });
  // Watched to its end below; until then a failure must not count as unhandled.
  done.catch(() => {});
  const record = async () => {
    const shares = (await look.rules()).find(({ arn }) => arn === ruleArn)?.shares;
    const now = `${shares?.[blue]}/${shares?.[green]}`;
    if (seen.at(-1) !== now) seen.push(now);
  };
  while (busy) {
    await record();
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  await done;
  await record();
  return seen;
}

/** The listeners that the services' rules are on: `…:listener-rule/app/NAME/ID/LISTENER/RULE`. */
const listenersOf = (...services: ServiceSeen[]): string[] => [
  ...new Set(services.map(({ ruleArn }) => ruleArn.slice(0, ruleArn.lastIndexOf('/')))),
];
