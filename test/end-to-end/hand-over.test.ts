/** Updates that pass hosts within a stack, and changes of the strategy. */
import { connect } from '../../scripts/aws';
import { findStack } from '../../scripts/stacks/stacks';
import { type Hands, handsOn } from './by-hand';
import { unansweredDuring } from './front-rule';
import { type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

/** Load balancers are closed here, and the gateway checks every five real seconds whether their interfaces are gone. */
jest.setTimeout(180_000);

/** Real milliseconds for one minute of AWS time: tasks take long enough to start and drain to be seen without them. */
const MINUTE_MS = 500;

let installed: InstalledAws;
let hands: Hands;
beforeAll(async () => {
  installed = await startInstalledAws({ minuteMs: MINUTE_MS });
  hands = handsOn(installed);
});
afterAll(() => installed?.stop());

/** A template of blocks: `Web: "Hosts: [a.example.com]"`. */
const template = (blocks: Readonly<Record<string, string>>): string => `
Transform: Express
Resources:
${Object.entries(blocks)
  .map(([id, properties]) => `  ${id}: { Type: Express::Service, Properties: { Image: "web:1", ${properties} } }`)
  .join('\n')}
`;

async function deploy(stack: string, blocks: Readonly<Record<string, string>>): Promise<string> {
  const file = await installed.template(`${stack}.yaml`, template(blocks));
  return installed.run('deploy', file, '--stack-name', stack);
}

const status = async (stack: string): Promise<string | undefined> => {
  const { cloudformation } = connect({ AWS_ENDPOINT_URL: installed.aws.endpoint, AWS_REGION: installed.aws.region });
  return (await findStack(cloudformation, stack))?.StackStatus;
};

test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string[]]>([
  ['rename', { Web: 'Hosts: [shop.example.org]' }, { Shop: 'Hosts: [shop.example.org]' }, ['shop.example.org']],
  [
    'rename-beside',
    { Web: 'Hosts: [park.example.org]' },
    { Web: 'Hosts: [parked.example.org]', Shop: 'Hosts: [park.example.org]' },
    ['park.example.org'],
  ],
  [
    'swap',
    { A: 'Hosts: [a.example.com]', B: 'Hosts: [b.example.com]' },
    { A: 'Hosts: [b.example.com]', B: 'Hosts: [a.example.com]' },
    ['a.example.com', 'b.example.com'],
  ],
])('%s: one update passes the hosts on, and they are answered all the time', async (stack, before, after, hosts) => {
  await deploy(stack, before);
  expect(await unansweredDuring(hands.elb, hosts, deploy(stack, after))).toEqual([]);
  expect(await status(stack)).toBe('UPDATE_COMPLETE');
  expect(await hands.doctor()).toEqual({ findings: [], repaired: [] });
  await installed.run('delete', '--stack-name', stack);
  expect(await leftovers(installed)).toEqual(NOTHING);
});

describe('another strategy', () => {
  const rolling = 'Deployment: { Strategy: ROLLING }';
  const overridden = 'Overrides: { Service: { Properties: { DeploymentConfiguration: { Strategy: ROLLING } } } }';

  /** The percentages of the traffic that go to target groups with and without targets. */
  const shares = async (stack: string): Promise<{ withTargets: number; without: number }> => {
    const { shares: percent, targetPorts: ports } = await installed.account.service(stack, 'Web');
    const sum = (has: boolean): number =>
      (['blue', 'green'] as const).reduce((all, of) => all + (ports[of].length > 0 === has ? percent[of] : 0), 0);
    return { withTargets: sum(true), without: sum(false) };
  };

  test.each([
    ['by the property', 'by-property', rolling],
    ['by an override of the ECS service', 'by-override', overridden],
  ])('to ROLLING while green has the traffic, %s: all of it goes to the tasks', async (_, stack, properties) => {
    await deploy(stack, { Web: '' });
    await deploy(stack, { Web: 'Environment: { A: "2" }' });
    expect((await installed.account.service(stack, 'Web')).shares).toEqual({ blue: 0, green: 100 });
    await deploy(stack, { Web: `Environment: { A: "3" }, ${properties}` });
    expect(await status(stack)).toBe('UPDATE_COMPLETE');
    expect(await shares(stack)).toEqual({ withTargets: 100, without: 0 });
    await installed.run('delete', '--stack-name', stack);
  });

  test('from ROLLING, with a service that fails after it, is rolled back, and all of the traffic goes to the tasks', async () => {
    const api = (image: string): string =>
      `  Api: { Type: Express::Service, DependsOn: Web, Properties: { Image: "${image}" } }\n`;
    const change = async (web: string, image: string): Promise<string> => {
      const file = await installed.template('back.yaml', `${template({ Web: web }).trimEnd()}\n${api(image)}`);
      return installed.run('deploy', file, '--stack-name', 'back');
    };
    await change(rolling, 'api:1');
    await expect(change('Environment: { A: "2" }', 'api:crash')).rejects.toThrow('circuit breaker');
    expect(await status('back')).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await shares('back')).toEqual({ withTargets: 100, without: 0 });
    await installed.run('delete', '--stack-name', 'back');
    expect(await leftovers(installed)).toEqual(NOTHING);
  });
});
