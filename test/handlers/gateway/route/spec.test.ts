import { serviceId } from '../../../../handlers/gateway/identity';
import { Properties } from '../../../../handlers/gateway/request/properties';
import { checkRoute, readRoute } from '../../../../handlers/gateway/route/spec';
import { stackId } from '../account/at-once/cloud';

const read = (values: Record<string, unknown> = {}, stack = 'Shop') =>
  readRoute(new Properties(values), serviceId(stackId(stack), 'Web'));

describe('the default path', () => {
  it('is the stack and the block, in lower case', () => {
    expect(read()).toMatchObject({ conditions: { paths: ['/shop-web', '/shop-web/*'] }, entrance: '/shop-web/' });
  });

  it('is the service name if the user gives one', () => {
    expect(read({ ServiceName: 'My_Service' }).conditions.paths).toEqual(['/my_service', '/my_service/*']);
  });

  it('is shortened when it would be too long, but stays readable and unique', () => {
    const one = read({}, `shop-${'x'.repeat(100)}-a`).entrance;
    expect(one).toMatch(/^\/shop-x{84}-[0-9a-f]{10}\/$/);
    expect(read({}, `shop-${'x'.repeat(100)}-b`).entrance).not.toBe(one);
  });

  it('contains no character with a meaning in a regular expression', () => {
    expect(read({ ServiceName: 'a.b*c' }).entrance).toBe('/a-b-c/');
  });

  it.each([
    ['/shop-web', '/'],
    ['/shop-web/', '/'],
    ['/shop-web/a/b?c=d', '/a/b?c=d'],
    ['/shop-web?c=d', '/?c=d'],
  ])('is stripped: %s becomes %s', (from, to) => {
    const { rewrite } = read();
    expect(from.replace(new RegExp(rewrite?.regex ?? ''), rewrite?.replace ?? '')).toBe(to);
  });
});

it('the default path is not used when the user gives hosts or paths', () => {
  expect(read({ Hosts: ['a.test'] })).toMatchObject({ claims: ['a.test /*'], entrance: '/' });
  expect(read({ Paths: ['/api/*', '/v?/x'] })).toMatchObject({ claims: ['* /api/*', '* /v?/x'], entrance: '/api/' });
  expect(read({ Hosts: ['a.test'] })).not.toHaveProperty('rewrite');
});

it('a route claims every host with every path once, in sorted order', () => {
  expect(read({ Hosts: ['B.test', 'a.test', 'b.test'], Paths: ['/x', '/y'] }).claims).toEqual([
    'a.test /x',
    'a.test /y',
    'b.test /x',
    'b.test /y',
  ]);
});

it.each([
  [
    { Hosts: ['a', 'b', 'c'], Paths: ['/x'], AllowedCidrs: ['10.0.0.0/8', '::/0'] },
    /are 6 values, but .* at most 5 in all/,
  ],
  [
    { AllowedCidrs: ['1.0.0.0/8', '2.0.0.0/8', '3.0.0.0/8', '4.0.0.0/8'] },
    /Paths \(2, the two of a default path included\)/,
  ],
  [{ Paths: ['api', '/ok'] }, /^Paths must begin with a slash: api$/],
  [{ Hosts: ['x'.repeat(129)] }, /at most 128 characters each/],
  [{ Priority: '50001' }, /Priority must be a whole number from 1 to 50000/],
  [{ Strategy: 'SLOW' }, /Strategy must be CANARY or LINEAR or BLUE_GREEN or ROLLING/],
])('refuses %j', (values, sentence) => {
  expect(() => checkRoute(read(values))).toThrow(sentence);
});
