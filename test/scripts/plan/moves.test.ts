import type { Json, JsonObject } from '../../../handlers/template-language/json';
import { describePlan } from '../../../scripts/plan/describe';
import { type Plan, planBetween } from '../../../scripts/plan/plan';
import type { StackVersion } from '../../../scripts/plan/resolve';
import { versionOf } from './blocks';

const between = (one: JsonObject, other: JsonObject): Plan =>
  planBetween(versionOf({ Image: 'nginx', ...one }), versionOf({ Image: 'nginx', ...other }));

function action({ changes }: Plan, of: string): string | undefined {
  const change = changes.find(({ logicalId }) => logicalId === of);
  return change && `${change.action}${change.certainty === 'certain' ? '' : '?'}`;
}

const subnets = (...Subnets: string[]): JsonObject => ({ NetworkConfiguration: { Subnets } });

describe('a service whose pool, scheme, cluster, name or subnets change', () => {
  it.each([
    ['another pool', {}, { Gateway: { Name: 'other' } }],
    ['another scheme', { Gateway: { Scheme: 'internal' } }, { Gateway: { Scheme: 'internet-facing' } }],
    ['another cluster', { Cluster: 'a' }, { Cluster: 'b' }],
    ['another name', { ServiceName: 'a' }, { ServiceName: 'b' }],
    ['a name where it had none', {}, { ServiceName: 'b' }],
    ['no name where it had one', { ServiceName: 'a' }, {}],
  ])('moves with all its parts for %s, with a short gap at most', (_, one, other) => {
    const plan = between(one, other);
    for (const part of ['Gateway', 'Route', 'Traffic', 'Blue', 'Green', 'ScalableTarget', 'ScalingPolicy', '']) {
      expect([part, action(plan, `Web${part}`)]).toEqual([part, 'replace']);
    }
    expect(action(plan, 'WebTaskDefinition')).toBeUndefined();
    expect(plan.refusals).toEqual([]);
    expect(plan.traffic.interruption).toBe('possible');
    expect(plan.traffic.reasons).toEqual([expect.stringMatching(/^Web moves \(\w+\): .*a short gap is possible\.$/)]);
  });

  it('has a reason for every other change of its route: it applies to the new rule', () => {
    const route = between({}, { ServiceName: 'b', Hosts: ['a.example.com'] }).changes.find(
      ({ logicalId }) => logicalId === 'WebRoute',
    );
    const messages = new Map(route?.reasons.map(({ property, message }) => [property, message]));
    expect(messages.get('Membership')).toMatch(/^another one, so a new rule is created beside the old one/);
    messages.delete('Membership');
    expect(messages.size).toBeGreaterThan(2);
    for (const message of messages.values()) expect(message).toMatch(/^applies to the new rule/);
  });

  it('is deleted in the old place last, before the resources that it depends on', () => {
    const order = between({}, { Gateway: { Name: 'other' } })
      .steps.filter(({ phase }) => phase === 'clean-up')
      .map(({ logicalId }) => logicalId);
    expect(order.indexOf('Web')).toBeLessThan(order.indexOf('WebRoute'));
    expect(order.indexOf('Web')).toBeLessThan(order.indexOf('WebIngress'));
    expect(order.at(-1)).toBe('WebGateway');
  });

  it.each([
    ['the default pool by its name', {}, { Gateway: { Name: 'default' } }],
    ['the default cluster by its name', {}, { Cluster: 'default' }],
    ['a cluster by its ARN', { Cluster: 'a' }, { Cluster: 'arn:aws:ecs:eu-west-1:123456789012:cluster/a' }],
    ['the same subnets in another order', subnets('a', 'b'), subnets('b', 'a')],
    ['a refresh', {}, { Gateway: { Refresh: '1' } }],
  ])('does not move for %s', (_, one, other) => {
    const plan = between(one, other);
    expect(action(plan, 'WebGateway')).toMatch(/^update/);
    expect(action(plan, 'Web') ?? 'update').toMatch(/^update/);
    expect(plan.traffic.interruption).toBe('none');
  });

  it.each([
    ['other subnets', subnets('a', 'b'), subnets('a', 'c')],
    ['subnets of its own', {}, subnets('a', 'b')],
    ['a scheme where the subnets decided it', {}, { Gateway: { Scheme: 'internal' } }],
  ])('may move for %s', (_, one, other) => {
    const plan = between(one, other);
    expect(action(plan, 'WebGateway')).toBe('replace?');
    expect(action(plan, 'Web')).toMatch(/^replace\?$/);
    expect(plan.traffic.reasons).toEqual([expect.stringMatching(/^Web may move/)]);
  });

  it('cannot move and keep a fixed name, and the plan says so', () => {
    const fixed = { ServiceName: 'shop' };
    const plan = between(fixed, { ...fixed, Gateway: { Name: 'other' } });
    expect(plan.refusals).toEqual([
      expect.stringMatching(/^Web cannot move and keep its fixed ServiceName.*Change or remove/),
    ]);
    // In another cluster the name is free.
    expect(between(fixed, { ...fixed, Cluster: 'other' }).refusals).toEqual([]);
    const unsure = between(fixed, { ...fixed, ...subnets('a', 'b') });
    expect(unsure.refusals).toEqual([]);
    expect(unsure.cautions).toEqual([expect.stringMatching(/^If the service has to move: Web cannot/)]);
  });

  it('may move when the subnets that it names are replaced', () => {
    const subnet = (CidrBlock: string): Json => ({ Type: 'AWS::EC2::Subnet', Properties: { VpcId: 'vpc', CidrBlock } });
    const network = (block: string): StackVersion =>
      versionOf(
        { Image: 'nginx', NetworkConfiguration: { Subnets: [{ Ref: 'A' }, { Ref: 'B' }] } },
        { Resources: { A: subnet(`${block}.0/25`), B: subnet(`${block}.128/25`) } },
      );
    const plan = planBetween(network('10.0.0'), network('10.0.1'));
    expect(action(plan, 'WebGateway')).toBe('replace?');
    expect(plan.traffic.reasons).toEqual([
      expect.stringMatching(/^Web may move/),
      expect.stringMatching(/^A is replaced, B is replaced: /),
    ]);
  });
});

