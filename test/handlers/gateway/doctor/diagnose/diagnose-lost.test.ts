import { type GatewayItem, isClaim, isGateway, isService } from '../../../../../handlers/gateway/ledger/items';
import { FOREIGN } from '../../../../../handlers/gateway/ledger/priorities';
import { stackId } from '../../account/at-once/cloud';
import { DoctoredCloud, edit, forget } from '../doctored-cloud';

const noRules = (cloud: DoctoredCloud): void => cloud.account.rules.clear();

describe('the diagnosis of what the ledger has lost', () => {
  let cloud: DoctoredCloud;

  beforeEach(() => {
    cloud = new DoctoredCloud();
  });

  const gatewayRepair = async (): Promise<GatewayItem | undefined> => {
    const [finding] = await cloud.findings();
    return finding?.repair?.do === 'record gateway' ? finding.repair.gateway : undefined;
  };

  it('reads pool, members, priorities and facts of a lost gateway from its load balancer', async () => {
    const one = await cloud.deployed('shop');
    const [gateway] = cloud.gateways();
    const [listenerArn = ''] = cloud.account.listeners.keys();
    const conditions = { hosts: [], paths: ['/by-hand'], cidrs: [] };
    await cloud.loadBalancers.createRule({ listenerArn, priority: 7, weights: {}, tags: {}, conditions });
    cloud.account.items.clear();
    expect(await gatewayRepair()).toEqual({
      ...gateway,
      priorities: { [one.Priority]: one.member, 7: FOREIGN },
      clusters: {},
    });
  });

  it('reads from the rules of a lost gateway whether one has an early priority', async () => {
    await cloud.deployed('shop', { Hosts: ['*.example.com'], Priority: '5' });
    const [before] = cloud.gateways();
    expect(before?.early).toEqual(expect.any(String));
    cloud.account.items.clear();
    expect((await gatewayRepair())?.early).toEqual(expect.any(String));
  });

  it('has no repair while stacks are busy or CloudFormation does not say what they have', async () => {
    await cloud.deployed('shop');
    cloud.account.items.clear();
    for (const state of [{ state: 'busy' }, { state: 'unknown', reason: 'Throttling' }] as const) {
      cloud.becomes('shop', state);
      const findings = await cloud.findings();
      expect(findings.map(({ kind, repair }) => [kind, repair])).toEqual([['unknown', undefined]]);
    }
  });

  it('deletes no lost cluster while CloudFormation does not say what a stack has that may run in it', async () => {
    await cloud.deployed('shop');
    for (const [key, { kind }] of cloud.account.items) {
      if (kind === 'service' || kind === 'cluster') cloud.account.items.delete(key);
    }
    edit(cloud, (item) => Object.assign(item, { clusters: {} }));
    for (const state of [{ state: 'busy' }, { state: 'unknown', reason: 'Throttling' }] as const) {
      cloud.becomes('shop', state);
      expect((await cloud.findings()).map(({ what }) => what)).not.toContain('cluster default');
    }
    cloud.becomes('shop', { state: 'gone' });
    expect((await cloud.findings()).map(({ kind }) => kind)).toContain('leftover');
  });

  it('takes down a gateway of which only the security group is left', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.account.items.clear();
    cloud.account.clusters.clear();
    for (const map of [cloud.account.loadBalancers, cloud.account.listeners, cloud.account.rules]) {
      map.clear();
    }
    expect(await cloud.findings()).toMatchObject([
      {
        kind: 'leftover',
        what: expect.stringMatching(/^security group sg-express-\w+-1 \(express-/),
        repair: { do: 'take down' },
      },
    ]);
  });

  it('gives a lost gateway the lowest free number of its pool', async () => {
    await cloud.deployed('shop');
    const [gateway] = cloud.gateways();
    forget(cloud, () => true);
    await cloud.deployed('blog');
    const taken = await gatewayRepair();
    expect([gateway?.number, taken?.number, taken?.token]).toEqual([1, 2, gateway?.token]);
  });

  it('takes down a gateway and a cluster that no stack has', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.account.items.clear();
    expect(await cloud.findings()).toMatchObject([
      { kind: 'leftover', repair: { do: 'take down' } },
      { kind: 'leftover', what: 'cluster default', repair: { do: 'delete cluster' } },
    ]);
  });

  it('says what a load balancer lacks to be recorded', async () => {
    await cloud.deployed('shop');
    const [token] = cloud.gateways().map((gateway) => gateway.token);
    cloud.account.items.clear();
    for (const balancer of cloud.account.loadBalancers.values()) {
      balancer.tags = { 'cfn-express:gateway': token ?? '' };
    }
    cloud.account.securityGroups.clear();
    const [finding] = await cloud.findings();
    expect(finding?.remedy).toContain('cfn-express:pool');
    expect(finding?.remedy).toContain('security group');
    expect(finding?.repair).toBeUndefined();
  });

  it('finds members without a seat: to be recorded if their stack has them, to be given up if not', async () => {
    const { member } = await cloud.deployed('shop');
    forget(cloud, isService);
    expect(await cloud.findings()).toMatchObject([{ kind: 'unrecorded', repair: { do: 'record member' } }]);
    cloud.becomes('shop', { state: 'busy' });
    expect(await cloud.findings()).toEqual([]);
    cloud.becomes('shop', { state: 'gone' });
    expect((await cloud.findings())[0]).toMatchObject({ kind: 'abandoned', repair: { do: 'expel', member } });
    edit(cloud, (item) => {
      if (isGateway(item)) delete item.members[member];
    });
    expect((await cloud.findings())[0]).toMatchObject({ kind: 'leftover', repair: { do: 'delete rule' } });
  });

  it('has no repair for a member without its rule or its ECS service', async () => {
    const { member } = await cloud.deployed('shop');
    forget(cloud, isService);
    cloud.becomes('shop', {
      state: 'resting',
      resources: [{ logicalId: 'WebGateway', physicalId: member, type: 'Custom::ExpressGateway' }],
    });
    expect((await cloud.findings())[0]?.remedy).toContain('an ECS service');
    noRules(cloud);
    const [finding] = await cloud.findings();
    expect(finding?.remedy).toContain('its listener rule');
    expect(finding?.repair).toBeUndefined();
  });

  it('finds claims without a route, and routes without their claims', async () => {
    await cloud.deployed('shop');
    const [claim] = cloud.account.items.all().filter(isClaim);
    forget(cloud, (item) => item.SK === claim?.SK);
    expect(await cloud.findings()).toMatchObject([{ kind: 'unrecorded', repair: { do: 'record claims' } }]);
    edit(cloud, (item) => {
      if (isService(item)) Object.assign(item, { routes: {} });
    });
    expect(await cloud.findings()).toMatchObject([
      { kind: 'leftover', what: 'Web of stack shop', problem: 'claims /shop-web/*, but has no route there' },
    ]);
  });

  it('asks CloudFormation once about each stack', async () => {
    await cloud.deployed('shop');
    await cloud.join({ stack: 'shop', service: 'Api' });
    const asked = cloud.calls.count('DescribeStacks');
    await cloud.findings();
    expect(cloud.calls.count('DescribeStacks') - asked).toBe(1);
    expect([...cloud.stacks.keys()]).toEqual([stackId('shop')]);
  });
});
