import { expand } from '../../../../handlers/macro/expand';
import { findingsOf, fixturesOf, readFixture } from '../fixtures';
import { looped } from './support';

const items = (count: number) => Array.from({ length: count }, (_, index) => `S${index}`);

describe('The place of a finding', () => {
  /** What stands at a path of a template, a longer key before a shorter one; undefined where nothing does. */
  function follow(value: unknown, path: string): unknown {
    if (path === '') return value;
    if (typeof value !== 'object' || value === null) return undefined;
    const key = Object.keys(value)
      .filter((name) => path === name || path.startsWith(`${name}.`))
      .sort((a, b) => b.length - a.length)[0];
    return key === undefined
      ? undefined
      : follow(Object.getOwnPropertyDescriptor(value, key)?.value, path.slice(key.length + 1));
  }

  test.each(fixturesOf('invalid').filter((name) => name.startsWith('loop')))(
    'in %s is one that the template has',
    (name) => {
      const input = readFixture('invalid', name);
      const result = expand(input);
      if (result.ok) throw new Error('it has no finding');
      for (const { path } of result.findings)
        expect([path, follow(input.fragment, path)]).not.toEqual([path, undefined]);
    },
  );

  test('is reported once, with a readable number of items', () => {
    expect(findingsOf(looped(items(30), { Cpu: 7, HealthCheckPath: `\${Name}` }))).toEqual([
      expect.stringMatching(/\.HealthCheckPath: is "S0" but .* \(Name=S0, Name=S1, Name=S2 and 27 more\)$/),
      expect.stringMatching(
        /^Resources\.Fn::ForEach::Services\.2\.\$\{Name\}\.Properties\.Cpu: is "7" .* \(Name=S0, Name=S1, Name=S2 and 27 more\)$/,
      ),
    ]);
  });

  test('is reported only for the first services if there are very many', () => {
    const wrong = Object.fromEntries(Array.from({ length: 60 }, (_, index) => [`Unknown${index}`, 1]));
    const lines = findingsOf(looped(items(40), wrong));
    expect(lines).toHaveLength(60);
    expect(lines[0]).toMatch(/ \(Name=S0, Name=S1, Name=S2 and 14 more\)$/);
  });

  test('names a long item by its beginning', () => {
    const [line] = findingsOf(looped([`A${'-'.repeat(1000)}`], {}));
    expect(line).toMatch(/ \(Name=A-{39}…\)$/);
  });

  test('of a warning is in the template too', () => {
    const stuck = { StickySessions: { DurationSeconds: 60 } };
    const result = expand(looped(['A', 'B'], stuck));
    expect(result).toMatchObject({
      ok: true,
      warnings: [{ path: expect.stringMatching(/^Resources\.Fn::ForEach::Services\.2\.\$\{Name\}\.Properties\./) }],
    });
  });
});
