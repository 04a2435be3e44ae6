/** Hosts that pass from one service of a stack to another in an update, as visitors of those hosts see it. */
import { DescribeLoadBalancersCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { SeenAnswers } from '../../scripts/story/visitors/answers';
import { Visitors } from '../../scripts/story/visitors/visitors';
import { type Hands, handsOn } from './by-hand';
import { type Blocks, deployBlocks, type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

/** Requests take real time. */
const MINUTE_MS = 1000;
/** To each host, in a second of real time: three in the shortest step of a service. */
const PER_SECOND = 60;

let installed: InstalledAws;
let hands: Hands;
beforeAll(async () => {
  const started = await startInstalledAws({ minuteMs: MINUTE_MS });
  // A command in this process would keep visitors waiting while it computes.
  installed = { ...started, run: started.runBuilt };
  hands = handsOn(installed);
});
afterAll(() => installed?.stop());

const host = (name: string, image = 'web:1'): string => `Properties: { Image: "${image}", Hosts: [${name}] }`;

const deploy = (stack: string, blocks: Blocks): Promise<string> => deployBlocks(installed, stack, blocks);

/** What visitors of each host see while something is done. */
async function seenDuring(hosts: readonly string[], work: () => Promise<unknown>): Promise<SeenAnswers[]> {
  const { LoadBalancers: [balancer] = [] } = await hands.elb.send(new DescribeLoadBalancersCommand({}));
  const port = /(?<=:)\d+$/.exec(balancer?.DNSName ?? '')?.[0];
  const visitors = hosts.map(() => new Visitors());
  try {
    // A visitor finds every name on this machine.
    for (const [index, name] of hosts.entries()) visitors[index]?.send(`http://${name}:${port}/`, PER_SECOND);
    await work();
    return await Promise.all(visitors.map((each) => each.seen()));
  } finally {
    await Promise.all(visitors.map((each) => each.stop()));
  }
}

function expectAllAnswered(seen: readonly SeenAnswers[]): void {
  expect(seen.map((answers) => answers.failed())).toEqual(seen.map(() => []));
  for (const { count } of seen) expect(count).toBeGreaterThan(PER_SECOND);
}

describe('one update', () => {
  test.each<[string, Blocks, Blocks, string[]]>([
    ['rename', { Web: host('shop.example.org') }, { Shop: host('shop.example.org') }, ['shop.example.org']],
    [
      'rename-dependson',
      { Web: host('park.example.org') },
      { Web: host('parked.example.org'), Shop: `DependsOn: Web, ${host('park.example.org')}` },
      ['park.example.org'],
    ],
    [
      'swap',
      { A: host('a.example.com'), B: host('b.example.com') },
      { A: host('b.example.com'), B: host('a.example.com') },
      ['a.example.com', 'b.example.com'],
    ],
  ])('%s: passes the hosts on, and every request is answered', async (stack, before, after, hosts) => {
    await deploy(stack, before);
    expectAllAnswered(await seenDuring(hosts, () => deploy(stack, after)));
  });

  test('whose renamed service never becomes healthy is taken back, and every request is answered', async () => {
    await deploy('fails', { Web: host('fails.example.org') });
    const rename = (): Promise<unknown> =>
      expect(deploy('fails', { Shop: host('fails.example.org', 'web:unhealthy') })).rejects.toThrow(
        'No rollback candidate was found',
      );
    expectAllAnswered(await seenDuring(['fails.example.org'], rename));
  });
});

test('after the updates nothing is wrong, and after the stacks nothing is left', async () => {
  expect(await hands.doctor()).toEqual({ findings: [], repaired: [] });
  const stacks = ['rename', 'rename-dependson', 'swap', 'fails'];
  await Promise.all(stacks.map((stack) => installed.run('delete', '--stack-name', stack)));
  expect(await leftovers(installed)).toEqual(NOTHING);
});