describe('a route that changes', () => {
  const hosts = (...Hosts: string[]): JsonObject => ({ Hosts });

  it('keeps its rule, and the plan says what it no longer answers', () => {
    const plan = between(hosts('a.example.com', 'b.example.com'), hosts('b.example.com', 'c.example.com'));
    expect(action(plan, 'WebRoute')).toBe('update');
    expect(describePlan(plan)).toMatch(
      /delete {2}WebRoute {2}Custom::ExpressRoute {2}its old claims; the rule remains$/m,
    );
    expect(plan.traffic).toEqual({
      interruption: 'possible',
      reasons: ['Web: no longer answers a.example.com.'],
    });
  });

  it.each([
    ['one more host', hosts('a.example.com'), hosts('a.example.com', 'b.example.com'), []],
    ['hosts instead of every host', {}, hosts('a.example.com'), ['Web: no longer answers what is not in Hosts.']],
    ['no hosts, so only its default path', hosts('a.example.com'), {}, ['Web: no longer answers a.example.com.']],
    ['only paths, so every host', { ...hosts('a.example.com'), Paths: ['/a/*'] }, { Paths: ['/a/*'] }, []],
    ['every path of a host', { ...hosts('a.example.com'), Paths: ['/a/*'] }, hosts('a.example.com'), []],
    ['only its default path', { Paths: ['/a/*'] }, {}, ['Web: no longer answers /a/*.']],
    [
      'some source addresses',
      {},
      { AllowedCidrs: ['10.0.0.0/8'] },
      [
        'Web: no longer answers what is not in AllowedCidrs, at once and not only when the update has succeeded; a roll back admits it again.',
      ],
    ],
    ['all source addresses', { AllowedCidrs: ['10.0.0.0/8'] }, {}, []],
    ['another priority', { Priority: 1 }, { Priority: 2 }, []],
  ])('matches %s', (_, one, other, reasons) => {
    const plan = between(one, other);
    expect(action(plan, 'WebRoute')).toBe('update');
    expect(plan.traffic.reasons).toEqual(reasons);
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ['another fixed priority', { Priority: 1 }, { Priority: 2 }, 'its old priority; the rule remains'],
    ['no fixed priority any more', { Priority: 1 }, {}, 'its old priority; the rule remains'],
    [
      'another host and a fixed priority',
      hosts('a.example.com'),
      { ...hosts('b.example.com'), Priority: 1 },
      'its old claims and priority; the rule remains',
    ],
  ])('gives up what it had before in the clean-up: %s', (_, one, other, what) => {
    const plan = between(one, other);
    expect(plan.changes.find(({ logicalId }) => logicalId === 'WebRoute')).toMatchObject({
      action: 'update',
      leftover: { certainty: 'certain', what },
    });
    expect(plan.steps.filter(({ phase }) => phase === 'clean-up').map(({ logicalId }) => logicalId)).toEqual([
      'WebRoute',
    ]);
  });

  it('gets an id with its fixed priority in it when an earlier version deployed it', () => {
    const [old, young] = [2, 3].map((Contract): StackVersion => {
      const version = versionOf({ Image: 'nginx', Priority: 7 });
      const { WebRoute, ...rest } = version.template.Resources as Record<string, { Properties: JsonObject }>;
      const route = { ...WebRoute, Properties: { ...WebRoute?.Properties, Contract } };
      return { ...version, template: { Resources: { ...rest, WebRoute: route } } };
    }) as [StackVersion, StackVersion];
    const change = planBetween(old, young).changes.find(({ logicalId }) => logicalId === 'WebRoute');
    expect(change?.leftover?.what).toBe('its old priority; the rule remains');
  });

  it('drops unknown hosts if only the update knows its new hosts', () => {
    const plan = between(hosts('a.example.com'), { Hosts: [{ 'Fn::ImportValue': 'host' }] });
    expect(action(plan, 'WebRoute')).toBe('update?');
    expect(plan.traffic.reasons).toEqual(['Web: no longer answers what Hosts no longer contains.']);
  });

  it.each([['Endpoint'], ['BaseUrl']])(
    'may have another %s, because only the gateway function decides which host is in it',
    (attribute) => {
      const Api = {
        Type: 'Express::Service',
        Properties: { Image: 'api', Environment: { WEB: { 'Fn::GetAtt': ['Web', attribute] } } },
      };
      const [one, other] = ['a.example.com', 'b.example.com'].map((host) =>
        versionOf({ Image: 'nginx', ...hosts(host) }, { Resources: { Api } }),
      );
      if (!one || !other) throw new Error('there must be two versions');
      expect(action(planBetween(one, other), 'ApiTaskDefinition')).toBe('replace?');
    },
  );
});

