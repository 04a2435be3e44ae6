/** Sources: "Condition types for listener rules" of Application Load Balancers, and the API reference of each condition. */
import { route } from '../../../../../scripts/local-aws/elbv2/routing/route';
import { answer, bodyOf, listenerOf, meets, request } from './listener';

const host = (...Values: string[]) => ({ Field: 'host-header', HostHeaderConfig: { Values } });
const path = (...Values: string[]) => ({ Field: 'path-pattern', PathPatternConfig: { Values } });
const header = (HttpHeaderName: string, ...Values: string[]) => ({
  Field: 'http-header',
  HttpHeaderConfig: { HttpHeaderName, Values },
});
const method = (...Values: string[]) => ({ Field: 'http-request-method', HttpRequestMethodConfig: { Values } });
const query = (...Values: { Key?: string; Value: string }[]) => ({
  Field: 'query-string',
  QueryStringConfig: { Values },
});
const source = (...Values: string[]) => ({ Field: 'source-ip', SourceIpConfig: { Values } });

describe('a host condition', () => {
  test.each([
    ['example.com', 'example.com', true],
    ['example.com', 'EXAMPLE.com', true],
    ['Example.COM', 'example.com', true],
    ['example.com', 'example.com:8080', true],
    ['*.example.com', 'test.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', '.example.com', true],
    ['a?.example.com', 'ab.example.com', true],
    ['a?.example.com', 'a.example.com', false],
    ['a?.example.com', 'abc.example.com', false],
    ['a.example.com', 'aXexample.com', false],
    ['example.com', 'www.example.com', false],
  ])('%s and %s: %s', (pattern, name, met) => {
    expect(meets(host(pattern), { host: name })).toBe(met);
  });

  test('is met by one of its values, in the older form, too', () => {
    expect(meets(host('a.com', 'b.com'), { host: 'b.com' })).toBe(true);
    expect(meets({ Field: 'host-header', Values: ['b.com'] }, { host: 'b.com' })).toBe(true);
  });
});

describe('a path condition', () => {
  test.each([
    ['/img/*', '/img/picture.jpg', true],
    ['/img/*', '/img/', true],
    ['/img/*', '/img', false],
    ['/img/*/pics', '/img/a/b/pics', true],
    ['/img/*/pics', '/img/pics', false],
    ['/img', '/IMG', false],
    ['/v?', '/v1', true],
    ['/v?', '/v', false],
    ['/a.b', '/axb', false],
    ['/a+b$', '/a+b$', true],
    ['*', '/anything/at/all', true],
    ['/*a*?', '/aa', true],
    ['/*a*?', '/ba', false],
    ['/a*b?d*', '/abcabxd', true],
    ['**', '', true],
    ['/?*', '/', false],
  ])('%s and %s: %s', (pattern, name, met) => {
    expect(meets(path(pattern), { path: name })).toBe(met);
  });

  test('of many wildcards is compared with a long path that almost fits', () => {
    const long = '/a'.repeat(4000);
    expect(meets(path(`${'*/a'.repeat(40)}*b`), { path: long })).toBe(false);
    expect(meets(path(`${'*/a'.repeat(40)}*b`), { path: `${long}b` })).toBe(true);
  });

  test('does not see the query', () => {
    expect(meets(path('/a'), { path: '/a', query: 'b=c' })).toBe(true);
    expect(meets(path('*b=c'), { path: '/a', query: 'b=c' })).toBe(false);
  });

  test('sees the path after its normalization', () => {
    expect(meets(path('/admin/*'), { path: '/public/../admin/x' })).toBe(true);
    expect(meets(path('/admin'), { path: '/%61dmin' })).toBe(true);
    expect(meets(path('/a/'), { path: '/a/b/..' })).toBe(true);
    expect(meets(path('/'), { path: '/../..' })).toBe(true);
    expect(meets(path('/a/b'), { path: '/a/./b' })).toBe(true);
    expect(meets(path('/a/b'), { path: '/a%2Fb' })).toBe(false);
  });
});

describe('a header condition', () => {
  test('does not look at the case of the name and of the value', () => {
    expect(meets(header('User-Agent', '*chrome*'), { headers: { 'user-agent': 'Mozilla Chrome/9' } })).toBe(true);
    expect(meets(header('X-VERSION', 'Beta'), { headers: { 'x-version': 'bETA' } })).toBe(true);
    expect(meets(header('X-VERSION', 'Beta'), { headers: { 'x-version': 'beta 2' } })).toBe(false);
    expect(meets(header('X-Version', '*'), { headers: {} })).toBe(false);
  });

  test('looks at each of several headers of that name', () => {
    expect(meets(header('X-A', 'two'), { headers: { 'x-a': ['one', 'two'] } })).toBe(true);
  });

  test('does not find what every object has', () => {
    expect(meets(header('constructor', '*'), { headers: {} })).toBe(false);
  });

  test('takes a backslash as it is', () => {
    expect(meets(header('X-A', 'a\\*'), { headers: { 'x-a': 'a\\b' } })).toBe(true);
  });

  test('must be met as often as there are such conditions', () => {
    const both = [header('X-A', '*one*'), header('X-A', '*two*')];
    expect(meets(both, { headers: { 'x-a': 'one two' } })).toBe(true);
    expect(meets(both, { headers: { 'x-a': 'one' } })).toBe(false);
  });
});

