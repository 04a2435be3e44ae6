import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  type CreateRuleCommandInput,
  CreateTargetGroupCommand,
  DeleteRuleCommand,
  DescribeRulesCommand,
  ModifyRuleCommand,
  type ModifyRuleCommandInput,
  type RuleTransform,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clients, defaultNetwork, errorOf } from '../fixtures';

const ABSENT: Action[] = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
const REWRITE: RuleTransform = {
  Type: 'url-rewrite',
  UrlRewriteConfig: { Rewrites: [{ Regex: '^/a/?(.*)$', Replace: '/$1' }] },
};

let aws: LocalAws;
let elb: ReturnType<typeof clients>['elb'];
let listener: string;
let other: string;
let blue: string;
let green: string;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100, elbQuotas: { rules: 12, targetGroupsPerLoadBalancer: 4 } });
  const made = clients(aws);
  elb = made.elb;
  const { vpcId, subnetIds } = await defaultNetwork(made.ec2);
  const balancer = async (Name: string) => {
    const { LoadBalancers = [] } = await elb.send(
      new CreateLoadBalancerCommand({ Name, Subnets: subnetIds.slice(0, 2) }),
    );
    const input = {
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: ABSENT,
    } as const;
    const { Listeners = [] } = await elb.send(new CreateListenerCommand({ ...input, DefaultActions: ABSENT }));
    return Listeners[0]?.ListenerArn ?? '';
  };
  [listener, other] = [await balancer('one'), await balancer('two')];
  group = async (Name) => {
    const { TargetGroups = [] } = await elb.send(
      new CreateTargetGroupCommand({ Name, Protocol: 'HTTP', Port: 80, VpcId: vpcId, TargetType: 'ip' }),
    );
    return TargetGroups[0]?.TargetGroupArn ?? '';
  };
  [blue, green] = [await group('blue'), await group('green')];
});
afterAll(() => aws.stop());
afterEach(async () => {
  for (const ListenerArn of [listener, other]) {
    for (const { RuleArn, IsDefault } of (await elb.send(new DescribeRulesCommand({ ListenerArn }))).Rules ?? []) {
      if (!IsDefault) await elb.send(new DeleteRuleCommand({ RuleArn }));
    }
  }
});

let group: (name: string) => Promise<string>;