describe('traffic', () => {
  it('is interrupted when a service is deleted, unless it is kept', () => {
    const two = (more: JsonObject): StackVersion => versionOf({ Image: 'nginx' }, { Resources: more });
    const other = (attributes: JsonObject): JsonObject => ({
      Other: { Type: 'Express::Service', ...attributes, Properties: { Image: 'httpd' } },
    });
    const gone = planBetween(two(other({})), two({}));
    expect(gone.traffic).toEqual({
      interruption: 'certain',
      reasons: ['Other is deleted: it no longer answers.'],
    });
    const kept = planBetween(two(other({ DeletionPolicy: 'Retain' })), two({}));
    expect(kept.traffic.interruption).toBe('none');
  });

  it('may be interrupted when a resource on the way to a service is deleted or replaced', () => {
    const nat = (SubnetId: string): JsonObject => ({ Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId } } });
    const network = (more: JsonObject): StackVersion => versionOf({ Image: 'nginx' }, { Resources: more });
    expect(planBetween(network(nat('a')), network(nat('b'))).traffic.reasons).toEqual([
      expect.stringMatching(/^Nat is replaced: /),
    ]);
    expect(planBetween(network(nat('a')), network({})).traffic.reasons).toEqual([
      'Nat is deleted: requests that still pass through it fail.',
    ]);
  });

  it('may be interrupted when a service or target group outside of a block is replaced', () => {
    const native = (Cluster: string, VpcId: string): StackVersion => ({
      ...versionOf({ Image: 'nginx' }),
      template: {
        Resources: {
          Service: { Type: 'AWS::ECS::Service', Properties: { Cluster } },
          Group: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: { VpcId } },
        },
      },
    });
    expect(planBetween(native('a', 'a'), native('b', 'b')).traffic.reasons).toEqual([
      expect.stringMatching(/^Service is replaced: the traffic does not shift/),
      expect.stringMatching(/^Group is replaced: a new target group has no tasks/),
    ]);
  });

  it('is interrupted when a native Express Mode service is deleted, and may be when it is replaced', () => {
    const native = (logicalId: string, ServiceName: string): StackVersion => ({
      ...versionOf({ Image: 'nginx' }),
      template: {
        Resources: { [logicalId]: { Type: 'AWS::ECS::ExpressGatewayService', Properties: { ServiceName } } },
      },
    });
    expect(planBetween(native('Web', 'a'), versionOf({ Image: 'nginx' })).refusals).toEqual([
      expect.stringMatching(/^Web: CloudFormation refuses to change a resource's Type/),
    ]);
    expect(planBetween(native('Old', 'a'), versionOf({ Image: 'nginx' })).traffic).toEqual({
      interruption: 'certain',
      reasons: ['Old is deleted: it no longer answers.'],
    });
    expect(planBetween(native('Old', 'a'), native('Old', 'b')).traffic).toMatchObject({ interruption: 'possible' });
  });

  it('is not interrupted by a new service', () => {
    const { traffic } = planBetween(
      { ...versionOf({ Image: 'nginx' }), template: { Resources: {} } },
      versionOf({ Image: 'nginx' }),
    );
    expect(traffic).toEqual({ interruption: 'none', reasons: [] });
  });

  it('may be interrupted by a new health check path, which the running tasks may not answer', () => {
    const plan = between({}, { HealthCheckPath: '/health' });
    expect(plan.traffic).toEqual({
      interruption: 'possible',
      reasons: [
        'WebBlue (HealthCheckPath), WebGreen (HealthCheckPath): the new health check applies to the running tasks ' +
          'before new tasks start; tasks that fail it get no more requests and are stopped.',
      ],
    });
  });

  const CHECK = { Matcher: '200,301', TimeoutSeconds: 10, IntervalSeconds: 60, UnhealthyThresholdCount: 5 };

  it.each<[string, JsonObject, string]>([
    ['a narrower matcher', { HealthCheck: { ...CHECK, Matcher: '200-299' } }, 'Matcher'],
    ['a shorter timeout', { HealthCheck: { ...CHECK, TimeoutSeconds: 5 } }, 'HealthCheckTimeoutSeconds'],
    ['a shorter interval', { HealthCheck: { ...CHECK, IntervalSeconds: 30 } }, 'HealthCheckIntervalSeconds'],
    ['fewer failures', { HealthCheck: { ...CHECK, UnhealthyThresholdCount: 2 } }, 'UnhealthyThresholdCount'],
    [
      'another port',
      { HealthCheck: CHECK, Overrides: { Blue: { Properties: { HealthCheckPort: '8081' } } } },
      'HealthCheckPort',
    ],
    [
      'a timeout that is not known yet',
      { HealthCheck: { ...CHECK, TimeoutSeconds: { Ref: 'Later' } } },
      'HealthCheckTimeoutSeconds',
    ],
  ])('may be interrupted by %s', (_, properties, name) => {
    const { traffic } = between({ HealthCheck: CHECK }, properties);
    expect(traffic.interruption).toBe('possible');
    expect(traffic.reasons).toEqual([expect.stringContaining(`WebBlue (${name})`)]);
  });

  it.each<[string, JsonObject]>([
    ['a wider matcher', { Matcher: '200-301' }],
    [
      'a longer timeout and interval, and more failures',
      { TimeoutSeconds: 20, IntervalSeconds: 90, UnhealthyThresholdCount: 6 },
    ],
    ['more successes until a new task is healthy', { HealthyThresholdCount: 9 }],
    ['another grace period', { GracePeriodSeconds: 5 }],
  ])('is not interrupted by %s', (_, HealthCheck) => {
    const plan = between({ HealthCheck: CHECK }, { HealthCheck: { ...CHECK, ...HealthCheck } });
    expect(plan.traffic).toEqual({ interruption: 'none', reasons: [] });
    expect(plan.cautions).toEqual([]);
  });
});