test('a method condition takes the exact method, standard or not', () => {
  expect(meets(method('GET', 'PURGE'), { method: 'PURGE' })).toBe(true);
  expect(meets(method('GET'), { method: 'HEAD' })).toBe(false);
  expect(meets(method('GET'), { method: 'get' })).toBe(false);
});

describe('a query condition', () => {
  test.each<[{ Key?: string; Value: string }, string, boolean]>([
    [{ Key: 'version', Value: 'v1' }, 'version=v1', true],
    [{ Key: 'version', Value: 'v1' }, 'a=b&VERSION=V1', true],
    [{ Key: 'version', Value: 'v1' }, 'version=v12', false],
    [{ Key: 'version', Value: 'v1' }, 'other=v1', false],
    [{ Value: '*example*' }, 'any=an-example', true],
    [{ Value: 'example' }, 'example', false],
    [{ Key: 'v?', Value: '*' }, 'v2=', true],
    [{ Key: 'v?', Value: '*' }, 'v2', true],
    [{ Key: 'q', Value: 'a\\*b' }, 'q=a*b', true],
    [{ Key: 'q', Value: 'a\\*b' }, 'q=aXb', false],
    [{ Key: 'q', Value: 'a\\?' }, 'q=ab', false],
    [{ Key: 'q', Value: '*' }, '', false],
  ])('%j and %s: %s', (pair, text, met) => {
    expect(meets(query(pair), { query: text })).toBe(met);
  });

  test('is met by one of its values', () => {
    expect(meets(query({ Key: 'a', Value: '1' }, { Value: '2' }), { query: 'b=2' })).toBe(true);
  });
});

test('a source condition looks at the address of the client, not at X-Forwarded-For', () => {
  const office = source('192.0.2.0/24', '2001:db8::/32');
  expect(meets(office, { sourceIp: '192.0.2.77' })).toBe(true);
  expect(meets(office, { sourceIp: '192.0.3.1' })).toBe(false);
  expect(meets(office, { sourceIp: '2001:db8::5' })).toBe(true);
  expect(meets(office, { sourceIp: '2001:db9::5' })).toBe(false);
  expect(meets(office, { sourceIp: '::ffff:192.0.2.1' })).toBe(true);
  expect(meets(office, { sourceIp: '203.0.113.1', headers: { 'x-forwarded-for': '192.0.2.1' } })).toBe(false);
});

describe('regular expressions', () => {
  const regex = (Field: string, config: string, ...RegexValues: string[]) => ({ Field, [config]: { RegexValues } });

  test('of a host do not look at the case; those of a path do', () => {
    expect(
      meets(regex('host-header', 'HostHeaderConfig', '^(.*)\\.example\\.com$'), { host: 'A.Example.com:80' }),
    ).toBe(true);
    const api = regex('path-pattern', 'PathPatternConfig', '^\\/api\\/(.*)$');
    expect(meets(api, { path: '/api/x' })).toBe(true);
    expect(meets(api, { path: '/API/x' })).toBe(false);
  });

  test('match anywhere unless they say where', () => {
    expect(meets(regex('path-pattern', 'PathPatternConfig', '^/api/'), { path: '/api/x' })).toBe(true);
    expect(meets(regex('path-pattern', 'PathPatternConfig', 'api'), { path: '/my/api/x' })).toBe(true);
  });

  test('can be of a header, and one of several is enough', () => {
    const condition = {
      Field: 'http-header',
      HttpHeaderConfig: { HttpHeaderName: 'User-Agent', RegexValues: ['^curl/', '^Wget'] },
    };
    expect(meets(condition, { headers: { 'user-agent': 'wget 1.2' } })).toBe(true);
    expect(meets(condition, { headers: { 'user-agent': 'Chrome' } })).toBe(false);
    expect(meets({ Field: 'host-header', RegexValues: ['^w'] }, { host: 'www.a.com' })).toBe(true);
  });
});

test('a rule is met if all of its conditions are', () => {
  const conditions = [host('*.example.com'), path('/a/*'), method('GET')];
  expect(meets(conditions, { host: 'www.example.com', path: '/a/b' })).toBe(true);
  expect(meets(conditions, { host: 'www.example.com', path: '/a/b', method: 'POST' })).toBe(false);
  expect(meets(conditions, { host: 'example.org', path: '/a/b' })).toBe(false);
});

test('rules are tried in the order of their priorities, and the default rule last', () => {
  const listener = listenerOf({
    rules: [
      { priority: 300, conditions: [path('/a/*')], actions: answer('300') },
      { priority: 20, conditions: [path('/a/b')], actions: answer('20') },
      { priority: 1000, conditions: [path('*')], actions: answer('1000') },
    ],
    defaultActions: answer('default'),
  });
  const bodies = ['/a/b', '/a/c', '/c'].map((each) => bodyOf(route(listener, request({ path: each }))));
  expect(bodies).toEqual(['20', '300', '1000']);
  expect(bodyOf(route(listenerOf({ defaultActions: answer('default') }), request()))).toBe('default');
});
