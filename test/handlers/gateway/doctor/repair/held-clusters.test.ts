import { type GatewayItem, isCluster, isGateway, isService } from '../../../../../handlers/gateway/ledger/items';
import { DoctoredCloud, edit, forget } from '../doctored-cloud';

describe('a check-up of clusters that load balancers hold', () => {
  let cloud: DoctoredCloud;

  beforeEach(() => {
    cloud = new DoctoredCloud();
  });

  const gateway = (): GatewayItem => {
    const [found] = cloud.gateways();
    if (!found) throw new Error('There is no gateway');
    return found;
  };
  const holders = (): string[] => cloud.ledgerClusters().flatMap(({ members }) => Object.keys(members));

  /** The service leaves as 0.1.0 would have it: that knows nothing of what gateways hold. */
  const leavesAsBefore = (member: string, stack: string): void => {
    edit(cloud, (item) => {
      if (isGateway(item)) {
        delete item.members[member];
        item.priorities = Object.fromEntries(Object.entries(item.priorities).filter(([, holder]) => holder !== member));
      }
    });
    forget(cloud, (item) =>
      isService(item) ? item.service.includes(`/${stack}/`) : `${item.owner}`.includes(`/${stack}/`),
    );
    for (const [arn, { tags }] of [...cloud.account.rules]) {
      if (JSON.stringify(tags).includes(`/${stack}/`)) cloud.account.rules.delete(arn);
    }
    cloud.becomes(stack, { state: 'gone' });
  };

  it('drops a user whom an older version has taken out', async () => {
    const shop = await cloud.deployed('shop');
    const blog = await cloud.deployed('blog');
    leavesAsBefore(blog.member, 'blog');
    expect(await cloud.checkUp('unattended')).toMatchObject({
      findings: [],
      repaired: [{ kind: 'abandoned', what: 'cluster default' }],
    });
    expect(Object.keys(gateway().clusters?.default?.members ?? {})).toEqual([shop.member]);
    expect(holders()).toEqual([gateway().token]);
  });

  it('lets go of a cluster, and deletes it, when an older version has taken the last user out', async () => {
    const { member } = await cloud.deployed('shop');
    leavesAsBefore(member, 'shop');
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [] });
    expect(cloud.remains()).toEqual([]);
  });

  it('lets go of a cluster that is held for a load balancer which is gone', async () => {
    const { member } = await cloud.deployed('shop');
    leavesAsBefore(member, 'shop');
    forget(cloud, isGateway);
    for (const map of [cloud.account.loadBalancers, cloud.account.listeners, cloud.account.securityGroups]) map.clear();
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [] });
    expect(cloud.remains()).toEqual([]);
  });

  it('keeps a hold while the load balancer is there and only its item is lost, and records that', async () => {
    const shop = await cloud.deployed('shop');
    const before = gateway();
    forget(cloud, isGateway);
    expect(await cloud.checkUp('unattended')).toMatchObject({ findings: [] });
    expect(holders()).toEqual([before.token]);
    expect(gateway().clusters).toEqual({ default: { members: { [shop.member]: true } } });
    await cloud.leave(shop, { stack: 'shop' });
    expect(cloud.remains()).toEqual([]);
  });

  it('records a lost cluster for the load balancers that hold it, and does not delete it', async () => {
    const shop = await cloud.deployed('shop');
    const [before] = cloud.ledgerClusters();
    forget(cloud, isCluster);
    expect(await cloud.checkUp()).toMatchObject({
      findings: [],
      repaired: [{ kind: 'unrecorded', what: 'cluster default' }],
    });
    expect(cloud.ledgerClusters()).toEqual([before]);
    await cloud.leave(shop, { stack: 'shop' });
    expect(cloud.remains()).toEqual([]);
  });

  it('makes a load balancer one of the holders again', async () => {
    await cloud.deployed('shop');
    edit(cloud, (item) => {
      if (isCluster(item)) item.members = { another: true };
    });
    const [finding] = await cloud.findings();
    expect(finding).toMatchObject({ kind: 'unrecorded', what: 'cluster default', repair: { do: 'mend hold' } });
    await cloud.checkUp('unattended');
    expect(holders()).toEqual([gateway().token]);
  });
});
