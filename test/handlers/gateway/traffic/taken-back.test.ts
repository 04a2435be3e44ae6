import { isService } from '../../../../handlers/gateway/ledger/items';
import { BusyError, UnusableNetworkError } from '../../../../handlers/gateway/world/errors';
import { attributes, Cloud, failed, stackId, succeeded } from '../account/at-once/cloud';
import { subnet } from '../account/memory';
import { foreignRule } from '../route/support';
import { CloudBlock, takes } from './block';

/**
 * CloudFormation takes a failed update back. If the gateway refuses that, the stack stays in UPDATE_ROLLBACK_FAILED. So
 * whatever would be refused in an update of its own is not refused then.
 */
const HOSTS = ['a.test'];
const OTHERS = ['b.test'];

let cloud: Cloud;

beforeEach(() => {
  cloud = new Cloud();
});

const rollsBack = () => cloud.account.standings.set(stackId('shop'), { state: 'rolling back', resources: {} });

/** The request fails before the stack rolls back, and does not fail then. */
async function notRefused(tries: () => Promise<Awaited<ReturnType<Cloud['route']>>>, message: RegExp) {
  expect(failed(await tries())).toMatch(message);
  rollsBack();
  return succeeded(await tries());
}

describe('an update of a route that is taken back', () => {
  it('has its fixed priority again, or another one if somebody took it by hand', async () => {
    const before = { Hosts: HOSTS, Paths: ['/x'], Priority: '50' };
    const web = await new CloudBlock(cloud, 'Web').deployed(before);
    await web.updates({ Hosts: OTHERS, Paths: ['/y'], Priority: '100' });
    await foreignRule(cloud, 50);
    const answer = await notRefused(() => web.tries(before), /^PriorityTakenError: Priority 50/);
    expect(answer.physicalResourceId).toBe(`${web.member}|a.test /x|50`);
    expect(web.rule.conditions).toMatchObject({ hosts: HOSTS, paths: ['/x'] });
    expect([web.rule.priority, web.held]).toEqual([answer.data?.Priority, [100, answer.data?.Priority]]);
  });

  it('has another one also if CloudFormation throttles the question for longer than a run is patient', async () => {
    const before = { Hosts: HOSTS, Paths: ['/x'], Priority: '50' };
    const web = await new CloudBlock(cloud, 'Web').deployed(before);
    await web.updates({ Hosts: OTHERS, Paths: ['/y'], Priority: '100' });
    await foreignRule(cloud, 50);
    rollsBack();
    const { stacks } = cloud.world;
    const asking = stacks.isRollingBack.bind(stacks);
    const until = cloud.now + 150_000;
    stacks.isRollingBack = async (id) => {
      if (cloud.now >= until) return asking(id);
      const waitingFor = 'CloudFormation to accept DescribeStacks';
      throw new BusyError('CloudFormation throttles DescribeStacks', { waitingFor, again: true, cause: undefined });
    };
    expect(succeeded(await web.tries(before)).physicalResourceId).toBe(`${web.member}|a.test /x|50`);
    expect(cloud.now).toBeGreaterThan(until);
  });

  it('has another priority in the clean-up if somebody took its fixed one by hand', async () => {
    const before = { Hosts: HOSTS, Priority: '50' };
    const web = await new CloudBlock(cloud, 'Web').deployed(before);
    await web.updates({ Hosts: HOSTS, Priority: '100' });
    await foreignRule(cloud, 50);
    await web.updates(before);
    expect(web.rule.priority).toBe(100);
    await web.cleansUp();
    expect([web.rule.priority, web.held]).toEqual([web.seat.priority, [web.seat.priority]]);
    expect(web.rule.priority).toBeGreaterThan(1_000);
  });

  it('is answered although its rule is gone and ECS does not say where its traffic is', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS });
    const { arn } = web.rule;
    await web.updates({ Hosts: OTHERS });
    cloud.account.rules.clear();
    cloud.account.targets.set('Web-blue', 1).set('Web-green', 1);
    const { data } = await notRefused(() => web.tries({ Hosts: HOSTS }), /^UpdateRefusedError: .*ECS does not say/);
    expect(data).toMatchObject({ RuleArn: arn, Endpoint: 'http://a.test/' });
    expect(web.seat.rule?.spec.conditions.hosts).toEqual(HOSTS);
  });

  it('is answered although somebody has put a listener of his own in the place of ours', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS });
    await web.updates({ Hosts: OTHERS });
    const [listener] = cloud.account.listeners.all();
    cloud.account.rules.clear();
    cloud.account.listeners.clear();
    if (listener) cloud.account.listeners.set('foreign', { ...listener, arn: 'foreign', tags: {} });
    await notRefused(() => web.tries({ Hosts: HOSTS }), /^ListenerTakenError/);
  });

  it('is not checked against early rules that have come since', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS, Paths: ['/x'] });
    await web.updates({ Hosts: OTHERS, Paths: ['/x'] });
    const query = cloud.store.query.bind(cloud.store);
    cloud.store.query = async () => {
      throw new Error('No claim is read');
    };
    succeeded(await web.tries({ Hosts: HOSTS, Paths: ['/x'] }));
    cloud.store.query = query;
  });

  it('is not checked against rules of others if its own is an early one', async () => {
    const early = { Paths: ['/*'], Priority: '10' };
    const web = await new CloudBlock(cloud, 'Web').deployed(early);
    await web.updates({ Paths: ['/*'], Priority: '20' });
    cloud.store.query = async () => {
      throw new Error('No claim is read');
    };
    succeeded(await web.tries(early));
  });

  it('is not checked against limits that were not there when its hosts were claimed', async () => {
    const hosts = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `${name}.test`);
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS });
    expect(failed(await web.tries({ Hosts: hosts }))).toMatch(/^InvalidPropertyError/);
    const claims = hosts.map((one) => `${one} /*`);
    for (const item of cloud.account.items.values()) {
      if (isService(item)) item.routes[`${web.member}|${claims.join('|')}`] = { member: web.member, claims };
    }
    succeeded(await web.tries({ Hosts: hosts }));
  });

  it('has its hosts again although a sibling holds them, too', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS });
    await web.updates({ Hosts: OTHERS });
    await new CloudBlock(cloud, 'Api').routes({ Hosts: HOSTS });
    succeeded(await web.tries({ Hosts: HOSTS }));
    expect(takes(cloud, 'a.test', '/')).toBe('Web');
  });

  it('changes its strategy while either group takes the traffic', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS, Strategy: 'ROLLING' });
    await web.updates({ Hosts: HOSTS, Strategy: 'CANARY' });
    cloud.account.rules.set(web.rule.arn, { ...web.rule, weights: { 'Web-blue': 0, 'Web-green': 100 } });
    succeeded(await web.tries({ Hosts: HOSTS, Strategy: 'ROLLING' }));
  });

  it('is refused if its service does not hold what it asks for', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS });
    await new CloudBlock(cloud, 'Blog', 'blog').deployed({ Hosts: OTHERS });
    rollsBack();
    expect(failed(await web.tries({ Hosts: OTHERS }))).toMatch(/^ClaimTakenError/);
  });
});