describe('a service with a distribution', () => {
  const told: JsonObject = { Environment: { SELF: { 'Fn::GetAtt': ['Web', 'Endpoint'] } } };
  const edge: JsonObject = { Distribution: true };
  const other: JsonObject = { Gateway: { Name: 'other' } };
  const ahead = expect.stringMatching(
    /^WebDistribution: the service is told its own endpoint, so the distribution goes /,
  );

  it('gets and changes it in place, without an interruption', () => {
    const made = between({}, edge);
    expect([action(made, 'WebDistribution'), made.traffic.interruption]).toEqual(['create', 'none']);
    const changed = between(edge, { Distribution: { PriceClass: 'PriceClass_100' } });
    expect([action(changed, 'WebDistribution'), changed.traffic.interruption]).toEqual(['update', 'none']);
  });

  it('loses its URL with it', () => {
    expect(between(edge, {}).traffic).toEqual({
      interruption: 'possible',
      reasons: ['WebDistribution is deleted: requests that still pass through it fail.'],
    });
  });

  it('moves, and the distribution follows when the new tasks are healthy, or before if they are told the endpoint', () => {
    const plan = between(edge, { ...edge, ...other });
    expect(action(plan, 'WebDistribution')).toMatch(/^update/);
    const { after = [] } = plan.steps.find(({ logicalId }) => logicalId === 'WebDistribution') ?? {};
    expect(after).toContain('WebTraffic');
    expect(plan.traffic.reasons).not.toContainEqual(ahead);
    expect(between({ ...edge, ...told }, { ...edge, ...told, ...other }).traffic.reasons).toContainEqual(ahead);
  });

  it('changes its image, and nothing happens to the distribution, although the tasks are told the endpoint', () => {
    const plan = between({ ...edge, ...told }, { ...edge, ...told, Image: 'nginx:2' });
    expect(action(plan, 'WebDistribution')).toBeUndefined();
    expect(plan.traffic.interruption).toBe('none');
  });
});
