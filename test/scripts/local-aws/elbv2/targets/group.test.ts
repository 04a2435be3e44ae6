/** Which targets of a group get requests, and where connections to them end. */
import { setMaxListeners } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TargetGroup } from '../../../../../scripts/local-aws/elbv2/targets/group';
import type { MotoClient } from '../../../../../scripts/local-aws/moto/client';
import { LocalNetwork } from '../../../../../scripts/local-aws/network';
import type { QueryObject } from '../../../../../scripts/local-aws/wire/query';
import { eventually } from '../../fixtures';
import { BALANCER } from '../routing/listener';

const MOTO: MotoClient = {
  query: () => Promise.reject(new Error('moto is not asked')),
  json: () => Promise.reject(new Error('moto is not asked')),
};

const ending = new AbortController();
// Every check listens for the end.
setMaxListeners(0, ending.signal);
const answers = new Map<string, number>();
const server = createServer(({ headers: { host = '' } }, answer) => answer.writeHead(answers.get(host) ?? 200).end());
let port = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  port = (server.address() as AddressInfo).port;
});
afterAll(async () => {
  ending.abort();
  await new Promise((resolve) => server.close(resolve));
});

/** A group that a load balancer uses, in a world whose time passes when it is told to. */
function groupIn(attributes: Record<string, string> = {}, parameters: QueryObject = {}) {
  const network = new LocalNetwork();
  const sleepers = new Set<() => void>();
  const reachability = { generation: 0, reaches: vi.fn(() => true), read: async () => {} };
  const world = {
    network,
    minuteMs: 1000,
    signal: ending.signal,
    now: () => new Date(0),
    log: () => {},
    sleep: () => new Promise<void>((resolve) => sleepers.add(resolve)),
  };
  const used = { balancer: true };
  const group = new TargetGroup(
    'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/one/1',
    {
      Name: 'one',
      Port: '80',
      VpcId: 'vpc-1',
      Protocol: 'HTTP',
      TargetType: 'ip',
      UnhealthyThresholdCount: '2',
      ...parameters,
    },
    { world, reachability, balancer: () => (used.balancer ? BALANCER : undefined) },
  );
  group.setAttributes(Object.entries(attributes).map(([key, value]) => ({ key, value })));
  const passTime = () => {
    for (const wake of sleepers) {
      sleepers.delete(wake);
      wake();
    }
  };
  return {
    group,
    network,
    reachability,
    used,
    passTime,
    attach(id: string, status = 200) {
      answers.set(`${id}:80`, status);
      network.attach('vpc-1', id, { securityGroupIds: ['sg-1'], listeners: new Map([[80, { port }]]) });
    },
    /** Lets checks happen until the targets have these states. */
    async until(...states: string[]) {
      await eventually(
        async () => {
          passTime();
          return group.describe().map(({ health }) => health.state);
        },
        (now) => JSON.stringify(now) === JSON.stringify(states),
      );
    },
    routable: () => group.routable.map(({ id }) => id),
  };
}

test('targets get requests when they are healthy, not before', async () => {
  const { group, attach, until, routable } = groupIn();
  attach('10.0.0.1');
  attach('10.0.0.2', 500);
  group.register(MOTO, [{ id: '10.0.0.1' }, { id: '10.0.0.2' }]);
  expect(routable()).toEqual([]);
  await until('healthy', 'unhealthy');
  expect(routable()).toEqual(['10.0.0.1']);
});

test('a check that breaks down has failed, and the next one follows', async () => {
  const { group, attach, until, reachability } = groupIn();
  const read = vi.spyOn(reachability, 'read').mockRejectedValue(new Error('moto is away'));
  attach('10.0.0.1');
  group.register(MOTO, [{ id: '10.0.0.1' }]);
  await until('unhealthy');
  read.mockResolvedValue();
  await until('healthy');
});

test('if all checked targets are unhealthy, all of them get requests', async () => {
  const { group, attach, until, routable } = groupIn();
  attach('10.0.0.1', 500);
  attach('10.0.0.2', 500);
  group.register(MOTO, [{ id: '10.0.0.1' }, { id: '10.0.0.2' }]);
  await until('unhealthy', 'unhealthy');
  expect(routable()).toEqual(['10.0.0.1', '10.0.0.2']);
  group.register(MOTO, [{ id: '10.0.0.3' }]);
  expect(routable()).toEqual(['10.0.0.1', '10.0.0.2']);
});

