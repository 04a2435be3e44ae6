import { gatewayViews } from '../../install/gateway-views';
import type { ServiceView } from '../account-view';
import { ask } from '../ask';
import { deployDemonstration, type StoryTools, urlIn } from '../tools';

/** The first service brings the load balancer. @returns its URL */
export async function firstService({ narrator, run, account }: StoryTools): Promise<string> {
  const url = urlIn(await run('deploy', 'templates/examples/hello.yaml', '--stack-name', 'hello'));
  narrator.check('its URL answers', (await ask(url)).status, 200);
  const service = await account.service('hello', 'Web');
  narrator.check('one task runs, and gets all of the traffic', placesOf(service), [
    1,
    { blue: 100, green: 0 },
    [80],
    [],
  ]);
  narrator.check('there is one load balancer', (await account.loadBalancers()).length, 1);
  return url;
}

const placesOf = ({ running, shares, targetPorts }: ServiceView) => [
  running,
  shares,
  targetPorts.blue,
  targetPorts.green,
];

/** The demonstration joins the first service's load balancer. @returns its URL */
export async function demonstration(tools: StoryTools): Promise<string> {
  const { narrator, run, account } = tools;
  const before = await account.loadBalancers();
  const url = urlIn(await deployDemonstration(tools));
  narrator.check('it is on the same load balancer', await account.loadBalancers(), before);
  const page = await ask(url);
  narrator.check(
    'its URL shows the page',
    [page.status, /<title>(.*)<\/title>/.exec(page.body)?.[1]],
    [200, 'Who answers?'],
  );
  narrator.check('version 1 answers', JSON.parse((await ask(`${url}answer`)).body).version, '1');
  narrator.check('its task has asked ECS how many there are', JSON.parse((await ask(`${url}tasks`)).body), {
    running: 1,
    desired: 1,
  });
  await run('list');
  const services = [await account.service('hello', 'Web'), await account.service('traffic', 'Web')];
  narrator.check('both services have a rule on one listener', listenersOf(services).length, 1);
  const [gateway] = gatewayViews(await account.ledger(), 25);
  const priorities = (await account.rules()).map(({ priority }) => priority).sort();
  narrator.check('the rules have different priorities', new Set(priorities).size, 2);
  narrator.check(
    'the ledger and the listener agree on them',
    gateway?.members.map(({ priority }) => priority),
    priorities,
  );
  return url;
}

/** The listeners of the services' rules, from their ARNs: `…:listener-rule/app/NAME/ID/LISTENER/RULE`. */
const listenersOf = (services: ServiceView[]): string[] => [
  ...new Set(services.map(({ ruleArn }) => ruleArn.slice(0, ruleArn.lastIndexOf('/')))),
];
