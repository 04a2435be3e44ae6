/** Sources: "Forward actions" and "Sticky sessions" of Application Load Balancers. */
import { route } from '../../../../../scripts/local-aws/elbv2/routing/route';
import { pickTarget, targetCookies } from '../../../../../scripts/local-aws/elbv2/routing/target';
import type { ListenerView, RoutedRequest, Stickiness } from '../../../../../scripts/local-aws/elbv2/routing/view';
import { forward, groupOf, listenerOf, request, target } from './listener';

const [blue, green] = [groupOf('blue'), groupOf('green')];

function chosen(listener: ListenerView, headers: RoutedRequest['headers'] = {}) {
  const decision = route(listener, request({ headers }));
  if (decision.type !== 'forward') throw new Error(`The decision is ${decision.type}`);
  return decision;
}

const names = (listener: ListenerView, count: number) =>
  Array.from({ length: count }, () => chosen(listener).group?.name ?? 'none');

/** The `Cookie` header of a client that took these cookies. */
const sent = (cookies: readonly string[]) => cookies.map((cookie) => cookie.split(';')[0]).join('; ');

describe('weighted target groups', () => {
  const weighted = (weights: Record<string, number>) =>
    listenerOf({ defaultActions: forward(weights), groups: [blue, green] });

  test('get their shares, as evenly spread as can be', () => {
    expect(names(weighted({ blue: 5, green: 1 }), 12).join(' ')).toBe(
      'blue blue blue green blue blue blue blue blue green blue blue',
    );
  });

  test.each([
    [95, 5],
    [10, 20],
    [999, 1],
    [1, 1],
  ])('of %d and %d get exactly that of as many requests', (first, second) => {
    const got = names(weighted({ blue: first, green: second }), first + second);
    expect(got.filter((name) => name === 'green')).toHaveLength(second);
  });

  test('of weight 0 get nothing; if all weights are 0, there is no group', () => {
    expect(new Set(names(weighted({ blue: 0, green: 7 }), 20))).toEqual(new Set(['green']));
    expect(chosen(weighted({ blue: 0, green: 0 })).group).toBeUndefined();
    expect(chosen(weighted({ blue: 0 })).group).toBeUndefined();
  });

  test('keep their shares if they have no targets: there is no failover', () => {
    const empty = groupOf('green', { routable: [] });
    const listener = listenerOf({ defaultActions: forward({ blue: 1, green: 1 }), groups: [blue, empty] });
    const picked = Array.from({ length: 4 }, () => {
      const { group } = chosen(listener);
      return group && pickTarget(group, request());
    });
    expect(picked.filter((each) => each === undefined)).toHaveLength(2);
  });

  test('a forward to one group in the short form needs no weight', () => {
    const short = listenerOf({ defaultActions: [{ Type: 'forward', TargetGroupArn: 'green' }], groups: [blue, green] });
    expect(chosen(short).group?.name).toBe('green');
  });
});

describe('group stickiness', () => {
  let now = 1_000_000;
  const listener = listenerOf({
    defaultActions: forward({ blue: 1, green: 1 }, 60),
    groups: [blue, green],
    now: () => now,
  });

  test('keeps a client with the group of its cookie for the duration, which begins again with each request', () => {
    const first = chosen(listener);
    const cookie = sent(first.cookies);
    const again = Array.from({ length: 5 }, () => chosen(listener, { cookie: `a=b; ${cookie}; c=d` }));
    expect(new Set(again.map(({ group }) => group))).toEqual(new Set([first.group]));
    now += 50_000;
    const renewed = sent(chosen(listener, { cookie }).cookies);
    now += 50_000;
    const later = Array.from({ length: 4 }, () => chosen(listener, { cookie: renewed }).group);
    expect(new Set(later)).toEqual(new Set([first.group]));
    const over = Array.from({ length: 4 }, () => chosen(listener, { cookie }).group);
    expect(new Set(over).size).toBe(2);
  });

  test('sets AWSALBTG, and AWSALBTGCORS for requests from other sites, both with an expiry of seven days', () => {
    const { cookies, group } = chosen(listener);
    const expires = new Date(now + 7 * 24 * 3600 * 1000).toUTCString();
    expect(cookies).toEqual([
      expect.stringMatching(new RegExp(`^AWSALBTG=[\\w+/=]+; Expires=${expires}; Path=/$`)),
      expect.stringMatching(new RegExp(`^AWSALBTGCORS=[\\w+/=]+; Expires=${expires}; Path=/; SameSite=None; Secure$`)),
    ]);
    const fromOtherSite = { cookie: sent(cookies.slice(1)) };
    expect([1, 2].map(() => chosen(listener, fromOtherSite).group)).toEqual([group, group]);
  });

  test('is not fooled by a cookie that cannot be read, or that names another group', () => {
    for (const cookie of ['AWSALBTG=%%%', 'AWSALBTG=', 'AWSALBTG=bnVsbA==', 'AWSALBTG=e30=', 'XAWSALBTG=x']) {
      const groups = Array.from({ length: 2 }, () => chosen(listener, { cookie }).group);
      expect(new Set(groups).size).toBe(2);
    }
  });

  test('goes on for a group whose weight has become 0', () => {
    const first = chosen(listener);
    const cookie = sent(first.cookies);
    const other = first.group === blue ? 'green' : 'blue';
    const weights = { blue: other === 'blue' ? 1 : 0, green: other === 'green' ? 1 : 0 };
    const moved = listenerOf({ defaultActions: forward(weights, 60), groups: [blue, green], now: () => now });
    expect(chosen(moved, { cookie }).group).toBe(first.group);
    expect(chosen(moved).group?.name).toBe(other);
  });

  test('a rule without it sets no cookie', () => {
    expect(chosen(listenerOf({ defaultActions: forward({ blue: 1 }), groups: [blue] })).cookies).toEqual([]);
  });
});

