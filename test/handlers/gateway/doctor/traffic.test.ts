import { isClaim, isService, type Seat } from '../../../../handlers/gateway/ledger/items';
import { serviceNameOf } from '../../../../handlers/gateway/names';
import { PARKED } from '../../../../handlers/gateway/route/bands';
import { readWeightsErrand } from '../../../../handlers/gateway/route/errand-event';
import { runWeightsErrand } from '../../../../handlers/gateway/route/weights-errand';
import { BusyError } from '../../../../handlers/gateway/world/errors';
import { stackId, succeeded } from '../account/at-once/cloud';
import { holders } from '../traffic/block';
import { DoctoredCloud, edit } from './doctored-cloud';

let cloud: DoctoredCloud;

beforeEach(() => {
  cloud = new DoctoredCloud();
});

const editSeats = (change: (seat: Seat) => void) =>
  edit(cloud, (item) => {
    if (isService(item)) for (const seat of Object.values(item.seats)) change(seat);
  });

describe('a rule that sends its traffic to a target group without targets', () => {
  const misrouted = async (properties: Record<string, unknown> = {}) => {
    const shop = await cloud.served('shop', properties);
    cloud.account.targets.set('Web-blue', 2);
    cloud.account.rules.set(shop.RuleArn, {
      ...cloud.account.rules.existing(shop.RuleArn),
      weights: { 'Web-blue': 0, 'Web-green': 100 },
    });
    return shop;
  };
  const saysNothing = (error: Error) => {
    cloud.loadBalancers.targets = async () => {
      throw error;
    };
  };
  const weights = (arn: string) => cloud.account.rules.existing(arn).weights;

  it('while its twin has them is reported, and the traffic is moved there', async () => {
    const { RuleArn } = await misrouted();
    expect(await cloud.found()).toEqual(['misrouted: Web of stack shop']);
    expect(await cloud.checkUp()).toMatchObject({ findings: [], repaired: [{ kind: 'misrouted' }] });
    expect(weights(RuleArn)).toEqual({ 'Web-blue': 100, 'Web-green': 0 });
  });

  it('is left to ECS while ECS deploys the service', async () => {
    const { RuleArn, member } = await misrouted();
    cloud.account.deploying.set(serviceNameOf(member), true);
    expect((await cloud.checkUp()).findings).toMatchObject([
      { kind: 'misrouted', repairable: true, failure: expect.stringContaining('ECS is deploying the service') },
    ]);
    expect(weights(RuleArn)).toEqual({ 'Web-blue': 0, 'Web-green': 100 });
  });

  it('is looked for by the schedule where ECS moves no weights, and nowhere else', async () => {
    const { RuleArn } = await misrouted({ Strategy: 'ROLLING' });
    await cloud.served('blog');
    cloud.calls.made.length = 0;
    expect((await cloud.checkUp('unattended')).repaired).toMatchObject([
      { kind: 'misrouted', what: 'Web of stack shop' },
    ]);
    expect(weights(RuleArn)).toEqual({ 'Web-blue': 100, 'Web-green': 0 });
    cloud.calls.made.length = 0;
    await cloud.checkUp('unattended');
    expect(cloud.calls.made).not.toContain('DescribeTargetHealth');
  });

  it('is mended by the schedule when a roll back is complete that was continued after its errand had been given up', async () => {
    const shop = await cloud.served('shop');
    const rule = cloud.account.rules.existing(shop.RuleArn);
    cloud.account.rules.set(shop.RuleArn, { ...rule, weights: { 'Web-blue': 0, 'Web-green': 100 } });
    cloud.account.targets.set('Web-green', 2);
    const asked = { id: shop.route, properties: { Contract: '3', Strategy: 'ROLLING' }, old: { Strategy: 'CANARY' } };
    const { errands = [] } = succeeded(await cloud.route('Update', shop.member, asked));
    // UPDATE_ROLLBACK_FAILED: ECS has refused the change, or was not able to make it.
    cloud.account.standings.set(stackId('shop'), { state: 'busy', resources: {} });
    cloud.becomes('shop', { state: 'busy' });
    const invocation = { id: 'errand', deadline: cloud.now + 300_000 };
    expect(await runWeightsErrand(cloud.world, readWeightsErrand(errands[0]), invocation)).toBe('later');
    // ContinueUpdateRollback asks nothing of the route again.
    cloud.account.targets.set('Web-green', 0).set('Web-blue', 2);
    expect((await cloud.checkUp('unattended')).repaired).toEqual([]);
    cloud.rests('shop', shop.member, shop.route, shop.traffic);
    expect((await cloud.checkUp('unattended')).repaired).toMatchObject([{ kind: 'misrouted' }]);
    expect(weights(shop.RuleArn)).toEqual({ 'Web-blue': 100, 'Web-green': 0 });
  });

  it('is not reported if its twin has none either', async () => {
    await misrouted();
    cloud.account.targets.set('Web-blue', 0);
    expect(await cloud.found()).toEqual([]);
  });

  it.each(['full', 'unattended'] as const)(
    'counts as not looked at if AWS does not say, in a check-up that is %s',
    async (treatment) => {
      await misrouted({ Strategy: 'ROLLING' });
      saysNothing(new Error('User is not authorized'));
      expect(await cloud.checkUp(treatment)).toMatchObject({
        findings: [
          {
            kind: 'unknown',
            what: 'listener rules',
            problem:
              'Elastic Load Balancing does not say whether the target groups behind 1 of them have targets (Error: User is not authorized)',
          },
        ],
        repaired: [],
      });
    },
  );

  it('counts as not looked at if AWS refuses to say for now', async () => {
    await misrouted();
    const busy = { waitingFor: 'Elastic Load Balancing', again: true, cause: undefined };
    saysNothing(new BusyError('Rate exceeded', busy));
    expect((await cloud.checkUp()).findings).toMatchObject([
      { kind: 'unknown', what: 'listener rules', problem: expect.stringContaining('there was no time to look') },
    ]);
  });
});

