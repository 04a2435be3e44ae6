/** An install and stacks of an earlier version, updated to today's. */
import { rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { connect } from '../../scripts/aws';
import { INSTALL_STACK } from '../../scripts/install/names';
import { findStack, outputsOf, stackResources } from '../../scripts/stacks/stacks';
import { handsOn } from './by-hand';
import { type EarlierVersion, unpack } from './earlier-version';
import { unansweredDuring, whyUnanswered } from './front-rule';
import { type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

/** The SHA-256 of the bundles that version 0.1.0 was installed from. */
const HASHES = {
  macro: '23f83b8a4313e5721b3099087e7d13d9200866bfd1c9cbe7dbe18c6a7a8d8ea1',
  gateway: '7aa76a98d5224159e32a9452450a1b69b6dc3358e020ae04119d9d04e0e1ff26',
};

/** What an update must not replace, besides the rules. */
const LASTING = ['AWS::ECS::Service', 'AWS::ElasticLoadBalancingV2::TargetGroup', 'Custom::ExpressGateway'];

describe('stacks of version 0.1.0', () => {
  let earlier: EarlierVersion;
  let installed: InstalledAws;

  beforeAll(async () => {
    earlier = await unpack('0.1.0');
    installed = await startInstalledAws({}, earlier.folder);
  });

  afterAll(async () => {
    await installed?.stop();
    await rm(earlier.folder, { recursive: true, force: true });
  });

  const cloudformation = () =>
    connect({ AWS_ENDPOINT_URL: installed.aws.endpoint, AWS_REGION: installed.aws.region }).cloudformation;
  const nameOf = (example: string): string => basename(example, '.yaml');
  /** One after the other: the gateway of version 0.1.0 fails where several services join at once. */
  const deployAll = async () => {
    for (const path of earlier.examples) {
      await installed.run('deploy', path, '--stack-name', nameOf(path));
    }
  };

  /** Status and outputs of each stack, what it has, and the physical ids in it that must last. */
  const stacks = () =>
    Promise.all(
      earlier.examples.map(async (path) => {
        const name = nameOf(path);
        const stack = await findStack(cloudformation(), name);
        const resources = await stackResources(cloudformation(), name);
        const count = (type: string): number => resources.filter(({ ResourceType }) => ResourceType === type).length;
        return {
          name,
          status: stack?.StackStatus,
          outputs: outputsOf(stack),
          memberships: count('Custom::ExpressGateway'),
          traffic: count('Custom::ExpressTraffic'),
          lasting: resources
            .filter(({ ResourceType = '' }) => LASTING.includes(ResourceType))
            .map(({ LogicalResourceId, PhysicalResourceId }) => [LogicalResourceId, PhysicalResourceId]),
        };
      }),
    );

  /** Deploys services with a host each. */
  const deployHosts = async (stack: string, hosts: Readonly<Record<string, string>>): Promise<string> => {
    const blocks = Object.entries(hosts).map(
      ([id, host]) => `  ${id}: { Type: Express::Service, Properties: { Image: "web:1", Hosts: [${host}] } }`,
    );
    const template = ['Transform: Express', 'Resources:', ...blocks].join('\n');
    return installed.run('deploy', await installed.template(`${stack}.yaml`, template), '--stack-name', stack);
  };

  const rules = async () => (await installed.account.rules()).sort((one, other) => one.arn.localeCompare(other.arn));
  const installOutputs = async () => outputsOf(await findStack(cloudformation(), INSTALL_STACK));

  test('are made by its own functions', async () => {
    expect(earlier.hashes).toEqual(HASHES);
    await deployAll();
    await deployHosts('swap', { A: 'a.example.com', B: 'b.example.com' });
    await deployHosts('rename', { Web: 'shop.example.org' });
    expect(await installOutputs()).toMatchObject({
      Version: '0.1.0',
      MacroCode: expect.stringContaining(HASHES.macro.slice(0, 16)),
      GatewayCode: expect.stringContaining(HASHES.gateway.slice(0, 16)),
    });
    expect((await rules()).length).toBeGreaterThanOrEqual(earlier.examples.length);
  });

  test("keep services, target groups, memberships, rules, weights and URLs when install and stacks become today's", async () => {
    const before = { stacks: await stacks(), rules: await rules() };
    await installed.run('install');
    const plans = earlier.examples.map((path) => installed.run('plan', path, '--stack-name', nameOf(path)));
    for (const text of await Promise.all(plans)) expect(text).toContain('Traffic: no interruption.');
    await deployAll();
    const { MacroCode, GatewayCode } = await installOutputs();
    expect(MacroCode).not.toContain(HASHES.macro.slice(0, 16));
    expect(GatewayCode).not.toContain(HASHES.gateway.slice(0, 16));
    const updated = before.stacks.map((stack) => ({ ...stack, status: 'UPDATE_COMPLETE', traffic: stack.memberships }));
    expect({ stacks: await stacks(), rules: await rules() }).toEqual({ stacks: updated, rules: before.rules });
  });

  test('exchange hosts in their first update, and a block can be renamed in it', async () => {
    const { elb, doctor } = handsOn(installed);
    const swapped = deployHosts('swap', { A: 'b.example.com', B: 'a.example.com' });
    expect(await unansweredDuring(elb, ['a.example.com', 'b.example.com'], swapped)).toEqual([]);
    await deployHosts('rename', { Shop: 'shop.example.org' });
    expect(await whyUnanswered(elb, 'shop.example.org')).toBeUndefined();
    for (const name of ['swap', 'rename']) {
      expect((await findStack(cloudformation(), name))?.StackStatus).toBe('UPDATE_COMPLETE');
    }
    expect(await doctor()).toEqual({ findings: [], repaired: [] });
  });

  test('leave nothing when they are deleted', async () => {
    const names = ['swap', 'rename', ...earlier.examples.map(nameOf)];
    await Promise.all(names.map((name) => installed.run('delete', '--stack-name', name)));
    expect(await leftovers(installed)).toEqual(NOTHING);
  });
});
