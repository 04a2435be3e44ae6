import { TAG } from '../../../../handlers/contract';
import { memberTags } from '../../../../handlers/gateway/identity';
import { isClaim, isGateway, isService } from '../../../../handlers/gateway/ledger/items';
import { OutOfTimeError } from '../../../../handlers/gateway/world/errors';
import { stackId, succeeded } from '../account/at-once/cloud';
import { DoctoredCloud, forget } from './doctored-cloud';

/** Properties with target groups of the stack's own, with a target registered in the blue one. */
function served(cloud: DoctoredCloud, stack: string) {
  cloud.account.targets.set(`${stack}-blue`, 1);
  return { BlueTargetGroupArn: `${stack}-blue`, GreenTargetGroupArn: `${stack}-green` };
}

function leaves(cloud: DoctoredCloud, stack: string): void {
  cloud.account.targets.delete(`${stack}-blue`);
}

describe('a check-up of what the ledger has lost and somebody may be using', () => {
  let cloud: DoctoredCloud;

  beforeEach(() => {
    cloud = new DoctoredCloud();
  });

  /** How many load balancers, rules, security groups and clusters exist. */
  const there = () => [
    cloud.account.loadBalancers.size,
    cloud.account.rules.size,
    cloud.account.securityGroups.size,
    cloud.account.clusters.size,
  ];

  const everything = [1, 1, 1, 1];

  it('deletes nothing that the ledger lacks unless a person asks', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.account.items.clear();
    expect(await cloud.checkUp('unattended')).toMatchObject({
      findings: [{ kind: 'leftover' }, { kind: 'leftover', what: 'cluster default' }],
      repaired: [],
    });
    expect(there()).toEqual(everything);
    expect(await cloud.checkUp('full')).toMatchObject({ findings: [] });
    expect(there()).toEqual([0, 0, 0, 0]);
  });

  it('keeps the load balancer of a retained service as long as it has targets', async () => {
    await cloud.deployed('shop', served(cloud, 'shop'));
    cloud.becomes('shop', { state: 'gone' });
    cloud.account.items.clear();
    cloud.account.busyClusters.set('default', true);
    const { findings, repaired } = await cloud.checkUp('full');
    expect(findings[0]).toMatchObject({
      kind: 'retained',
      repairable: false,
      problem: expect.stringContaining('Web of stack shop'),
    });
    expect(repaired).toEqual([]);
    expect(there()).toEqual(everything);
    leaves(cloud, 'shop');
    cloud.account.busyClusters.clear();
    expect(await cloud.checkUp('full')).toMatchObject({ findings: [] });
    expect(there()).toEqual([0, 0, 0, 0]);
  });

  it('keeps rule, seat and claims of a retained service when only its own item is lost', async () => {
    await cloud.deployed('blog');
    const { member } = await cloud.deployed('shop', served(cloud, 'shop'));
    forget(cloud, (item) => item.service === `${stackId('shop')}/Web`);
    cloud.becomes('shop', { state: 'gone' });
    for (const treatment of ['unattended', 'full'] as const) {
      expect(await cloud.checkUp(treatment)).toMatchObject({
        findings: [{ kind: 'retained', what: 'Web of stack shop' }],
        repaired: [],
      });
    }
    expect(cloud.account.rules.size).toBe(2);
    expect(cloud.gateways()[0]?.members).toHaveProperty([member]);
    expect(cloud.account.items.all().filter(isClaim)).toHaveLength(4);
    leaves(cloud, 'shop');
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [{ kind: 'abandoned' }], repaired: [] });
    expect(await cloud.checkUp('full')).toMatchObject({ findings: [] });
    expect(cloud.account.rules.size).toBe(1);
  });

  it('deletes nothing when AWS does not say whether there are targets', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.account.items.clear();
    cloud.loadBalancers.targets = () => Promise.reject(new Error('Rate exceeded'));
    const { findings } = await cloud.checkUp('full');
    expect(findings[0]).toMatchObject({ kind: 'unknown', problem: expect.stringContaining('Rate exceeded') });
    expect(there().slice(0, 3)).toEqual([1, 1, 1]);
  });

  it('deletes nothing when the question whether there are targets is not answered in time', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.account.items.clear();
    let hangs = (_: Error): void => {};
    const hang = new Promise<never>((_, reject) => {
      hangs = reject;
    });
    cloud.doctorWorld.inTime = (_, work) => Promise.race([work, hang]);
    cloud.loadBalancers.targets = () => {
      cloud.now += 240_000;
      hangs(new OutOfTimeError('an answer'));
      return new Promise(() => {});
    };
    const { findings } = await cloud.checkUp('full');
    expect(findings[0]).toMatchObject({ kind: 'unknown', problem: expect.stringContaining('no time to ask') });
    expect(there().slice(0, 3)).toEqual([1, 1, 1]);
  });

  it('keeps a place in the gateway for a member that it cannot record, so that the load balancer stays when the others leave', async () => {
    const blog = await cloud.deployed('blog');
    const shop = await cloud.deployed('shop', served(cloud, 'shop'));
    cloud.becomes('shop', { state: 'gone' });
    cloud.account.items.clear();
    await cloud.checkUp('unattended');
    expect(Object.keys(cloud.gateways()[0]?.members ?? {}).sort()).toEqual([blog.member, shop.member].sort());
    await cloud.leave(blog, { stack: 'blog' });
    expect(there().slice(0, 3)).toEqual([1, 1, 1]);
  });

  it('does not delete a load balancer with a rule that has targets, even if the ledger has lost its member', async () => {
    const blog = await cloud.deployed('blog');
    await cloud.deployed('shop', served(cloud, 'shop'));
    forget(cloud, (item) => item.service === `${stackId('shop')}/Web`);
    for (const item of cloud.account.items.values()) {
      if (isGateway(item)) item.members = { [blog.member]: true };
    }
    await cloud.leave(blog, { stack: 'blog' });
    expect(there().slice(0, 3)).toEqual([1, 1, 1]);
    expect(cloud.gateways()).toMatchObject([{ state: 'CLOSING', kept: expect.stringContaining('Web of stack shop') }]);
  });

  describe('of a load balancer without rules', () => {
    const founded = async (): Promise<string> =>
      succeeded(await cloud.gateway('Create', { stack: 'shop' })).physicalResourceId;

    it('does nothing while an operation on the stack that it was made for is in progress', async () => {
      await founded();
      cloud.account.items.clear();
      cloud.becomes('shop', { state: 'busy' });
      const { findings } = await cloud.checkUp('full');
      expect(findings[0]).toMatchObject({ kind: 'unknown', what: expect.stringContaining('load balancer') });
      expect(there().slice(0, 3)).toEqual([1, 0, 1]);
    });

    it('records it for its founder, if the stack has that member', async () => {
      const member = await founded();
      cloud.account.items.clear();
      cloud.rests('shop', member);
      const { repaired } = await cloud.checkUp('unattended');
      expect(repaired).toMatchObject([{ kind: 'unrecorded', what: expect.stringContaining('load balancer') }]);
      expect(cloud.gateways()).toMatchObject([{ members: { [member]: true }, founder: member }]);
      expect(there().slice(0, 3)).toEqual([1, 0, 1]);
    });

    it('records it for a service that has a seat there according to the ledger', async () => {
      const { member } = await cloud.deployed('shop');
      cloud.account.rules.clear();
      for (const one of [...cloud.account.loadBalancers.values(), ...cloud.account.listeners.values()]) {
        one.tags = { ...one.tags, ...memberTags(`${stackId('former')}/Web~1`) };
      }
      forget(cloud, (item) => !isService(item));
      await cloud.checkUp('unattended');
      expect(cloud.gateways()).toMatchObject([{ members: { [member]: true } }]);
      expect(there().slice(0, 3)).toEqual([1, 1, 1]);
    });

    it("deletes it when its founder's stack is gone, if a person asks", async () => {
      await founded();
      cloud.account.items.clear();
      cloud.becomes('shop', { state: 'gone' });
      expect((await cloud.checkUp('unattended')).repaired).toEqual([]);
      expect(there().slice(0, 3)).toEqual([1, 0, 1]);
      expect(await cloud.checkUp('full')).toMatchObject({ findings: [] });
      expect(there()).toEqual([0, 0, 0, 0]);
    });

    it('leaves it to people when its tags name no founder', async () => {
      await founded();
      const { loadBalancers, listeners, securityGroups } = cloud.account;
      for (const one of [...loadBalancers.values(), ...listeners.values(), ...securityGroups.values()]) {
        one.tags = { [TAG.gateway]: one.tags[TAG.gateway] ?? '' };
      }
      cloud.account.items.clear();
      const { findings } = await cloud.checkUp('full');
      expect(findings[0]).toMatchObject({ kind: 'leftover', repairable: false });
      expect(there().slice(0, 3)).toEqual([1, 0, 1]);
    });

    it('keeps it while another security group refers to its security group', async () => {
      await founded();
      cloud.account.items.clear();
      cloud.becomes('shop', { state: 'gone' });
      for (const id of cloud.account.securityGroups.keys()) cloud.account.referredGroups.set(id, true);
      const { findings } = await cloud.checkUp('full');
      expect(findings[0]).toMatchObject({
        kind: 'leftover',
        failure: expect.stringContaining('refers to its security group'),
      });
      expect(there().slice(0, 3)).toEqual([1, 0, 1]);
    });
  });
});
