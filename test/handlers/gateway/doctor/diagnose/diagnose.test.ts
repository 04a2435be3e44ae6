import { diagnose } from '../../../../../handlers/gateway/doctor/diagnose/diagnose';
import { look } from '../../../../../handlers/gateway/doctor/look/look';
import { isClaim, isCluster, isGateway, isService } from '../../../../../handlers/gateway/ledger/items';
import { stackId, succeeded } from '../../account/at-once/cloud';
import { DoctoredCloud, edit, forget } from '../doctored-cloud';

const noRules = (cloud: DoctoredCloud): void => cloud.account.rules.clear();

describe('the diagnosis', () => {
  let cloud: DoctoredCloud;

  beforeEach(() => {
    cloud = new DoctoredCloud();
  });

  it('finds nothing where the ledger, AWS and the stacks agree', async () => {
    await cloud.deployed('shop');
    await cloud.deployed('blog');
    expect(await cloud.findings()).toEqual([]);
  });

  it('finds nothing in an account without services', async () => {
    expect(await cloud.findings()).toEqual([]);
  });

  describe('of memberships', () => {
    it('says nothing about a busy stack, whatever it looks like', async () => {
      await cloud.deployed('shop');
      cloud.becomes('shop', { state: 'busy' });
      noRules(cloud);
      expect(await cloud.findings()).toEqual([]);
    });

    it('judges nothing if CloudFormation does not say whether the stack exists, and repeats why', async () => {
      await cloud.deployed('shop');
      cloud.becomes('shop', { state: 'unknown', reason: 'AccessDenied: no' });
      noRules(cloud);
      const [finding, ...others] = await cloud.findings();
      expect(finding).toMatchObject({ kind: 'unknown', problem: expect.stringContaining('AccessDenied: no') });
      expect(finding?.repair).toBeUndefined();
      expect(others).toEqual([]);
    });

    it('finds the members of a stack that is gone', async () => {
      await cloud.deployed('shop');
      cloud.becomes('shop', { state: 'gone' });
      expect(await cloud.findings()).toMatchObject([{ kind: 'abandoned', repair: { do: 'leave', stackGone: true } }]);
    });

    it('has no repair for what a DeletionPolicy has retained, whether the stack is gone or has another membership', async () => {
      const { member } = await cloud.kept();
      for (const state of ['gone', 'resting'] as const) {
        cloud.becomes('shop', state === 'gone' ? { state } : { state, resources: [] });
        const findings = await cloud.findings();
        expect(findings).toMatchObject([{ kind: 'retained', what: 'Web of stack shop' }]);
        expect(findings[0]?.repair).toBeUndefined();
      }
      cloud.rests('shop', member);
      expect(await cloud.findings()).toEqual([]);
    });

    it('leaves it to a person to give up a retained membership whose listener rule is gone', async () => {
      const { member } = await cloud.kept();
      cloud.becomes('shop', { state: 'gone' });
      noRules(cloud);
      expect(await cloud.findings()).toMatchObject([
        { kind: 'abandoned', attended: true, repair: { do: 'leave', members: [member], unserved: true } },
      ]);
    });

    it('tells what an UpdateReplacePolicy has retained of a gone stack from what is abandoned', async () => {
      const policy = { RetainedWhenReplaced: 'true' };
      const { member } = await cloud.kept(policy);
      const moved = await cloud.gateway('Update', { id: member, properties: { ...policy, GatewayName: 'other' } });
      cloud.becomes('shop', { state: 'gone' });
      expect(await cloud.findings()).toMatchObject([
        { kind: 'retained', problem: expect.stringContaining(member) },
        { kind: 'abandoned', repair: { do: 'leave', stackGone: true } },
      ]);
      cloud.rests('shop', succeeded(moved).physicalResourceId);
      expect(await cloud.findings()).toMatchObject([{ kind: 'retained' }]);
    });

    it('does not keep a replaced membership because of a DeletionPolicy', async () => {
      const policy = { Retained: 'true' };
      const { member } = await cloud.kept(policy);
      const moved = await cloud.gateway('Update', { id: member, properties: { ...policy, GatewayName: 'other' } });
      cloud.rests('shop', succeeded(moved).physicalResourceId);
      expect(await cloud.findings()).toMatchObject([{ kind: 'abandoned', repair: { do: 'leave', members: [member] } }]);
    });

    it('finds a seat that the resting stack does not have', async () => {
      const { member } = await cloud.deployed('shop');
      cloud.rests('shop', `${stackId('shop')}/Web~another`);
      expect(await cloud.findings()).toMatchObject([{ kind: 'abandoned', repair: { do: 'leave', members: [member] } }]);
    });

    it('finds claims of an old route while the stack has another one', async () => {
      const { member, route } = await cloud.deployed('shop');
      const host = { Hosts: ['a.test'] };
      const now = succeeded(await cloud.route('Update', member, { stack: 'shop', id: route, properties: host }));
      cloud.rests('shop', member, now.physicalResourceId);
      expect(await cloud.findings()).toMatchObject([
        {
          kind: 'abandoned',
          problem: expect.stringContaining('* /shop-web'),
          repair: { do: 'release', routes: [route] },
        },
      ]);
      cloud.rests('shop', member, route, now.physicalResourceId);
      expect(await cloud.findings()).toEqual([]);
    });

    it('says nothing about a service while a run may be at work on it', async () => {
      const { member } = await cloud.deployed('shop');
      await cloud.gateway('Update', { stack: 'shop', id: member, properties: { Refresh: 'x' }, dieAt: 4 });
      cloud.rests('shop', `${stackId('shop')}/Web~another`);
      expect(await cloud.findings()).toEqual([]);
      cloud.now += 400_000;
      expect(await cloud.found()).toEqual(['abandoned: Web of stack shop']);
    });
  });

  describe('of closings', () => {
    it('finds gateways and clusters without members, whether they are open or closing', async () => {
      await cloud.deployed('shop');
      noRules(cloud);
      forget(cloud, (item) => isService(item) || isClaim(item));
      for (const state of ['OPEN', 'CLOSING']) {
        edit(cloud, (item) => Object.assign(item, { state, members: {}, ...(isGateway(item) && { clusters: {} }) }));
        expect(await cloud.found()).toEqual([
          expect.stringMatching(/^unfinished: load balancer express-\w+ \(default #1\)$/),
          'unfinished: cluster default',
        ]);
      }
    });

    it('says nothing about a closing while a run may be at work on it', async () => {
      const { member, route } = await cloud.deployed('shop');
      succeeded(await cloud.route('Delete', member, { stack: 'shop', id: route }));
      cloud.becomes('shop', { state: 'busy' });
      await cloud.gateway('Delete', { stack: 'shop', id: member, dieAt: 8 });
      expect(cloud.gateways()).toMatchObject([{ state: 'CLOSING' }]);
      expect(await cloud.findings()).toEqual([]);
      cloud.now += 400_000;
      expect((await cloud.found()).every((one) => one.startsWith('unfinished'))).toBe(true);
    });

    it('says nothing about a cluster while another run may be deleting it', async () => {
      await cloud.deployed('shop');
      edit(cloud, (item) => {
        if (isCluster(item)) {
          Object.assign(item, { members: {}, state: 'CLOSING', closer: { invocation: 'i', deadline: cloud.now } });
        }
      });
      expect(await cloud.findings()).toEqual([]);
      cloud.now += 60_000;
      expect(await cloud.found()).toEqual(['unfinished: cluster default']);
    });

    it('has no repair for a load balancer with a foreign rule, whether the ledger has it or not', async () => {
      await cloud.deployed('shop');
      noRules(cloud);
      const [listener] = cloud.account.listeners.keys();
      const foreign = await cloud.loadBalancers.createRule({
        listenerArn: listener ?? '',
        priority: 9,
        weights: {},
        tags: {},
        conditions: { hosts: [], paths: ['/hand-made'], cidrs: [] },
      });
      forget(cloud, (item) => isService(item) || isClaim(item) || isCluster(item));
      edit(cloud, (item) => Object.assign(item, { members: {}, clusters: {} }));
      cloud.account.clusters.clear();
      const found = { kind: 'foreign', problem: expect.stringContaining(foreign) };
      const known = await cloud.findings();
      cloud.account.items.clear();
      cloud.becomes('shop', { state: 'gone' });
      for (const findings of [known, await cloud.findings()]) {
        expect(findings).toMatchObject([found]);
        expect(findings[0]?.repair).toBeUndefined();
      }
    });
  });

  describe('of what is not reported', () => {
    const silent = async () =>
      diagnose(await look(cloud.doctorWorld)).flatMap(({ silent, repair }) => (silent ? [repair?.do] : []));

    it('has a repair for a service that may be forgotten', async () => {
      await cloud.leave(await cloud.join());
      expect(await silent()).toEqual([]);
      cloud.now += 25 * 60 * 60 * 1000;
      expect(await silent()).toEqual(['forget']);
      expect(await cloud.findings()).toEqual([]);
    });

    it('has a repair for a member of a gone stack while a run may be at work on its service', async () => {
      const { member } = await cloud.deployed('shop');
      await cloud.gateway('Update', { stack: 'shop', id: member, properties: { Refresh: 'x' }, dieAt: 4 });
      expect(await silent()).toEqual([]);
      cloud.becomes('shop', { state: 'gone' });
      expect(await silent()).toEqual(['leave']);
      expect(await cloud.findings()).toEqual([]);
    });

    it('has a repair for a gateway without members while a run may be at work on it, or a foreign rule is on it', async () => {
      await cloud.deployed('shop');
      const [listenerArn = ''] = cloud.account.listeners.keys();
      const conditions = { hosts: [], paths: ['/hand-made'], cidrs: [] };
      await cloud.loadBalancers.createRule({ listenerArn, priority: 9, weights: {}, tags: {}, conditions });
      forget(cloud, (item) => isService(item) || isClaim(item));
      edit(cloud, (item) => {
        if (isCluster(item)) Object.assign(item, { closer: { invocation: 'i', deadline: cloud.now } });
        Object.assign(item, { members: {}, state: 'CLOSING' });
      });
      expect(await silent()).toEqual(['close gateway', 'close cluster']);
      expect((await cloud.findings()).map(({ kind }) => kind)).toContain('foreign');
    });
  });

  describe('of what services need', () => {
    it('finds rules that were deleted or changed, and leaves it to people to have changed ones changed back', async () => {
      const { member, RuleArn } = await cloud.deployed('shop');
      const rule = cloud.account.rules.get(RuleArn);
      await cloud.loadBalancers.changePriority(RuleArn, 4711);
      await cloud.loadBalancers.changeRule(RuleArn, { conditions: { hosts: ['x.test'], paths: [], cidrs: [] } });
      expect(await cloud.findings()).toMatchObject([
        { kind: 'changed', problem: expect.stringContaining('conditions and priority'), attended: true },
      ]);
      expect(rule).toBeDefined();
      noRules(cloud);
      const restore = { do: 'restore', services: [{ member }], build: false };
      const findings = await cloud.findings();
      expect(findings).toMatchObject([{ kind: 'missing', repair: restore }]);
      expect(findings[0]?.attended).toBeUndefined();
    });

    it("takes another rule with the member's tags for its rule if the ledger's ARN does not exist", async () => {
      const { RuleArn } = await cloud.deployed('shop');
      edit(cloud, (item) => {
        if (isService(item)) for (const seat of Object.values(item.seats)) seat.ruleArn = 'arn:old';
      });
      const problem = expect.stringContaining(`arn:old was replaced by ${RuleArn}`);
      expect(await cloud.findings()).toMatchObject([{ kind: 'missing', problem, repair: { do: 'restore' } }]);
    });

    it('finds a load balancer that does not use its security group, and has no repair for it', async () => {
      await cloud.deployed('shop');
      for (const balancer of cloud.account.loadBalancers.values()) balancer.securityGroupId = 'sg-other';
      const [finding] = await cloud.findings();
      expect(finding).toMatchObject({ kind: 'changed', problem: expect.stringContaining('security group') });
      expect(finding?.repair).toBeUndefined();
    });

    it('has no repair for a deleted rule if the ledger does not say what it was like', async () => {
      await cloud.deployed('shop');
      edit(cloud, (item) => {
        if (isService(item)) for (const seat of Object.values(item.seats)) delete seat.rule;
      });
      expect(await cloud.findings()).toEqual([]);
      noRules(cloud);
      const [finding] = await cloud.findings();
      expect(finding).toMatchObject({ kind: 'missing', remedy: expect.stringContaining('Gateway.Refresh') });
      expect(finding?.repair).toBeUndefined();
    });

    it('reports once what all services of a load balancer lack', async () => {
      await cloud.deployed('shop');
      await cloud.deployed('blog');
      cloud.account.loadBalancers.clear();
      cloud.account.listeners.clear();
      noRules(cloud);
      expect(await cloud.findings()).toMatchObject([
        {
          kind: 'missing',
          problem: expect.stringMatching(/load balancer, listener; .*shop.*blog|load balancer, listener; .*blog.*shop/),
          repair: { do: 'restore', build: true, services: [{}, {}] },
        },
      ]);
    });

    it('reports a stack that has the ARN of what was made again', async () => {
      await cloud.deployed('shop');
      edit(cloud, (item) => {
        if (isService(item)) for (const seat of Object.values(item.seats)) seat.untold = { route: true };
      });
      expect(await cloud.findings()).toMatchObject([{ kind: 'outdated', remedy: expect.stringContaining('Refresh') }]);
    });
  });
});
