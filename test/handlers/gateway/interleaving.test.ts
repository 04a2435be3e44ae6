import { isCluster, isGateway, isService } from '../../../handlers/gateway/ledger/items';
import { Cloud, type RequestOptions, type RequestResult, stackId } from './account/at-once/cloud';
import { randomFrom, Turns } from './account/at-once/turns';

/** What every interleaving of requests must keep to (I1–I8 of the design). */

/** Orders tried of each story. */
const RUNS = 50;
const MOST = 2;

const member = (service: string, request: string) => `${stackId('shop')}/${service}~${request}`;

const route = (service: string, request: string) =>
  `${member(service, request)}|* /shop-${service.toLowerCase()}|* /shop-${service.toLowerCase()}/*`;

/** @throws if an invariant does not hold at this instant */
function check(cloud: Cloud): void {
  const { loadBalancers: all, rules: allRules } = cloud.account;
  for (const item of cloud.account.items.values()) {
    if (isGateway(item)) {
      const members = Object.keys(item.members).length;
      hold('I1: no more members than seats', members <= MOST);
      hold('I4: who is a member is in an open gateway', members === 0 || item.state === 'OPEN');
      hold('I4: a gateway with members stays', members === 0 || !item.facts || all.has(item.facts.loadBalancerArn));
      hold(
        'a security group too',
        members === 0 || !item.facts || cloud.account.securityGroups.has(item.facts.securityGroupId),
      );
    }
    if (isCluster(item) && item.ownership && Object.keys(item.members).length > 0) {
      hold('I4: a cluster with members stays', cloud.account.clusters.has(item.name));
    }
    if (isService(item) && Object.keys(item.executing).length === 0) {
      const rules = Object.values(item.seats).flatMap(({ ruleArn }) => ruleArn ?? []);
      hold(
        'I4: a service keeps its rule',
        rules.every((rule) => allRules.has(rule)),
      );
    }
  }
  const matched = [...allRules.values()].map(({ listenerArn, conditions }) => listenerArn + conditions.paths.join());
  hold('I3: no two rules of a listener match the same paths', new Set(matched).size === matched.length);
}

function hold(invariant: string, holds: boolean): void {
  if (!holds) throw new Error(`Violated: ${invariant}`);
}

/** What CloudFormation does for one service: requests, each when the one before it is answered. */
type Life = (cloud: Cloud, service: string) => Promise<void>;

function answeredOrDied(answer: RequestResult): void {
  expect(['SUCCESS', 'DIED', 'SILENT', 'FAILED']).toContain(answer.status);
}

const create: Life = async (cloud, service) => {
  const asked: RequestOptions = { service };
  expect((await cloud.gateway('Create', { ...asked, request: `g-${service}` })).status).toBe('SUCCESS');
  expect((await cloud.route('Create', member(service, `g-${service}`), asked)).status).toBe('SUCCESS');
};

const remove: Life = async (cloud, service) => {
  const asked: RequestOptions = { service };
  const id = route(service, `g-${service}`);
  expect((await cloud.route('Delete', member(service, `g-${service}`), { ...asked, id })).status).toBe('SUCCESS');
  const gone = await cloud.gateway('Delete', { ...asked, id: member(service, `g-${service}`) });
  expect(gone.status).toBe('SUCCESS');
};

/** A Create that is delivered twice, at the same time. */
const createTwice: Life = async (cloud, service) => {
  const asked: RequestOptions = { service, request: `g-${service}` };
  const answers = await Promise.all([cloud.gateway('Create', asked), cloud.gateway('Create', asked)]);
  for (const answer of answers) {
    expect(answer.status).toBe('SUCCESS');
  }
  expect((await cloud.route('Create', member(service, `g-${service}`), { service })).status).toBe('SUCCESS');
};

/** A Create that dies at some call and, unanswered, is cancelled: a Delete with a stand-in id follows. */
const cancelled =
  (dieAt: number): Life =>
  async (cloud, service) => {
    answeredOrDied(await cloud.gateway('Create', { service, request: `g-${service}`, dieAt }));
    expect((await cloud.gateway('Delete', { service, id: 'stand-in' })).status).toBe('SUCCESS');
  };