test.each([
  ['count', '2'],
  ['percentage', '60'],
])('below the least %s of healthy targets, unhealthy ones get requests, too', async (unit, value) => {
  const key = `target_group_health.unhealthy_state_routing.minimum_healthy_targets.${unit}`;
  const { group, attach, until, routable } = groupIn({ [key]: value });
  attach('10.0.0.1');
  attach('10.0.0.2', 500);
  group.register(MOTO, [{ id: '10.0.0.1' }, { id: '10.0.0.2' }]);
  await until('healthy', 'unhealthy');
  expect(routable()).toEqual(['10.0.0.1', '10.0.0.2']);
  group.setAttributes([{ key, value: '1' }]);
  expect(routable()).toEqual(['10.0.0.1']);
});

test('without health checks, the health of targets is unavailable, and all of them get requests', async () => {
  const { group, until, routable } = groupIn({}, { HealthCheckEnabled: 'false' });
  group.register(MOTO, [{ id: '10.0.0.1' }, { id: '10.0.0.2' }]);
  await until('unavailable', 'unavailable');
  expect(group.describe()[0]?.health.reason).toBe('Target.HealthCheckDisabled');
  expect(routable()).toEqual(['10.0.0.1', '10.0.0.2']);
});

test('a deregistered target gets no requests from that moment on, and is gone after the delay', async () => {
  const { group, attach, until, routable } = groupIn();
  attach('10.0.0.1');
  group.register(MOTO, [{ id: '10.0.0.1' }]);
  await until('healthy');
  group.deregister([{ id: '10.0.0.1' }]);
  expect(routable()).toEqual([]);
  expect(group.describe().map(({ health }) => health.state)).toEqual(['draining']);
  await until();
});

test('a target of a group that nobody uses is gone at once, and its health begins again when the group is used', async () => {
  const { group, attach, until, used, passTime } = groupIn();
  attach('10.0.0.1');
  group.register(MOTO, [{ id: '10.0.0.1' }]);
  await until('healthy');
  used.balancer = false;
  await until('unused');
  await eventually(
    async () => {
      passTime();
      return group.counts();
    },
    ({ healthy }) => healthy === 0,
  );
  used.balancer = true;
  await until('initial');
  await until('healthy');
  used.balancer = false;
  group.deregister([{ id: '10.0.0.1' }]);
  expect(group.describe()).toEqual([]);
});

test('a connection to a target ends where its host listens, is refused, or is dropped', async () => {
  const { group, network, reachability, attach, until } = groupIn();
  attach('10.0.0.1', 500);
  network.attach('vpc-1', '10.0.0.2', { securityGroupIds: ['sg-1'], listeners: new Map() });
  group.register(MOTO, [{ id: '10.0.0.1' }, { id: '10.0.0.2' }, { id: '10.0.0.3' }]);
  await until('unhealthy', 'unhealthy', 'unhealthy');
  expect(group.describe().map(({ health }) => health.reason)).toEqual([
    'Target.ResponseCodeMismatch',
    'Target.FailedHealthChecks',
    'Target.Timeout',
  ]);
  const connections = () => group.routable.map((target) => target.connect());
  expect(connections()).toEqual([{ type: 'open', port }, { type: 'refused' }, { type: 'dropped' }]);
  reachability.reaches.mockReturnValue(false);
  reachability.generation += 1;
  expect(connections()).toEqual([{ type: 'dropped' }, { type: 'dropped' }, { type: 'dropped' }]);
});

test('security groups are asked once, until they or the host change', async () => {
  const { group, reachability, attach, until } = groupIn();
  attach('10.0.0.1');
  group.register(MOTO, [{ id: '10.0.0.1' }]);
  await until('healthy');
  const connect = () => group.routable.map((target) => target.connect().type);
  for (let i = 0; i < 5; i++) expect(connect()).toEqual(['open']);
  expect(reachability.reaches).toHaveBeenCalledTimes(1);
  attach('10.0.0.1');
  connect();
  reachability.generation += 1;
  connect();
  expect(reachability.reaches).toHaveBeenCalledTimes(3);
});
