import { isClaim, isGateway, isService } from '../../../../handlers/gateway/ledger/items';
import { FOREIGN } from '../../../../handlers/gateway/ledger/priorities';
import { stackId, succeeded } from '../account/at-once/cloud';
import { DoctoredCloud, edit, forget } from './doctored-cloud';

describe('a check-up of a ledger that has lost something', () => {
  let cloud: DoctoredCloud;

  beforeEach(() => {
    cloud = new DoctoredCloud();
  });

  /** The ledger's items without the attributes that every write changes. */
  const ledger = () =>
    cloud.account.items.all().map((item) => ({
      ...item,
      revision: 0,
      begun: {},
      gatewayFence: {},
      gatewayAsked: '',
      routeFence: {},
      routeAsked: '',
    }));

  it('records a whole lost ledger, so that services can join, update and leave as before', async () => {
    const shop = await cloud.deployed('shop');
    const blog = await cloud.deployed('blog');
    const before = cloud.gateways()[0];
    cloud.account.items.clear();
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [] });
    const after = cloud.gateways()[0];
    expect(Object.keys(after?.members ?? {}).sort()).toEqual(Object.keys(before?.members ?? {}).sort());
    expect(after?.facts).toEqual(before?.facts);
    expect(cloud.ledgerClusters()).toMatchObject([{ ownership: 'ours', members: { [after?.token ?? '']: true } }]);
    expect(Object.keys(after?.clusters?.default?.members ?? {})).toEqual([shop.member, blog.member]);
    const third = await cloud.deployed('third');
    expect(cloud.gateways()).toHaveLength(1);
    const updated = succeeded(
      await cloud.gateway('Update', { stack: 'shop', id: shop.member, properties: { Refresh: 'y' } }),
    );
    expect(updated.physicalResourceId).toBe(shop.member);
    for (const [stack, one] of [
      ['shop', shop],
      ['blog', blog],
      ['third', third],
    ] as const) {
      await cloud.leave(one, { stack });
    }
    expect(cloud.remains()).toEqual([]);
  });

  it('gives up nothing of a service that it has recorded if its stack goes without a Delete', async () => {
    await cloud.deployed('shop');
    cloud.account.items.clear();
    await cloud.checkUp();
    cloud.becomes('shop', { state: 'gone' });
    expect(await cloud.checkUp()).toMatchObject({ findings: [{ kind: 'retained' }], repaired: [] });
    expect(cloud.account.rules.size).toBe(1);
  });

  it('records one lost service among others', async () => {
    await cloud.deployed('shop');
    const blog = await cloud.deployed('blog');
    const before = ledger().filter((item) => !isService(item));
    forget(cloud, (item) => item.service === `${stackId('blog')}/Web`);
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'unrecorded' }] });
    expect(ledger().filter((item) => isClaim(item))).toEqual(before.filter((item) => isClaim(item)));
    await cloud.leave(blog, { stack: 'blog' });
    expect(cloud.account.rules.size).toBe(1);
  });

  it('records a lost service whose priority another one has taken for that of a foreign rule', async () => {
    const { member, Priority } = await cloud.deployed('shop');
    await cloud.deployed('blog');
    forget(cloud, (item) => item.service === `${stackId('shop')}/Web`);
    edit(cloud, (item) => {
      if (!isGateway(item)) return;
      delete item.members[member];
      for (const [name, holder] of Object.entries(item.priorities)) if (holder === member) delete item.priorities[name];
      item.priorities[Priority] = FOREIGN;
    });
    expect((await cloud.checkUp()).findings).toEqual([]);
    expect(cloud.gateways()[0]).toMatchObject({ members: { [member]: true }, priorities: { [Priority]: member } });
  });

  it('gives up the place in a gateway and the claims of a lost service whose stack is gone', async () => {
    await cloud.deployed('shop');
    await cloud.deployed('blog');
    forget(cloud, (item) => item.service === `${stackId('blog')}/Web`);
    cloud.becomes('blog', { state: 'gone' });
    expect(await cloud.checkUp()).toMatchObject({ findings: [] });
    expect(cloud.account.rules.size).toBe(1);
    expect(Object.keys(cloud.gateways()[0]?.members ?? {})).toHaveLength(1);
    expect(cloud.account.items.all().filter(isClaim)).toHaveLength(2);
  });

  it('deletes a rule that neither the ledger nor a stack has', async () => {
    await cloud.deployed('shop');
    const blog = await cloud.deployed('blog');
    forget(cloud, (item) => item.service === `${stackId('blog')}/Web`);
    edit(cloud, (item) => {
      if (isGateway(item)) delete item.members[blog.member];
    });
    cloud.becomes('blog', { state: 'gone' });
    await cloud.checkUp();
    expect(cloud.account.rules.has(blog.RuleArn)).toBe(false);
    expect(cloud.account.rules.size).toBe(1);
  });

  it('records the claims that routes have lost', async () => {
    await cloud.deployed('shop');
    const before = cloud.account.items.all().filter(isClaim);
    forget(cloud, isClaim);
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'unrecorded' }] });
    expect(cloud.account.items.all().filter(isClaim)).toEqual(before);
  });

  it('deletes a load balancer, security group and cluster that nobody has, but not while something runs in the cluster', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    cloud.account.items.clear();
    cloud.account.busyClusters.set('default', true);
    expect(await cloud.checkUp()).toMatchObject({ findings: [{ kind: 'leftover', what: 'cluster default' }] });
    expect([cloud.account.loadBalancers.size, cloud.account.securityGroups.size, cloud.account.clusters.size]).toEqual([
      0, 0, 1,
    ]);
    cloud.account.busyClusters.clear();
    expect(await cloud.checkUp()).toMatchObject({ findings: [] });
    expect(cloud.remains()).toEqual([]);
  });

  it('does not record a member whose ECS service does not exist', async () => {
    await cloud.deployed('shop');
    forget(cloud, isService);
    cloud.doctorWorld.survey.serviceNetwork = async () => undefined;
    expect(await cloud.checkUp()).toMatchObject({
      findings: [{ kind: 'unrecorded', failure: expect.stringContaining('does not exist') }],
    });
    expect(cloud.services()).toEqual([]);
  });

  it('records a foreign cluster and a service name that a user has chosen', async () => {
    const { member } = await cloud.deployed('shop');
    const resources = [
      { logicalId: 'Web', physicalId: 'arn:aws:ecs:eu-west-1:1:service/theirs/my-web', type: 'AWS::ECS::Service' },
      { logicalId: 'WebGateway', physicalId: member, type: 'Custom::ExpressGateway' },
    ];
    cloud.becomes('shop', { state: 'resting', resources });
    cloud.account.items.clear();
    cloud.account.clusters.clear();
    await cloud.checkUp();
    const [gateway] = cloud.gateways();
    expect(cloud.ledgerClusters()).toMatchObject([
      { name: 'theirs', ownership: 'foreign', members: { [gateway?.token ?? '']: true } },
    ]);
    expect(gateway?.clusters).toEqual({ theirs: { members: { [member]: true } } });
    expect(cloud.services()[0]?.seats[member]?.wish).toMatchObject({ serviceName: 'my-web', cluster: 'theirs' });
  });

  it('does not take down a gateway that the ledger has again by then', async () => {
    await cloud.deployed('shop');
    cloud.becomes('shop', { state: 'gone' });
    const items = [...cloud.account.items];
    cloud.account.items.clear();
    const { stack } = cloud.doctorWorld.survey;
    cloud.doctorWorld.survey.stack = async (id) => {
      if (cloud.account.items.size > 0) return { state: 'busy' };
      for (const [key, item] of items) cloud.account.items.set(key, item);
      return stack(id);
    };
    await cloud.checkUp();
    expect(cloud.account.loadBalancers.size).toBe(1);
  });
});