/** A Create whose Delete comes while it runs. */
const overtaken: Life = async (cloud, service) => {
  const creating = cloud.gateway('Create', { service, request: `g-${service}` });
  const deleting = cloud.gateway('Delete', { service, id: 'stand-in' });
  answeredOrDied(await creating);
  const deleted = await deleting;
  // Whichever request began last is the newest for the ledger; CloudFormation's own order is Create, Delete.
  if (deleted.status === 'SILENT') {
    expect((await cloud.gateway('Delete', { service, id: 'stand-in' })).status).toBe('SUCCESS');
  }
  expect((await cloud.gateway('Delete', { service, id: 'stand-in' })).status).toBe('SUCCESS');
};

const move: Life = async (cloud, service) => {
  const [old, next] = [member(service, `g-${service}`), member(service, `m-${service}`)];
  const moved = await cloud.gateway('Update', {
    service,
    request: `m-${service}`,
    id: old,
    properties: { GatewayName: 'other' },
  });
  expect(moved.status).toBe('SUCCESS');
  const updated = await cloud.route('Update', next, { service, id: route(service, `g-${service}`), old: {} });
  expect(updated.status).toBe('SUCCESS');
  expect((await cloud.route('Delete', old, { service, id: route(service, `g-${service}`) })).status).toBe('SUCCESS');
  expect((await cloud.gateway('Delete', { service, id: old })).status).toBe('SUCCESS');
  expect((await cloud.route('Delete', next, { service, id: route(service, `m-${service}`) })).status).toBe('SUCCESS');
  expect((await cloud.gateway('Delete', { service, id: next })).status).toBe('SUCCESS');
};

/** Plays lives side by side, in one of the orders that there are. @throws if an invariant is violated on the way */
async function interleave(seed: number, before: string[], lives: [string, Life[]][]): Promise<Cloud> {
  const random = randomFrom(seed);
  const turns = new Turns((waiting) => Math.floor(random() * waiting));
  const cloud = new Cloud({ maxMembers: MOST, step: turns.step });
  for (const service of before) {
    await create(cloud, service);
  }
  const live = async ([service, parts]: [string, Life[]]) => {
    for (const part of parts) {
      await part(cloud, service);
    }
  };
  await turns
    .play(
      () => Promise.all(lives.map(live)),
      () => check(cloud),
    )
    .catch((error) => {
      throw new Error(`Seed ${seed}: ${error.message}\n${turns.played.join('\n')}`, { cause: error });
    });
  return cloud;
}

/** @param remains how many gateways are left in the end */
async function always(before: string[], lives: [string, Life[]][], remains: number, runs = RUNS): Promise<void> {
  for (let seed = 1; seed <= runs; seed++) {
    const cloud = await interleave(seed, before, lives);
    expect(cloud.gateways()).toHaveLength(remains);
    if (remains === 0) {
      expect(cloud.remains()).toEqual([]);
    }
  }
}

describe('under any interleaving', () => {
  it('three first services share two load balancers of two seats, and both go when they have left', () =>
    always(
      [],
      ['A', 'B', 'C'].map((service) => [service, [create, remove]]),
      0,
    ));

  it('three first services end up in two gateways and not one more', () =>
    always(
      [],
      ['A', 'B', 'C'].map((service) => [service, [create]]),
      2,
    ));

  it('the last to leave and one who joins neither lose a load balancer nor leak one', () =>
    always(
      ['A'],
      [
        ['A', [remove]],
        ['B', [create]],
      ],
      1,
    ));

  it('two who leave and two who join at the cap find their way', () =>
    always(
      ['A', 'B'],
      [
        ['A', [remove]],
        ['B', [remove]],
        ['C', [create, remove]],
        ['D', [create, remove]],
      ],
      0,
    ));

  it('a Create delivered twice takes one seat', () =>
    always(
      [],
      [
        ['A', [createTwice, remove]],
        ['B', [create, remove]],
      ],
      0,
    ));

  it('a Create overtaken by its Delete leaves nothing, beside others', () =>
    always(
      ['B'],
      [
        ['A', [overtaken]],
        ['B', [remove]],
      ],
      0,
    ));

  it('a move to another gateway and all its clean-up leave nothing, beside others', () =>
    always(
      ['A'],
      [
        ['A', [move]],
        ['B', [create, remove]],
      ],
      0,
    ));

  it.each(Array.from({ length: 14 }, (_, call) => call + 1))(
    'a Create that dies at call %i is undone by its Delete, beside others',
    (dieAt) =>
      always(
        [],
        [
          ['A', [cancelled(dieAt)]],
          ['B', [create, remove]],
        ],
        0,
        30,
      ),
  );
});
