import { unionOf } from '../../../../handlers/gateway/route/union';
import type { Conditions, Matching } from '../../../../handlers/gateway/world/load-balancers';

const of = (conditions: Partial<Conditions>, rewrite?: Matching['rewrite']): Matching => ({
  conditions: { hosts: [], paths: [], cidrs: [], ...conditions },
  ...(rewrite && { rewrite }),
});
const a = of({ hosts: ['a.test'], paths: ['/x'] });

describe('what matches the requests of two rules and no others', () => {
  it.each<[string, Matching, Matching, Matching]>([
    ['is the same for the same', a, a, a],
    [
      'has the hosts of both',
      a,
      of({ hosts: ['b.test'], paths: ['/x'] }),
      of({ hosts: ['a.test', 'b.test'], paths: ['/x'] }),
    ],
    [
      'has the paths of both',
      a,
      of({ hosts: ['a.test'], paths: ['/y'] }),
      of({ hosts: ['a.test'], paths: ['/x', '/y'] }),
    ],
    [
      'has the source addresses of both',
      of({ paths: ['/x'], cidrs: ['10.0.0.0/8'] }),
      of({ paths: ['/x'], cidrs: ['192.0.2.0/24'] }),
      of({ paths: ['/x'], cidrs: ['10.0.0.0/8', '192.0.2.0/24'] }),
    ],
    [
      'is the more general one if it covers the other',
      a,
      of({ hosts: ['*.test'], paths: ['/x', '/y'] }),
      of({ hosts: ['*.test'], paths: ['/x', '/y'] }),
    ],
    ['is the one with every path', a, of({ hosts: ['a.test'] }), of({ hosts: ['a.test'] })],
    [
      'is the one for everybody',
      of({ hosts: ['a.test'], cidrs: ['10.0.0.0/8'] }),
      of({ hosts: ['a.test'] }),
      of({ hosts: ['a.test'] }),
    ],
  ])('%s', (_, one, other, both) => {
    expect(unionOf(one, other)).toEqual(both);
    expect(unionOf(other, one)?.conditions.hosts.toSorted()).toEqual(both.conditions.hosts.toSorted());
  });

  it.each<[string, Matching, Matching]>([
    ['hosts and paths both differ', a, of({ hosts: ['b.test'], paths: ['/y'] })],
    [
      'hosts and source addresses both differ',
      of({ hosts: ['a.test'], cidrs: ['10.0.0.0/8'] }),
      of({ hosts: ['b.test'] }),
    ],
    ['one has no host and the other no path', of({ hosts: ['a.test'] }), of({ paths: ['/x'] })],
    ['the rewrites differ', a, of(a.conditions, { regex: '^/x', replace: '/' })],
    [
      'a rule cannot take so many values',
      of({ hosts: ['a.test', 'b.test', 'c.test'] }),
      of({ hosts: ['d.test', 'e.test', 'f.test'] }),
    ],
  ])('does not exist if %s', (_, one, other) => {
    expect([unionOf(one, other), unionOf(other, one)]).toEqual([undefined, undefined]);
  });
});