describe('an update of a traffic that is taken back', () => {
  it.each(['listener', 'load balancer'])('makes its rule again if somebody deleted the %s by hand', async (what) => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS });
    cloud.account.targets.set('Web-green', 1);
    cloud.account.rules.clear();
    cloud.account.listeners.clear();
    if (what === 'load balancer') cloud.account.loadBalancers.clear();
    rollsBack();
    await web.begins('Update');
    expect(web.rule).toMatchObject({ priority: web.seat.priority, weights: { 'Web-blue': 0, 'Web-green': 100 } });
    expect(cloud.account.listeners.has(web.rule.listenerArn)).toBe(true);
    expect(web.seat.untold).toMatchObject({ route: true });
  });

  it('is answered although its membership has no rule any more', async () => {
    const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS });
    succeeded(await cloud.route('Delete', web.member, { id: web.route }));
    cloud.account.rules.clear();
    cloud.account.listeners.clear();
    const tries = () => cloud.traffic('Update', web.member, { id: web.traffic, old: {} });
    await notRefused(tries, /^MembershipLostError/);
  });
});

describe('an update of a membership that is taken back', () => {
  const inSubnets = (...SubnetIds: string[]) => ({ SubnetIds });
  const update = (member: string, properties: Record<string, unknown>, old: Record<string, unknown> = {}) =>
    cloud.gateway('Update', { id: member, properties, old });

  it('has the subnets that it had, although the tasks could not use them any more', async () => {
    const { subnets = [] } = cloud.account.vpcs.get('vpc-default') ?? {};
    subnets.push(subnet('subnet-c', 'vpc-default', 'a'), subnet('subnet-d', 'vpc-default', 'b'));
    const first = inSubnets('subnet-a', 'subnet-b');
    const created = await cloud.gateway('Create', { properties: first });
    const { physicalResourceId: member } = succeeded(created);
    succeeded(await update(member, inSubnets('subnet-c', 'subnet-d')));
    cloud.network.subnets = async () => {
      throw new UnusableNetworkError('There is no subnet-a');
    };
    const answer = await notRefused(() => update(member, first), /^UnusableNetworkError/);
    expect([answer.physicalResourceId, attributes(answer)]).toEqual([member, attributes(created)]);
    expect(cloud.services()[0]?.seats[member]?.network.subnetIds).toEqual(['subnet-a', 'subnet-b']);
  });

  it('does not look at subnets that an update has changed if it is not taken back', async () => {
    const { subnets = [] } = cloud.account.vpcs.get('vpc-default') ?? {};
    subnets.push(subnet('subnet-c', 'vpc-default', 'a'), subnet('subnet-d', 'vpc-default', 'b'));
    const first = inSubnets('subnet-a', 'subnet-b');
    const { physicalResourceId: member } = succeeded(await cloud.gateway('Create', { properties: first }));
    succeeded(await update(member, inSubnets('subnet-c', 'subnet-d')));
    cloud.calls.made.length = 0;
    succeeded(await update(member, first));
    expect(cloud.calls.made).toContain('DescribeSubnets');
  });

  it('builds nothing again, as its Refresh asks for, where a listener of somebody else is in the way', async () => {
    const { member } = await cloud.join();
    const [listener] = cloud.account.listeners.all();
    cloud.account.listeners.clear();
    if (listener) cloud.account.listeners.set('foreign', { ...listener, arn: 'foreign', tags: {} });
    await notRefused(() => update(member, {}, { Refresh: 'now' }), /^ListenerTakenError/);
  });

  it('is answered while a deployment divides the traffic of a rule that is to be sticky again', async () => {
    const { member } = await cloud.join();
    for (const rule of cloud.account.rules.all()) {
      cloud.account.rules.set(rule.arn, { ...rule, weights: { 'Web-blue': 95, 'Web-green': 5 } });
    }
    await notRefused(() => update(member, { StickySessions: 'true' }), /^UpdateRefusedError: StickySessions/);
  });

  it('is answered although what a cancelled update took cannot be given back', async () => {
    const { member } = await cloud.join();
    const other = succeeded(await update(member, { GatewayName: 'other' })).physicalResourceId;
    cloud.network.deleteSecurityGroup = async () => 'in use';
    await notRefused(() => update(member, {}), /^StillInUseError/);
    expect(Object.keys(cloud.services()[0]?.seats ?? {})).toContain(other);
  });

  it('is refused if its service has no such seat', async () => {
    const { member } = await cloud.join();
    rollsBack();
    const odd = inSubnets('subnet-none');
    expect(failed(await update(member, odd))).toMatch(/^UnusableNetworkError/);
  });
});

it('is not asked about before an update is refused', async () => {
  const web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: HOSTS });
  await web.updates({ Hosts: OTHERS });
  expect(cloud.calls.made).not.toContain('DescribeStacks');
});
