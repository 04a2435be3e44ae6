import { Cloud, failed, stackId, succeeded } from '../account/at-once/cloud';
import { member, rules, withGateway } from '../route/support';

const VALUES = { AllowedCidrs: ['10.0.0.0/8'], Hosts: ['a.test'], Paths: ['/a'] };
type Name = keyof typeof VALUES;

/** What CloudFormation may send for a list parameter without a value. */
const EMPTY = [[], [''], '', ',', [' ']];
const each = Object.keys(VALUES).flatMap((name) => EMPTY.map((value) => [name as Name, value] as const));

const rollsBack = (cloud: Cloud) =>
  cloud.account.standings.set(stackId('shop'), { state: 'rolling back', resources: {} });

describe.each(each)('%s, emptied to %j,', (name, value) => {
  const properties = { ...VALUES, [name]: value };
  const refusal = new RegExp(`^InvalidPropertyError: ${name} is an empty list, .*leave it out \\(AWS::NoValue\\)`);

  it('is refused when a route is created', async () => {
    const cloud = await withGateway();
    expect(failed(await cloud.route('Create', member('g1'), { properties }))).toMatch(refusal);
    expect(rules(cloud)).toEqual([]);
  });

  it('is refused when a route is updated, and the rule stays as it is', async () => {
    const cloud = await withGateway();
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1'), { properties: VALUES }));
    const before = [...cloud.account.rules.values()];
    expect(failed(await cloud.route('Update', member('g1'), { id, properties, old: VALUES }))).toMatch(refusal);
    expect(failed(await cloud.route('Update', member('g1'), { id, properties, old: {} }))).toMatch(refusal);
    expect([...cloud.account.rules.values()]).toEqual(before);
  });

  it('is refused when the update that failed is tried again without a roll back, and may be left out', async () => {
    const cloud = await withGateway();
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1'), { properties: VALUES }));
    const before = [...cloud.account.rules.values()];
    expect(failed(await cloud.route('Update', member('g1'), { id, properties, old: properties }))).toMatch(refusal);
    expect([...cloud.account.rules.values()]).toEqual(before);
    const { [name]: _, ...without } = VALUES;
    succeeded(await cloud.route('Update', member('g1'), { id, properties: without, old: properties }));
  });

  it('stays what it was for a route of an older version, and when CloudFormation takes an update back', async () => {
    const cloud = await withGateway();
    const { [name]: _, ...without } = VALUES;
    const { physicalResourceId: id } = succeeded(await cloud.route('Create', member('g1'), { properties: without }));
    const before = [...cloud.account.rules.values()];
    const same = await cloud.route('Update', member('g1'), { id, properties, old: properties });
    expect(succeeded(same).physicalResourceId).toBe(id);
    expect([...cloud.account.rules.values()]).toEqual(before);
    const changed = succeeded(await cloud.route('Update', member('g1'), { id, properties: VALUES, old: properties }));
    rollsBack(cloud);
    const back = await cloud.route('Update', member('g1'), {
      id: changed.physicalResourceId,
      properties,
      old: VALUES,
    });
    expect(succeeded(back).physicalResourceId).toBe(id);
    const { physicalResourceId: other } = changed;
    if (other !== id) succeeded(await cloud.route('Delete', member('g1'), { id: other }));
    expect([...cloud.account.rules.values()]).toEqual(before);
  });
});

it('a route without any of them answers every address', async () => {
  const cloud = await withGateway();
  succeeded(await cloud.route('Create', member('g1')));
  expect([...cloud.account.rules.values()]).toMatchObject([{ conditions: { hosts: [], cidrs: [] } }]);
});

describe.each(EMPTY.map((value) => [value] as const))('SubnetIds, emptied to %j,', (SubnetIds) => {
  const properties = { SubnetIds };
  const refusal = /^InvalidPropertyError: SubnetIds is an empty list, .*default VPC/;
  const subnets = { SubnetIds: ['subnet-a', 'subnet-b'] };

  it('is refused: the tasks would run in the default VPC', async () => {
    const cloud = new Cloud();
    expect(failed(await cloud.gateway('Create', { properties }))).toMatch(refusal);
    expect(cloud.remains()).toEqual([]);
    const { physicalResourceId: id } = succeeded(await cloud.gateway('Create', { properties: subnets }));
    expect(failed(await cloud.gateway('Update', { id, properties, old: subnets }))).toMatch(refusal);
    // The failed update again, without a roll back.
    expect(failed(await cloud.gateway('Update', { id, properties, old: properties }))).toMatch(refusal);
  });

  it('stays what it was for a membership of an older version, and when CloudFormation takes an update back', async () => {
    const cloud = new Cloud();
    const { physicalResourceId: id } = succeeded(await cloud.gateway('Create'));
    const same = await cloud.gateway('Update', { id, properties, old: properties });
    expect(succeeded(same).physicalResourceId).toBe(id);
    rollsBack(cloud);
    const back = await cloud.gateway('Update', { id, properties, old: subnets });
    expect(succeeded(back).physicalResourceId).toBe(id);
  });
});