describe('the targets of a group', () => {
  test('take turns', () => {
    const group = groupOf('g', { routable: [target('a'), target('b'), target('c')] });
    const ids = Array.from({ length: 7 }, () => pickTarget(group, request())?.id);
    expect(ids).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
  });

  test('are left out for a request that could not reach them', () => {
    const [a, b] = [target('a'), target('b')];
    const group = groupOf('g', { routable: [a, b] });
    expect([1, 2, 3].map(() => pickTarget(group, request(), new Set([a]))?.id)).toEqual(['b', 'b', 'b']);
    expect(pickTarget(group, request(), new Set([a, b]))).toBeUndefined();
    expect(pickTarget(groupOf('g', { routable: [] }), request())).toBeUndefined();
  });

  test('get the next request when they are least busy, if the group says so', () => {
    const routable = [target('a'), target('b'), target('c')];
    const [a, b, c] = routable;
    if (a === undefined || b === undefined || c === undefined) throw new Error('There are three targets');
    Object.assign(a, { outstanding: 3 });
    Object.assign(b, { outstanding: 1 });
    Object.assign(c, { outstanding: 2 });
    const group = groupOf('g', { routable, algorithm: 'least_outstanding_requests' });
    expect(pickTarget(group, request())).toBe(b);
    expect(pickTarget(group, request(), new Set([b]))).toBe(c);
    Object.assign(a, { outstanding: 1 });
    Object.assign(c, { outstanding: 1 });
    expect(new Set([1, 2, 3].map(() => pickTarget(group, request())))).toEqual(new Set([a, b, c]));
    expect(pickTarget(groupOf('g', { routable: [], algorithm: 'least_outstanding_requests' }), request())).toBe(
      undefined,
    );
  });
});

describe('target stickiness', () => {
  let now = 0;
  const sticky = (stickiness: Stickiness) =>
    groupOf('g', { routable: [target('a', 8080), target('b', 8080)], stickiness, now: () => now });
  const LB: Stickiness = { type: 'lb_cookie', seconds: 60 };
  const APP: Stickiness = { type: 'app_cookie', seconds: 60, cookieName: 'session' };

  test('by a cookie of the load balancer keeps a client with its target for the duration', () => {
    const group = sticky(LB);
    const first = pickTarget(group, request());
    if (first === undefined) throw new Error('No target');
    const cookies = targetCookies(group, first, request(), {});
    expect(cookies.map((cookie) => cookie.split('=')[0])).toEqual(['AWSALB', 'AWSALBCORS']);
    const bound = request({ headers: { cookie: sent(cookies) } });
    expect([1, 2, 3].map(() => pickTarget(group, bound))).toEqual([first, first, first]);
    now += 60_000;
    expect(new Set([1, 2].map(() => pickTarget(group, bound))).size).toBe(2);
  });

  test('goes to another target if the one of the cookie gets no requests, or could not be reached', () => {
    const group = sticky(LB);
    const [a, b] = group.routable;
    if (a === undefined || b === undefined) throw new Error('There are two targets');
    const bound = request({ headers: { cookie: sent(targetCookies(group, a, request(), {})) } });
    expect(pickTarget(group, bound, new Set([a]))).toBe(b);
    expect(pickTarget({ ...group, routable: [b] }, bound)).toBe(b);
  });

  test('by a cookie of the application begins when the target sets that cookie', () => {
    const group = sticky(APP);
    const [a, b] = group.routable;
    if (a === undefined || b === undefined) throw new Error('There are two targets');
    expect(targetCookies(group, a, request(), {})).toEqual([]);
    expect(targetCookies(group, a, request(), { 'set-cookie': ['sessions=1'] })).toEqual([]);
    const cookies = targetCookies(group, a, request(), { 'set-cookie': ['other=1', 'session=x; Path=/'] });
    expect(cookies).toEqual([expect.stringMatching(/^AWSALBAPP-0=[\w+/=]+; Expires=[^;]+; Path=\/$/)]);
    const both = request({ headers: { cookie: `session=x; ${sent(cookies)}` } });
    expect([1, 2].map(() => pickTarget(group, both))).toEqual([a, a]);
    expect(targetCookies(group, a, both, {})).toHaveLength(1);
    const alone = request({ headers: { cookie: sent(cookies) } });
    expect(new Set([1, 2].map(() => pickTarget(group, alone))).size).toBe(2);
  });

  test('by a cookie of the application is for other sites, too, in Chrome 80 and above', () => {
    const group = sticky(APP);
    const [a = target('a')] = group.routable;
    const agent = (version: number) =>
      targetCookies(group, a, request({ headers: { 'user-agent': `Mozilla/5.0 Chrome/${version}.0` } }), {
        'set-cookie': ['session=x'],
      })[0];
    expect(agent(80)).toContain('; SameSite=None; Secure');
    expect(agent(79)).not.toContain('SameSite');
  });
});