describe('a parked rule', () => {
  const parked = async () => {
    const shop = await cloud.join({ properties: { Contract: '3', Hosts: ['a.test'] } });
    cloud.rests('shop', shop.member, shop.route);
    return { ...shop, priority: () => cloud.account.rules.existing(shop.RuleArn).priority };
  };

  it('is nothing wrong while its stack has no traffic', async () => {
    const { member } = await parked();
    cloud.account.targets.set('Web-green', 2);
    expect(await cloud.found()).toEqual([]);
    expect(cloud.services()[0]?.seats[member]?.traffic).toBe('awaited');
  });

  it('goes to its place if its stack has its traffic', async () => {
    const { member, route, priority, Priority } = await parked();
    cloud.rests('shop', member, route, `${member}/traffic`);
    expect((await cloud.checkUp('unattended')).repaired).toMatchObject([
      { kind: 'changed', problem: expect.stringContaining('still parked') },
    ]);
    expect([priority(), cloud.services()[0]?.seats[member]?.traffic]).toEqual([Priority, 'proven']);
    succeeded(await cloud.traffic('Delete', member, { id: `${member}/traffic` }));
    expect(priority()).toBe(PARKED.from);
  });

  it('goes back if a run did not finish that moved it to its place', async () => {
    const { RuleArn, Priority, priority } = await parked();
    await cloud.loadBalancers.changePriority(RuleArn, Priority);
    expect((await cloud.checkUp('unattended')).repaired).toMatchObject([
      { kind: 'changed', problem: expect.stringContaining('a run did not finish') },
    ]);
    expect(priority()).toBe(PARKED.from);
  });

  it('is made again where it was', async () => {
    await parked();
    cloud.account.rules.clear();
    await cloud.checkUp();
    expect([...cloud.account.rules.values()].map(({ priority }) => priority)).toEqual([PARKED.from]);
  });
});

