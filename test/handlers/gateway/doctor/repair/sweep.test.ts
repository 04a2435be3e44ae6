import type { SweepReport } from '../../../../../handlers/gateway/doctor/event';
import { isService } from '../../../../../handlers/gateway/ledger/items';
import { failed, stackId, succeeded } from '../../account/at-once/cloud';
import { DoctoredCloud, forget } from '../doctored-cloud';

const nothing: SweepReport = { dropped: [], closed: [], kept: [], failed: [] };

const sweeping = async (cloud: DoctoredCloud): Promise<SweepReport> =>
  (await cloud.checkUp('unattended')).swept ?? nothing;

describe('a sweep', () => {
  let cloud: DoctoredCloud;

  beforeEach(() => {
    cloud = new DoctoredCloud();
  });

  it('leaves services of existing stacks alone', async () => {
    await cloud.deployed('shop');
    const before = cloud.account.items.all();
    expect(await sweeping(cloud)).toEqual(nothing);
    expect(cloud.account.items.all()).toEqual(before);
  });

  it('gives up the members of a stack that is gone, and deletes what they were the last to use', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    expect(await sweeping(cloud)).toMatchObject({ dropped: [`${stackId('shop')}/Web`], failed: [] });
    expect(cloud.remains()).toEqual([]);
  });

  it('keeps what a DeletionPolicy has retained, and reports it', async () => {
    succeeded(await cloud.gateway('Create', { properties: { Retained: 'true' } }));
    cloud.becomes('shop', { state: 'gone' });
    expect(await sweeping(cloud)).toMatchObject({
      dropped: [],
      kept: [{ what: `${stackId('shop')}/Web`, reason: expect.stringContaining('DeletionPolicy') }],
    });
    expect(cloud.account.loadBalancers.size).toBe(1);
  });

  it('gives up the members of a gone stack that no UpdateReplacePolicy has retained', async () => {
    const policy = { RetainedWhenReplaced: 'true' };
    const { physicalResourceId: id } = succeeded(await cloud.gateway('Create', { properties: policy }));
    succeeded(await cloud.gateway('Update', { id, properties: { ...policy, GatewayName: 'other' } }));
    cloud.becomes('shop', { state: 'gone' });
    const service = `${stackId('shop')}/Web`;
    expect(await sweeping(cloud)).toMatchObject({ dropped: [service], kept: [{ what: service }] });
    expect(cloud.gateways().flatMap(({ members }) => Object.keys(members))).toEqual([id]);
  });

  it('gives up nothing when CloudFormation does not say whether the stack is gone', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'unknown', reason: 'Throttling: Rate exceeded' });
    expect(await sweeping(cloud)).toMatchObject({
      dropped: [],
      failed: [{ what: `${stackId('shop')}/Web`, reason: 'Throttling: Rate exceeded' }],
    });
    expect(cloud.account.loadBalancers.size).toBe(1);
  });

  it('gives up nothing while a run is at work on the service', async () => {
    await cloud.gateway('Create', { dieAt: 9 });
    cloud.becomes('shop', { state: 'gone' });
    expect(await sweeping(cloud)).toMatchObject({
      dropped: [],
      failed: [{ reason: 'one of its requests is at work' }],
    });
    cloud.now += 400_000;
    expect(await sweeping(cloud)).toMatchObject({ dropped: [`${stackId('shop')}/Web`] });
    expect(cloud.remains()).toEqual([]);
  });

  it('finishes closing a gateway and a cluster after a run that died at any of its calls', async () => {
    for (let dieAt = 1; dieAt < 20; dieAt++) {
      cloud = new DoctoredCloud();
      const one = await cloud.join();
      await cloud.route('Delete', one.member, { id: one.route });
      await cloud.gateway('Delete', { id: one.member, dieAt });
      if (cloud.gateways()[0]?.state === 'OPEN') continue;
      cloud.now += 400_000;
      const { failed: bad } = await sweeping(cloud);
      expect(bad).toEqual([]);
      expect([...cloud.gateways(), ...cloud.ledgerClusters(), ...cloud.account.loadBalancers.keys()]).toEqual([]);
    }
  });

  it('closes a gateway and a cluster that are open and have no members', async () => {
    await cloud.join();
    forget(cloud, isService);
    for (const item of cloud.account.items.values()) {
      if ('members' in item) {
        item.members = {};
      }
    }
    expect((await sweeping(cloud)).closed).toEqual([expect.stringMatching(/^[a-z0-9]{10}$/), 'default']);
    expect([...cloud.account.loadBalancers.keys(), ...cloud.account.clusters.keys()]).toEqual([]);
  });

  it('reports a load balancer with a foreign rule, and deletes it when that rule is gone', async () => {
    const one = await cloud.join();
    const foreign = await cloud.loadBalancers.createRule({
      listenerArn: [...cloud.account.listeners.keys()][0] ?? '',
      priority: 7,
      weights: {},
      tags: {},
      conditions: { hosts: [], paths: ['/hand-made'], cidrs: [] },
    });
    await cloud.leave(one);
    expect((await sweeping(cloud)).kept).toEqual([
      { what: expect.any(String), reason: expect.stringContaining('not ours') },
    ]);
    cloud.account.rules.delete(foreign);
    expect((await sweeping(cloud)).closed).toHaveLength(1);
    expect(cloud.remains()).toEqual([]);
  });

  it('forgets a service a day after its last request, and not before', async () => {
    await cloud.leave(await cloud.join());
    await sweeping(cloud);
    expect(cloud.services()).toHaveLength(1);
    cloud.now += 25 * 60 * 60 * 1000;
    await sweeping(cloud);
    expect(cloud.account.items.all()).toEqual([]);
  });

  it('gives up nothing of a service that a request has written meanwhile', async () => {
    const one = await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    const { stack } = cloud.doctorWorld.survey;
    cloud.doctorWorld.survey.stack = async (id) => {
      succeeded(await cloud.gateway('Update', { id: one.member }));
      return stack(id);
    };
    expect((await sweeping(cloud)).failed).toEqual([
      { what: expect.any(String), reason: 'it has changed in the meantime' },
    ]);
    expect(cloud.account.rules.size).toBe(1);
  });

  it('supersedes requests that arrive late for a stack that is gone', async () => {
    succeeded(await cloud.gateway('Create', { request: 'r1' }));
    cloud.becomes('shop', { state: 'gone' });
    await sweeping(cloud);
    expect(await cloud.gateway('Create', { request: 'r1' })).toEqual({ status: 'SILENT' });
    expect(failed(await cloud.route('Create', 'x'))).toMatch(/MembershipLost/);
  });
});