async function create(Priority: number, change: Partial<CreateRuleCommandInput> = {}) {
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a', '/a/*'] } }];
  const { Rules = [] } = await elb.send(
    new CreateRuleCommand({ ListenerArn: listener, Priority, Conditions, Actions: ABSENT, ...change }),
  );
  return { ...Rules[0], arn: Rules[0]?.RuleArn ?? '' };
}

const rules = async (ListenerArn = listener) => (await elb.send(new DescribeRulesCommand({ ListenerArn }))).Rules ?? [];
const priorities = async () => (await rules()).map(({ Priority }) => Priority);
const weighted = (first: number, second: number): Action => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: [
      { TargetGroupArn: blue, Weight: first },
      { TargetGroupArn: green, Weight: second },
    ],
  },
});

test('rules are described in the order of their priorities, the default rule last', async () => {
  for (const priority of [300, 20, 1000, 3]) await create(priority);
  expect(await priorities()).toEqual(['3', '20', '300', '1000', 'default']);
});

test('a page of rules continues where the page before ended', async () => {
  for (const priority of [1, 2, 3, 4]) await create(priority);
  const first = await elb.send(new DescribeRulesCommand({ ListenerArn: listener, PageSize: 2 }));
  await elb.send(new DeleteRuleCommand({ RuleArn: first.Rules?.[0]?.RuleArn }));
  const second = await elb.send(
    new DescribeRulesCommand({ ListenerArn: listener, PageSize: 2, Marker: first.NextMarker }),
  );
  const third = await elb.send(
    new DescribeRulesCommand({ ListenerArn: listener, PageSize: 2, Marker: second.NextMarker }),
  );
  const seen = [first, second, third].map(({ Rules = [] }) => Rules.map(({ Priority }) => Priority));
  expect(seen).toEqual([['1', '2'], ['3', '4'], ['default']]);
  expect(third.NextMarker).toBeUndefined();
});

test('a priority that another rule of the listener has is refused', async () => {
  await create(5);
  expect((await errorOf(create(5))).name).toBe('PriorityInUseException');
  await create(5, { ListenerArn: other });
});

test('of many concurrent requests for one priority, one succeeds', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => create(7)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test.each([0, -1, 50_001, 100_000])('the priority %d is refused', async (priority) => {
  expect(await errorOf(create(priority))).toMatchObject({
    name: 'ValidationError',
    message: expect.stringContaining("between '1' and '50000'"),
  });
});

test('rules can swap priorities in one call, and a rule may keep its own', async () => {
  const [one, two, three] = [await create(1), await create(2), await create(3)];
  const RulePriorities = [
    { RuleArn: one.arn, Priority: 2 },
    { RuleArn: two.arn, Priority: 1 },
    { RuleArn: three.arn, Priority: 3 },
  ];
  await elb.send(new SetRulePrioritiesCommand({ RulePriorities }));
  expect((await rules()).map(({ RuleArn }) => RuleArn).slice(0, 3)).toEqual([two.arn, one.arn, three.arn]);
  const taken = elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn: one.arn, Priority: 3 }] }));
  expect((await errorOf(taken)).name).toBe('PriorityInUseException');
  expect(await priorities()).toEqual(['1', '2', '3', 'default']);
  await create(4);
});

test("rules beyond the load balancer's quota are refused", async () => {
  for (let priority = 1; priority <= 12; priority++) await create(priority);
  expect((await errorOf(create(13))).name).toBe('TooManyRulesException');
  await create(1, { ListenerArn: other });
});

test('transforms are kept, and can be changed alone and reset', async () => {
  const { arn, Transforms } = await create(1, { Transforms: [REWRITE] });
  expect(Transforms).toEqual([REWRITE]);
  const modify = async (change: Partial<ModifyRuleCommandInput>) => {
    await elb.send(new ModifyRuleCommand({ RuleArn: arn, ...change }));
    return (await rules())[0];
  };
  const hosts = [{ Field: 'host-header', HostHeaderConfig: { Values: ['a.example.com'] } }];
  expect(await modify({ Conditions: hosts })).toMatchObject({ Transforms: [REWRITE], Conditions: hosts });
  const changed = { ...REWRITE, UrlRewriteConfig: { Rewrites: [{ Regex: '^/b', Replace: '/' }] } };
  expect(await modify({ Transforms: [changed] })).toMatchObject({ Transforms: [changed], Conditions: hosts });
  expect((await modify({ ResetTransforms: true }))?.Transforms).toBeUndefined();
});

test.each([
  ['of an unknown type', [{ Type: 'other' }]],
  ['twice', [REWRITE, REWRITE]],
  ['without a rewrite', [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [] } }]],
  ['with a lookbehind', [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: '(?<=a)b', Replace: '' }] } }]],
  [
    'of 1,025 characters',
    [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Regex: 'a', Replace: 'b'.repeat(1025) }] } }],
  ],
  ['without a regular expression', [{ Type: 'url-rewrite', UrlRewriteConfig: { Rewrites: [{ Replace: '/' }] } }]],
])('a transform %s is refused', async (_, Transforms) => {
  const input = { Transforms } as Partial<CreateRuleCommandInput>;
  expect((await errorOf(create(1, input))).name).toBe('ValidationError');
});

test('a modification changes only what it names: weights stay if conditions change', async () => {
  const { arn } = await create(1, { Actions: [weighted(0, 100)] });
  const Conditions = [{ Field: 'path-pattern', Values: ['/b'] }];
  await elb.send(new ModifyRuleCommand({ RuleArn: arn, Conditions }));
  const [rule] = await rules();
  expect(rule?.Actions?.[0]?.ForwardConfig?.TargetGroups?.map(({ Weight }) => Weight)).toEqual([0, 100]);
  expect((await errorOf(elb.send(new ModifyRuleCommand({ RuleArn: arn })))).name).toBe('ValidationError');
});

test('a forward action with one target group is described in both forms', async () => {
  const simple = await create(1, { Actions: [{ Type: 'forward', TargetGroupArn: blue }] });
  expect(simple.Actions?.[0]).toMatchObject({
    TargetGroupArn: blue,
    ForwardConfig: { TargetGroups: [{ TargetGroupArn: blue, Weight: 1 }] },
  });
  const long = await create(2, {
    Actions: [{ Type: 'forward', ForwardConfig: { TargetGroups: [{ TargetGroupArn: green }] } }],
  });
  expect(long.Actions?.[0]?.TargetGroupArn).toBe(green);
  const read = (await rules())[0]?.Actions ?? [];
  await elb.send(new ModifyRuleCommand({ RuleArn: simple.arn, Actions: read }));
});

describe('conditions', () => {
  const path = (...Values: string[]) => ({ Field: 'path-pattern', PathPatternConfig: { Values } });
  const host = (...Values: string[]) => ({ Field: 'host-header', HostHeaderConfig: { Values } });
  const source = (...Values: string[]) => ({ Field: 'source-ip', SourceIpConfig: { Values } });
  const hostRegex = (...RegexValues: string[]) => ({ Field: 'host-header', HostHeaderConfig: { RegexValues } });
  const header = (HttpHeaderName: string, values: { Values?: string[]; RegexValues?: string[] }) => ({
    Field: 'http-header',
    HttpHeaderConfig: { HttpHeaderName, ...values },
  });
  const method = (...Values: string[]) => ({ Field: 'http-request-method', HttpRequestMethodConfig: { Values } });

  test.each([
    ['none', [], 'A condition must be specified'],
    ['without a field', [{ PathPatternConfig: { Values: ['/'] } }], 'field must be specified'],
    ['with an unknown field', [{ Field: 'color', Values: ['red'] }], 'must be one of'],
    ['two of one field', [host('a.com'), host('b.com')], "one condition with field 'host-header'"],
    ['without a value', [path()], 'value must be specified'],
    ['with an empty value', [path('')], 'cannot be empty'],
    ['six values', [path('/1', '/2', '/3', '/4'), host('a.com', 'b.com')], "'5' condition values"],
    ['seven wildcards', [path('/?*', '/*?', '/???')], 'wildcards'],
    ['a blank in a path', [path('/a b')], 'not valid'],
    ['a slash in a host', [host('a.com/b')], 'not valid'],
    ['129 characters', [path(`/${'a'.repeat(128)}`)], 'too long'],
    ['a prefix length of IPv4 above 32', [source('10.0.0.0/33')], 'not valid'],
    ['an address that is none', [source('300.1.1.1/8')], 'not valid'],
    ['an address without a prefix length', [source('10.0.0.1')], 'not valid'],
    [
      'a method in lower case',
      [{ Field: 'http-request-method', HttpRequestMethodConfig: { Values: ['get'] } }],
      'not valid',
    ],
    ['255.255.255.255/32', [source('255.255.255.255/32')], 'not valid'],
    ['a header without a name', [header('', { Values: ['a'] })], 'HttpHeaderName'],
    ['a header of 41 characters', [header('a'.repeat(41), { Values: ['a'] })], 'HttpHeaderName'],
    ['a blank in the name of a header', [header('a b', { Values: ['a'] })], 'HttpHeaderName'],
    ['the header Host', [header('hOst', { Values: ['a'] })], 'host-header condition'],
    ['values and regular expressions', [header('A', { Values: ['a'], RegexValues: ['b'] })], 'not both'],
    ['a regular expression of a method', [{ ...method('GET'), RegexValues: ['G'] }], "cannot have 'RegexValues'"],
    ['an empty regular expression', [hostRegex('')], 'cannot be empty'],
    ['a regular expression of 129 characters', [hostRegex('a'.repeat(129))], 'too long'],
    ['a regular expression that is none', [hostRegex('(')], "'(' is not a valid regular expression"],
    ['a lookahead', [hostRegex('a(?=b)')], 'lookaheads'],
    ['a backreference', [hostRegex('(a)\\1')], 'backreferences'],
  ])('are refused: %s', async (_, Conditions, text) => {
    expect((await errorOf(create(1, { Conditions }))).message).toContain(text);
    expect(await priorities()).toEqual(['default']);
  });

  test('of every field are kept as they were sent', async () => {
    const Conditions = [
      host('*.example.com'),
      path('/a~b/*'),
      source('10.0.0.0/8'),
      { Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-A', Values: ['b'] } },
      { Field: 'query-string', QueryStringConfig: { Values: [{ Key: 'k', Value: 'v' }] } },
    ];
    expect((await create(1, { Conditions })).Conditions).toEqual(Conditions);
  });

  test('with regular expressions are kept as they were sent, beside others', async () => {
    const Conditions = [
      hostRegex('^(.*)\\.example\\.com$'),
      header('X-A', { RegexValues: ['a', 'b'] }),
      { Field: 'path-pattern', PathPatternConfig: { RegexValues: ['^/a|b$'] } },
      method('GET'),
    ];
    const { arn, Conditions: made } = await create(1, { Conditions });
    expect(made).toEqual(Conditions);
    const changed = [{ Field: 'host-header', RegexValues: ['^a'] }];
    const { Rules = [] } = await elb.send(new ModifyRuleCommand({ RuleArn: arn, Conditions: changed }));
    expect(Rules[0]?.Conditions).toEqual(changed);
    expect((await rules())[0]?.Conditions).toEqual(changed);
    const plain = [host('a.com')];
    await elb.send(new ModifyRuleCommand({ RuleArn: arn, Conditions: plain }));
    expect((await rules())[0]?.Conditions).toEqual(plain);
  });
});

describe('redirects', () => {
  const redirect = (change: object): Action[] => [
    { Type: 'redirect', RedirectConfig: { StatusCode: 'HTTP_301', Host: 'a.com', ...change } },
  ];

  test.each([
    ['to another protocol', { Protocol: 'FTP' }, 'ValidationError', "must be one of 'HTTP, HTTPS, #{protocol}'"],
    ['to port 0', { Port: '0' }, 'ValidationError', "between '1' and '65535'"],
    ['to port 70000', { Port: '70000' }, 'ValidationError', "between '1' and '65535'"],
    ['to a path without a slash', { Path: 'a' }, 'ValidationError', "start with '/'"],
    ['to a host of 129 characters', { Host: 'a'.repeat(129) }, 'ValidationError', 'longer than'],
    ['with another status', { StatusCode: 'HTTP_307' }, 'ValidationError', 'status code'],
    ['to where it comes from', { Host: '#{host}', Path: '/#{path}' }, 'InvalidLoadBalancerActionException', 'a loop'],
    ['with only another query', { Host: undefined, Query: 'a' }, 'InvalidLoadBalancerActionException', 'a loop'],
  ])('%s are refused', async (_, change, name, message) => {
    expect(await errorOf(create(1, { Actions: redirect(change) }))).toMatchObject({
      name,
      message: expect.stringContaining(message),
    });
    expect(await priorities()).toEqual(['default']);
  });

  test('are kept as they were sent', async () => {
    const Actions = redirect({ Protocol: 'HTTPS', Port: '443', Host: '#{host}', Path: '/#{path}', Query: '#{query}' });
    expect((await create(1, { Actions })).Actions).toEqual(Actions);
  });
});

describe('actions', () => {
  const tuple = (TargetGroupArn: string, Weight = 1) => ({ TargetGroupArn, Weight });
  const forward = (...TargetGroups: ReturnType<typeof tuple>[]): Action => ({
    Type: 'forward',
    ForwardConfig: { TargetGroups },
  });

  test.each<[string, () => Action[], string, string]>([
    ['none', () => [], 'ValidationError', 'An action must be specified'],
    ['two that answer', () => [...ABSENT, ...ABSENT], 'InvalidLoadBalancerActionException', 'no other'],
    ['a forward to nobody', () => [{ Type: 'forward' }], 'ValidationError', 'target group ARN'],
    ['a forward to a group twice', () => [forward(tuple(blue), tuple(blue))], 'ValidationError', 'more than once'],
    ['a weight of 1000', () => [forward(tuple(blue, 1000))], 'ValidationError', "'0' and '999'"],
    ['a group that is not there', () => [forward(tuple(`${blue}0`))], 'TargetGroupNotFoundException', 'not found'],
    [
      'two forms that differ',
      () => [{ ...forward(tuple(blue)), TargetGroupArn: green }],
      'ValidationError',
      'same target group',
    ],
    ['six groups', () => [forward(...'123456'.split('').map((n) => tuple(blue + n)))], 'TooManyTargetsException', '5'],
    [
      'a login over HTTP',
      () => [
        { Type: 'authenticate-cognito', Order: 1 },
        { ...ABSENT[0], Type: 'fixed-response', Order: 2 },
      ],
      'InvalidLoadBalancerActionException',
      'only on HTTPS listeners',
    ],
  ])('are refused: %s', async (_, actions, name, text) => {
    const error = await errorOf(create(1, { Actions: actions() }));
    expect([error.name, error.message]).toEqual([name, expect.stringContaining(text)]);
  });

  test('bind a target group to one load balancer until the rule is deleted', async () => {
    const { arn } = await create(1, { Actions: [weighted(1, 0)] });
    const elsewhere = () => create(1, { ListenerArn: other, Actions: [forward(tuple(green))] });
    const error = await errorOf(elsewhere());
    expect([error.name, error.message]).toEqual([
      'TargetGroupAssociationLimitException',
      expect.stringContaining(green),
    ]);
    await create(2, { Actions: [forward(tuple(green))] });
    await elb.send(new DeleteRuleCommand({ RuleArn: arn }));
    expect((await errorOf(elsewhere())).name).toBe('TargetGroupAssociationLimitException');
    await elb.send(new ModifyRuleCommand({ RuleArn: (await rules())[0]?.RuleArn, Actions: ABSENT }));
    await elsewhere();
  });

  test("are refused beyond the load balancer's quota of target groups", async () => {
    const more = [await group('m1'), await group('m2'), await group('m3')];
    await create(1, { Actions: [weighted(1, 0)] });
    await create(2, { Actions: [forward(...more.slice(0, 2).map((arn) => tuple(arn)))] });
    const error = await errorOf(create(3, { Actions: [forward(tuple(more[2] ?? ''))] }));
    expect(error.name).toBe('TooManyUniqueTargetGroupsPerLoadBalancerException');
  });
});

test('a rule or a listener that does not exist is not found', async () => {
  const { arn } = await create(1);
  await elb.send(new DeleteRuleCommand({ RuleArn: arn }));
  const calls = [
    elb.send(new DeleteRuleCommand({ RuleArn: arn })),
    elb.send(new DescribeRulesCommand({ RuleArns: [arn] })),
    elb.send(new ModifyRuleCommand({ RuleArn: arn, Actions: ABSENT })),
    elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn: arn, Priority: 1 }] })),
  ];
  for (const error of await Promise.all(calls.map(errorOf))) expect(error.name).toBe('RuleNotFoundException');
  for (const call of [create(1, { ListenerArn: `${listener}0` }), rules(`${listener}0`)]) {
    expect((await errorOf(call)).name).toBe('ListenerNotFoundException');
  }
});

test('the default rule can be neither deleted, nor modified, nor moved', async () => {
  const RuleArn = (await rules())[0]?.RuleArn ?? '';
  const calls = [
    elb.send(new DeleteRuleCommand({ RuleArn })),
    elb.send(new ModifyRuleCommand({ RuleArn, Actions: ABSENT })),
    elb.send(new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn, Priority: 1 }] })),
  ];
  for (const error of await Promise.all(calls.map(errorOf))) expect(error.name).toBe('OperationNotPermittedException');
  expect((await elb.send(new DescribeRulesCommand({ RuleArns: [RuleArn] }))).Rules).toHaveLength(1);
});

test('rules are described by listener or by ARN, not by both and not by neither', async () => {
  for (const input of [{}, { ListenerArn: listener, RuleArns: ['a'] }]) {
    expect((await errorOf(elb.send(new DescribeRulesCommand(input)))).name).toBe('ValidationError');
  }
});
