import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expand } from '../../../handlers/macro/expand';
import { isObject, type Json, type JsonObject, member } from '../../../handlers/macro/json';
import { namesIn } from '../../../handlers/macro/references/graph';
import { fixturesOf, inputOf, readFixture } from './fixtures';
import { PROPERTIES } from './matrix/properties';

/** `RUNS=200000 npx jest test/handlers/macro/robustness.test.ts` searches longer. */
const RUNS = Number(process.env.RUNS ?? 2000);

const EXAMPLES = join(__dirname, '../../../templates/examples');
const TEMPLATES = [
  ...(['valid', 'invalid'] as const).flatMap((kind) => fixturesOf(kind).map((name) => readFixture(kind, name))),
  ...readdirSync(EXAMPLES).map((file) => inputOf(readFileSync(join(EXAMPLES, file), 'utf8'))),
];
/** One region of each partition. */
const REGIONS = ['eu-west-1', 'cn-north-1', 'us-gov-west-1'];
/** Names of properties at every level, and what a template may have in their place. */
const KEYS = [...new Set(PROPERTIES.flatMap(({ path }) => path.match(/\w+/g) ?? [])), 'Fn::ForEach::Each', 'Fn::If'];
const SAMPLES = PROPERTIES.map(({ sample }) => sample);
const NAMES = ['Web', 'Missing', 'Size', 'Large', 'AWS::NoValue', 'AWS::Region', '__proto__', 'constructor', ''];

const name = fc.constantFrom(...NAMES);
const scalar = fc.oneof(
  name,
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.string(),
  fc.constantFrom(null, '{{resolve:ssm:x}}'),
);
const { value } = fc.letrec<{ value: Json }>((tie) => {
  const inner = tie('value');
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      fc.array(inner, { maxLength: 3 }),
      fc.constantFrom(...SAMPLES),
      fc.dictionary(fc.oneof(name, fc.constantFrom(...KEYS), fc.string()), inner, { maxKeys: 3 }),
      fc.record({ Ref: fc.oneof(name, inner) }),
      fc.record({ 'Fn::GetAtt': fc.oneof(fc.tuple(name, fc.oneof(name, inner)), fc.constant('Web.Endpoint'), inner) }),
      fc.record({ 'Fn::Sub': fc.oneof(fc.constant(`\${Web.Endpoint}\${!x}\${`), fc.tuple(fc.string(), inner), inner) }),
      fc.record({ 'Fn::If': fc.oneof(fc.tuple(name, inner, inner), inner) }),
      fc.record({ 'Fn::FindInMap': fc.array(inner, { maxLength: 4 }) }),
      fc.record({ 'Fn::Select': fc.tuple(inner, inner) }),
      fc.record({ 'Fn::Split': fc.tuple(inner, inner) }),
      fc.record({ 'Fn::Join': fc.tuple(inner, inner) }),
      fc.record({ 'Fn::And': fc.array(inner, { maxLength: 2 }) }),
      fc.record({ Type: fc.constant('Express::Service'), Properties: inner }),
    ),
  };
});

/** A place in a value, reached by taking at each level the member that a number falls on. */
function put(
  target: unknown,
  way: readonly number[],
  change: (holder: Record<string, Json>, key: string) => void,
): void {
  let holder = target;
  for (const [level, step] of way.entries()) {
    if (typeof holder !== 'object' || holder === null) return;
    const keys = Object.keys(holder);
    const key = keys[step % Math.max(keys.length, 1)];
    if (key === undefined) return;
    const members = holder as Record<string, Json>;
    if (level === way.length - 1) change(members, key);
    else holder = members[key];
  }
}

const mutation = fc.record({
  way: fc.array(fc.nat(100), { minLength: 1, maxLength: 8 }),
  value,
  kind: fc.constantFrom('replace', 'remove', 'add', 'wrap'),
  key: fc.oneof(name, fc.constantFrom(...KEYS)),
});

function mutate(
  target: unknown,
  { way, value: put_, kind, key: name_ }: { way: number[]; value: Json; kind: string; key: string },
): void {
  put(target, way, (holder, key) => {
    if (kind === 'replace') holder[key] = put_;
    else if (kind === 'remove' && !Array.isArray(holder)) delete holder[key];
    else if (kind === 'wrap') holder[key] = { 'Fn::If': ['Large', holder[key] ?? null, put_] };
    else if (!Array.isArray(holder))
      Object.defineProperty(holder, name_, { value: put_, enumerable: true, writable: true, configurable: true });
  });
}

/** Names that generated resources refer to, though neither the template nor the macro has anything of that name. */
function dangling(before: unknown, after: JsonObject): string[] {
  const resources = isObject(after.Resources) ? after.Resources : {};
  const there = new Set([
    ...Object.keys(resources),
    ...Object.keys(isObject(after.Parameters) ? after.Parameters : {}),
  ]);
  const given = namesIn(before as Json);
  return [...namesIn(resources)].filter((id) => !there.has(id) && !given.has(id) && !id.startsWith('AWS::'));
}

test('Whatever is done to a template, it expands whole or is refused by name', () => {
  const tries = fc.tuple(
    fc.nat(TEMPLATES.length - 1),
    fc.constantFrom(...REGIONS),
    fc.array(mutation, { minLength: 1, maxLength: 6 }),
  );
  fc.assert(
    fc.property(tries, ([index, region, mutations]) => {
      const input = { ...structuredClone(TEMPLATES[index]), region, accountId: '123456789012' };
      const fragment = input.fragment;
      for (const change of mutations) mutate(fragment, structuredClone(change));
      const before = JSON.stringify(input);
      const result = expand({ ...input, fragment });
      expect(JSON.stringify(input)).toBe(before);
      expect(JSON.stringify(expand(JSON.parse(before)))).toBe(JSON.stringify(result));
      if (result.ok) {
        const types = Object.values(result.template.Resources ?? {}).map((made: Json) => member(made, 'Type'));
        expect(types).not.toContain('Express::Service');
        expect(dangling(fragment, result.template)).toEqual([]);
      } else {
        expect(result.findings.length).toBeGreaterThan(0);
        for (const { message } of result.findings) expect(message).not.toMatch(/undefined|\[object|NaN/);
      }
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
}, 3_600_000);

test('Whatever is called a template, it is refused or passed through', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        value,
        fc.jsonValue().map((json) => json as Json),
      ),
      (fragment) => {
        const result = expand({ fragment, region: 'eu-west-1', accountId: '123456789012' });
        expect(result.ok || result.findings.length > 0).toBe(true);
      },
    ),
    { numRuns: RUNS },
  );
}, 3_600_000);
