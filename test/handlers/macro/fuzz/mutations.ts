import type { Json } from '../../../../handlers/template-language/json';
import fc from '../../../fast-check';
import { LONG_TEXTS } from '../../../patterns/texts';
import { PROPERTIES } from '../matrix/properties';

/** Names of properties at every level, and what a template may have in their place. */
const KEYS = [...new Set(PROPERTIES.flatMap(({ path }) => path.match(/\w+/g) ?? [])), 'Fn::ForEach::Each', 'Fn::If'];
const SAMPLES = PROPERTIES.map(({ sample }) => sample);
const NAMES = ['Web', 'Missing', 'Size', 'Large', 'AWS::NoValue', 'AWS::Region', '__proto__', 'constructor', ''];

const name = fc.constantFrom(...NAMES);
const longText = fc.constantFrom(...LONG_TEXTS).map((text) => text.repeat(10));
const scalar: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: name },
  { weight: 1, arbitrary: longText },
  { weight: 3, arbitrary: fc.integer() },
  { weight: 3, arbitrary: fc.double() },
  { weight: 3, arbitrary: fc.boolean() },
  { weight: 3, arbitrary: fc.string() },
  { weight: 3, arbitrary: fc.constantFrom(null, '{{resolve:ssm:x}}') },
);
/** Texts that loops change, and what they may be changed to. */
const IDENTIFIERS = ['Name', 'Item', 'Web', '__proto__'];
const placeholder = fc
  .tuple(fc.constantFrom('$', '&'), fc.constantFrom(...IDENTIFIERS), fc.constantFrom('', 'Url', '.Endpoint'))
  .map(([sign, identifier, end]) => `${sign}{${identifier}}${end}`);

/** A loop, well formed for the most part. */
const loop = (inner: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc
    .record({
      key: fc.constantFrom('Fn::ForEach::Each', 'Fn::ForEach::Other', 'Fn::ForEach::Web', 'Fn::ForEach'),
      identifier: fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...IDENTIFIERS) }, inner),
      collection: fc.oneof({ weight: 9, arbitrary: fc.array(scalar, { maxLength: 4 }) }, inner),
      body: fc.oneof(
        { weight: 9, arbitrary: fc.dictionary(fc.oneof(placeholder, name), inner, { maxKeys: 2 }) },
        inner,
      ),
    })
    .map(({ key, identifier, collection, body }) => ({ [key]: [identifier, collection, body] }));

/** Anything that a template may hold, functions and blocks too, right or wrong. */
export const { value } = fc.letrec<{ value: Json }>((tie) => {
  const inner = tie('value');
  return {
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      scalar,
      placeholder,
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
      loop(inner),
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

export interface Mutation {
  way: number[];
  value: Json;
  kind: string;
  key: string;
}

/** A change at a random place of a template. */
export const mutation: fc.Arbitrary<Mutation> = fc.record({
  way: fc.array(fc.nat(100), { minLength: 1, maxLength: 8 }),
  value,
  kind: fc.constantFrom('replace', 'remove', 'add', 'wrap', 'loop'),
  key: fc.oneof(name, fc.constantFrom(...KEYS)),
});

/** Changes a template in place. */
export function mutate(target: unknown, { way, value: given, kind, key: named }: Mutation): void {
  put(target, way, (holder, key) => {
    if (kind === 'replace') holder[key] = given;
    else if (kind === 'remove' && !Array.isArray(holder)) delete holder[key];
    else if (kind === 'wrap') holder[key] = { 'Fn::If': ['Large', holder[key] ?? null, given] };
    else if (kind === 'loop' && !Array.isArray(holder)) {
      holder['Fn::ForEach::Mutation'] = ['Mutated', ['a', 'b'], { [`${key}\${Mutated}`]: holder[key] ?? null }];
    } else if (!Array.isArray(holder)) {
      Object.defineProperty(holder, named, { value: given, enumerable: true, writable: true, configurable: true });
    }
  });
}
