import { Cloud, succeeded } from '../account/at-once/cloud';

/** A cancelled Update may end well, with an answer that nobody reads: CloudFormation then takes it back. */
describe('what a cancelled Update took and its rollback Update finds', () => {
  it('is given back if it is a seat in another gateway', async () => {
    const cloud = new Cloud();
    const { member } = await cloud.join();
    const moved = await cloud.gateway('Update', { id: member, properties: { GatewayName: 'other' } });
    expect(succeeded(moved).physicalResourceId).not.toBe(member);
    const back = await cloud.gateway('Update', { id: member, old: { GatewayName: 'other' } });
    expect(succeeded(back).physicalResourceId).toBe(member);
    expect(cloud.gateways().flatMap(({ members }) => Object.keys(members))).toEqual([member]);
    expect(cloud.account.loadBalancers.size).toBe(1);
  });

  it('is freed if it is a claim on another host', async () => {
    const cloud = new Cloud();
    const { member, route } = await cloud.join();
    await cloud.route('Update', member, { id: route, properties: { Hosts: ['other.test'] } });
    const back = await cloud.route('Update', member, { id: route, old: { Hosts: ['other.test'] } });
    expect(succeeded(back).physicalResourceId).toBe(route);
    expect(cloud.account.items.all().filter(({ SK }) => SK.includes('other.test'))).toEqual([]);
    const { member: next } = await cloud.join({ stack: 'bakery', service: 'Api' });
    const taken = await cloud.route('Update', next, {
      stack: 'bakery',
      service: 'Api',
      properties: { Hosts: ['other.test'] },
    });
    expect(taken.status).toBe('SUCCESS');
  });

  it('stays if the request names it, because CloudFormation deletes that itself', async () => {
    const cloud = new Cloud();
    const { member, route } = await cloud.join();
    const changed = succeeded(
      await cloud.route('Update', member, { id: route, properties: { Hosts: ['other.test'] } }),
    );
    await cloud.route('Update', member, { id: changed.physicalResourceId, old: { Hosts: ['other.test'] } });
    expect(cloud.account.items.all().filter(({ SK }) => SK.includes('other.test'))).toHaveLength(1);
    await cloud.route('Delete', member, { id: changed.physicalResourceId });
    expect(cloud.account.items.all().filter(({ SK }) => SK.includes('other.test'))).toEqual([]);
  });
});
