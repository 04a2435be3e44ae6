import { isCluster, isGateway, isService } from '../../../handlers/gateway/ledger/items';
import { Cloud, type RequestOptions, type RequestResult, stackId } from './account/at-once/cloud';
import { randomFrom, Turns } from './account/at-once/turns';

/** What must hold in every interleaving of requests: the invariants I1 to I8 of handlers/README.md. */

/** How many orders of calls each test tries. */
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
      hold('I4: a gateway with members is open', members === 0 || item.state === 'OPEN');
      hold(
        'I4: the load balancer of a gateway with members is there',
        members === 0 || !item.facts || all.has(item.facts.loadBalancerArn),
      );
      hold(
        'I4: the security group of a gateway with members is there',
        members === 0 || !item.facts || cloud.account.securityGroups.has(item.facts.securityGroupId),
      );
    }
    if (isCluster(item) && item.ownership && Object.keys(item.members).length > 0) {
      hold('I4: a cluster with members is there', cloud.account.clusters.has(item.name));
    }
    if (isService(item) && Object.keys(item.executing).length === 0) {
      const rules = Object.values(item.seats).flatMap(({ ruleArn }) => ruleArn ?? []);
      hold(
        'I4: the rule that a service has in the ledger is there',
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

/** What CloudFormation does for one service: it sends each request when the one before it is answered. */
type ServiceRequests = (cloud: Cloud, service: string) => Promise<void>;

function answeredOrDied(answer: RequestResult): void {
  expect(['SUCCESS', 'DIED', 'SILENT', 'FAILED']).toContain(answer.status);
}

const create: ServiceRequests = async (cloud, service) => {
  const asked: RequestOptions = { service };
  expect((await cloud.gateway('Create', { ...asked, request: `g-${service}` })).status).toBe('SUCCESS');
  expect((await cloud.route('Create', member(service, `g-${service}`), asked)).status).toBe('SUCCESS');
};

const remove: ServiceRequests = async (cloud, service) => {
  const asked: RequestOptions = { service };
  const id = route(service, `g-${service}`);
  expect((await cloud.route('Delete', member(service, `g-${service}`), { ...asked, id })).status).toBe('SUCCESS');
  const gone = await cloud.gateway('Delete', { ...asked, id: member(service, `g-${service}`) });
  expect(gone.status).toBe('SUCCESS');
};

/** Lambda delivers a Create twice at the same time. */
const createTwice: ServiceRequests = async (cloud, service) => {
  const asked: RequestOptions = { service, request: `g-${service}` };
  const answers = await Promise.all([cloud.gateway('Create', asked), cloud.gateway('Create', asked)]);
  for (const answer of answers) {
    expect(answer.status).toBe('SUCCESS');
  }
  expect((await cloud.route('Create', member(service, `g-${service}`), { service })).status).toBe('SUCCESS');
};

/** A Create dies at some call and is never answered. CloudFormation cancels it and sends a Delete with a stand-in id. */
const cancelled =
  (dieAt: number): ServiceRequests =>
  async (cloud, service) => {
    answeredOrDied(await cloud.gateway('Create', { service, request: `g-${service}`, dieAt }));
    expect((await cloud.gateway('Delete', { service, id: 'stand-in' })).status).toBe('SUCCESS');
  };

/** The Delete of a Create arrives while the Create runs. */
const overtaken: ServiceRequests = async (cloud, service) => {
  const creating = cloud.gateway('Create', { service, request: `g-${service}` });
  const deleting = cloud.gateway('Delete', { service, id: 'stand-in' });
  answeredOrDied(await creating);
  const deleted = await deleting;
  // For the ledger the request that began last is the newest. CloudFormation sent the Delete last, and sends it again.
  if (deleted.status === 'SILENT') {
    expect((await cloud.gateway('Delete', { service, id: 'stand-in' })).status).toBe('SUCCESS');
  }
  expect((await cloud.gateway('Delete', { service, id: 'stand-in' })).status).toBe('SUCCESS');
};

const move: ServiceRequests = async (cloud, service) => {
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

/** Runs the services side by side, in an order of calls that the seed decides. @throws Error if an invariant is violated */
async function interleave(seed: number, before: string[], services: [string, ServiceRequests[]][]): Promise<Cloud> {
  const random = randomFrom(seed);
  const turns = new Turns((waiting) => Math.floor(random() * waiting));
  const cloud = new Cloud({ maxMembers: MOST, step: turns.step });
  for (const service of before) {
    await create(cloud, service);
  }
  const run = async ([service, parts]: [string, ServiceRequests[]]) => {
    for (const part of parts) {
      await part(cloud, service);
    }
  };
  await turns
    .play(
      () => Promise.all(services.map(run)),
      () => check(cloud),
    )
    .catch((error) => {
      throw new Error(`Seed ${seed}: ${error.message}\n${turns.played.join('\n')}`, { cause: error });
    });
  return cloud;
}

/** Tries many orders. @param remains how many gateways are left in the end */
async function always(
  before: string[],
  services: [string, ServiceRequests[]][],
  remains: number,
  runs = RUNS,
): Promise<void> {
  for (let seed = 1; seed <= runs; seed++) {
    const cloud = await interleave(seed, before, services);
    expect(cloud.gateways()).toHaveLength(remains);
    if (remains === 0) {
      expect(cloud.remains()).toEqual([]);
    }
  }
}

describe('under any interleaving', () => {
  it('three services that come first share two load balancers of two seats, and both are deleted when all have left', () =>
    always(
      [],
      ['A', 'B', 'C'].map((service) => [service, [create, remove]]),
      0,
    ));

  it('three services that come first make two gateways and not one more', () =>
    always(
      [],
      ['A', 'B', 'C'].map((service) => [service, [create]]),
      2,
    ));

  it('the last service that leaves and one that joins neither lose a load balancer nor leak one', () =>
    always(
      ['A'],
      [
        ['A', [remove]],
        ['B', [create]],
      ],
      1,
    ));

  it('two services leave full gateways and two others join', () =>
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

  it('a Create whose Delete arrives while it runs leaves nothing behind', () =>
    always(
      ['B'],
      [
        ['A', [overtaken]],
        ['B', [remove]],
      ],
      0,
    ));

  it('a move to another gateway leaves nothing behind once it is cleaned up', () =>
    always(
      ['A'],
      [
        ['A', [move]],
        ['B', [create, remove]],
      ],
      0,
    ));

  it.each(Array.from({ length: 14 }, (_, call) => call + 1))(
    'a Create that dies at call %i is undone by its Delete',
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