describe('a route that its stack no longer has', () => {
  const changed = async () => {
    const shop = await cloud.served('shop', { Hosts: ['a.test'] });
    const properties = { Contract: '3', Hosts: ['b.test'] };
    const answer = await cloud.route('Update', shop.member, { id: shop.route, properties, old: {} });
    const rule = () => cloud.account.rules.existing(shop.RuleArn);
    return { ...shop, rule, now: succeeded(answer).physicalResourceId };
  };

  it('is no longer matched by the rule', async () => {
    const { member, traffic, now, rule } = await changed();
    cloud.rests('shop', member, now, traffic);
    await cloud.checkUp('unattended');
    expect([rule().conditions.hosts, holders(cloud, 'a.test /*')]).toEqual([['b.test'], []]);
    expect(await cloud.found()).toEqual([]);
  });

  it('is no longer matched either if it is the one that was asked for last', async () => {
    const { member, traffic, route, rule } = await changed();
    cloud.rests('shop', member, route, traffic);
    await cloud.checkUp('unattended');
    expect([rule().conditions.hosts, holders(cloud, 'b.test /*')]).toEqual([['a.test'], []]);
    expect(await cloud.found()).toEqual([]);
  });
});

describe('a claim of two services of a stack', () => {
  const shared = async () => {
    const properties = { Contract: '3', Hosts: ['a.test'] };
    const web = await cloud.join({ properties });
    const api = await cloud.join({ service: 'Api', properties });
    cloud.rests('shop', web.member, web.route, api.member, api.route);
    return { web, api };
  };

  it('is taken from the one that has no route there', async () => {
    const { api } = await shared();
    edit(cloud, (item) => {
      const seat = isService(item) ? item.seats[api.member] : undefined;
      if (seat) {
        Object.assign(item, { routes: {} });
        delete seat.ruleArn;
      }
    });
    cloud.account.rules.delete(api.RuleArn);
    expect(await cloud.found()).toEqual(['leftover: Api of stack shop']);
    await cloud.checkUp();
    expect(holders(cloud, 'a.test /*')).toEqual(['Web']);
  });

  it('is given back to the one that has lost it', async () => {
    await shared();
    edit(cloud, (item) => {
      if (isClaim(item)) Object.assign(item, { by: { [`${stackId('shop')}/Web`]: true } });
    });
    expect(await cloud.found()).toEqual(['unrecorded: Api of stack shop']);
    await cloud.checkUp();
    expect(holders(cloud, 'a.test /*')).toEqual(['Api', 'Web']);
  });
});

it('A lost service is recorded with its traffic and the id of its route, so that its Deletes are understood', async () => {
  const { member, route, traffic, RuleArn } = await cloud.served('shop', { Hosts: ['a.test'], Priority: '77' });
  const before = cloud.services()[0]?.seats[member];
  cloud.account.items.clear();
  await cloud.checkUp('unattended');
  expect(cloud.services()[0]).toMatchObject({ known: { gateway: member, route, traffic } });
  expect(cloud.services()[0]?.seats[member]).toMatchObject({ traffic: 'proven', held: [77], priority: 77 });
  expect(before?.held).toEqual([77]);
  succeeded(await cloud.traffic('Delete', member, { id: traffic }));
  expect(cloud.account.rules.existing(RuleArn).priority).toBe(PARKED.from);
  succeeded(await cloud.route('Delete', member, { id: route }));
  expect(cloud.account.rules.size).toBe(0);
});

it('A seat of an older version has nothing wrong with it', async () => {
  await cloud.deployed('shop');
  edit(cloud, (item) => {
    if (isService(item)) for (const route of Object.values(item.routes)) delete route.asked;
    if (isClaim(item)) {
      delete item.by;
      delete item.stack;
    }
  });
  editSeats((seat) => expect(seat.traffic).toBeUndefined());
  expect(await cloud.found()).toEqual([]);
});
