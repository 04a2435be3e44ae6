/** Sources: "Redirect actions", "Fixed-response actions" and "Transforms for listener rules" of Application Load Balancers. */
import { route } from '../../../../../scripts/local-aws/elbv2/routing/route';
import type { RoutedRequest } from '../../../../../scripts/local-aws/elbv2/routing/view';
import { forward, groupOf, type ListenerForm, listenerOf, request } from './listener';

describe('a redirect', () => {
  function redirected(
    RedirectConfig: Record<string, string>,
    change: Partial<RoutedRequest> = {},
    form: ListenerForm = {},
  ) {
    const defaultActions = [{ Type: 'redirect', RedirectConfig }];
    const decision = route(listenerOf({ ...form, defaultActions }), request(change));
    if (decision.type !== 'redirect') throw new Error(`The decision is ${decision.type}`);
    return decision;
  }
  const HTTPS = {
    Protocol: 'HTTPS',
    Port: '443',
    Host: '#{host}',
    Path: '/#{path}',
    Query: '#{query}',
    StatusCode: 'HTTP_301',
  };

  test('from HTTP to HTTPS keeps the host, the path and the query', () => {
    expect(redirected(HTTPS, { host: 'www.example.com', path: '/a/b', query: 'c=d' })).toMatchObject({
      status: 301,
      location: 'https://www.example.com:443/a/b?c=d',
    });
  });

  test('keeps what it does not name', () => {
    expect(
      redirected({ StatusCode: 'HTTP_302', Path: '/new/#{path}' }, { host: 'a.com:8080', path: '/x', query: 'y' }),
    ).toMatchObject({
      status: 302,
      location: 'http://a.com:80/new/x?y',
    });
    expect(redirected({ StatusCode: 'HTTP_302', Host: 'b.com' }, {}, { protocol: 'HTTPS', port: 8443 }).location).toBe(
      'https://b.com:8443/',
    );
  });

  test('can repeat all parts in the path and the query', () => {
    const config = {
      StatusCode: 'HTTP_302',
      Path: '/#{host}/#{port}/#{path}',
      Query: 'from=#{protocol}&#{query}&#{path}',
    };
    expect(redirected(config, { host: 'a.com', path: '/x', query: 'q=1' }).location).toBe(
      'http://a.com:80/a.com/80/x?from=http&q=1&x',
    );
  });

  test('leaves the question mark out if there is no query', () => {
    expect(redirected(HTTPS, { path: '/' }).location).toBe('https://www.example.com:443/');
    expect(redirected({ StatusCode: 'HTTP_302', Path: '/a', Query: '' }, { query: 'b' }).location).toBe(
      'http://www.example.com:80/a',
    );
  });
});

test('a fixed response has the status, the content type and the body that it says', () => {
  const FixedResponseConfig = { StatusCode: '503', ContentType: 'text/html', MessageBody: '<p>Closed</p>' };
  expect(
    route(listenerOf({ defaultActions: [{ Type: 'fixed-response', FixedResponseConfig }] }), request()),
  ).toMatchObject({
    type: 'fixed-response',
    rule: { arn: 'default' },
    response: { status: 503, contentType: 'text/html', body: '<p>Closed</p>' },
  });
  const bare = [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }];
  expect(route(listenerOf({ defaultActions: bare }), request())).toMatchObject({
    response: { status: 404, contentType: undefined, body: '' },
  });
});

test('an action that would authenticate comes first, and is named as not played', () => {
  const actions = [
    { Type: 'forward', Order: '2', TargetGroupArn: 'g' },
    { Type: 'authenticate-oidc', Order: '1' },
  ];
  expect(route(listenerOf({ defaultActions: actions, groups: [groupOf('g')] }), request())).toMatchObject({
    type: 'not-played',
    name: 'authenticate-oidc',
  });
});

describe('transforms', () => {
  const rewrite = (Type: string, config: string, Regex: string, Replace: string) => ({
    Type,
    [config]: { Rewrites: [{ Regex, Replace }] },
  });
  const url = (regex: string, replace: string) => rewrite('url-rewrite', 'UrlRewriteConfig', regex, replace);
  const host = (regex: string, replace: string) =>
    rewrite('host-header-rewrite', 'HostHeaderRewriteConfig', regex, replace);

  function transformed(transforms: ReturnType<typeof url>[], change: Partial<RoutedRequest>) {
    const conditions = [{ Field: 'path-pattern', Values: ['*'] }];
    const rules = [{ priority: 1, conditions, actions: forward({ g: 1 }), transforms }];
    const decision = route(listenerOf({ rules, groups: [groupOf('g')] }), request(change));
    return decision.type === 'forward' ? decision.request : decision;
  }

  test.each([
    ['^/dp/([A-Za-z0-9]+)/?$', '/product.php?id=$1', '/dp/B09G3HRMW', '', '/product.php', 'id=B09G3HRMW'],
    ['^/api/v1/(.*)$', '/$1', '/api/v1/users', 'a=b', '/users', 'a=b'],
    ['^([^?]*)', '/fixed', '/a/b', 'c=d', '/fixed', 'c=d'],
    ['\\?.*$', '', '/a', 'c=d', '/a', ''],
    ['^/a', '/b', '/A/a', '', '/A/a', ''],
    ['/a', '/b', '/a/a', '', '/b/a', ''],
    ['^/(a)(b)?', '/$1-$2-$3-$$', '/a', '', '/a---$$', ''],
    ['^/x(.*)$', '/$0', '/xy', '', '//xy', ''],
  ])('the URL pattern %s with %s takes %s?%s to %s?%s', (regex, replace, path, query, newPath, newQuery) => {
    expect(transformed([url(regex, replace)], { path, query })).toMatchObject({ path: newPath, query: newQuery });
  });

  test('rewrite the host, whatever its case', () => {
    const rule = host('^mywebsite-(.+).com$', 'internal.dev.$1.myweb.com');
    expect(transformed([rule], { host: 'MyWebsite-example.com' })).toMatchObject({
      host: 'internal.dev.example.myweb.com',
      path: '/',
    });
    expect(transformed([rule], { host: 'other.com' })).toMatchObject({ host: 'other.com' });
  });

  test('can be one of each', () => {
    expect(transformed([host('^.*$', 'a.b'), url('^/x', '/y')], { path: '/x/1' })).toMatchObject({
      host: 'a.b',
      path: '/y/1',
    });
  });

  test('that do not give a URL or a host fail with 500; an odd request that they leave alone does not', () => {
    expect(transformed([url('^/', '')], { path: '/a' })).toMatchObject({ type: 'failed', status: 500 });
    expect(transformed([host('^.*$', 'a b')], {})).toMatchObject({ type: 'failed', status: 500 });
    expect(transformed([url('^/x', '')], { path: '/ä', host: 'a b' })).toMatchObject({ path: '/ä', host: 'a b' });
  });

  test('do not change which rule takes the request', () => {
    const conditions = [{ Field: 'path-pattern', Values: ['/a/*'] }];
    const rules = [
      { priority: 1, conditions, actions: forward({ g: 1 }), transforms: [url('^/a/', '/b/')] },
      { priority: 2, conditions: [{ Field: 'path-pattern', Values: ['/b/*'] }], actions: forward({ h: 1 }) },
    ];
    const decision = route(listenerOf({ rules, groups: [groupOf('g'), groupOf('h')] }), request({ path: '/a/c' }));
    expect(decision).toMatchObject({ group: { name: 'g' }, request: { path: '/b/c' }, rule: { priority: 1 } });
  });
});
