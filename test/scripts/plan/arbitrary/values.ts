import fc from '../../../fast-check';

/** Texts that are easily taken for one another, and any others. */
export const anyText = fc.oneof(fc.constantFrom('', '0', '1', '1.0', '1.10', 'true', 'a'), fc.string({ maxLength: 6 }));

const name = fc.stringMatching(/^[A-Z][A-Z_]{0,5}$/);

export const role = (of: string) =>
  fc.constantFrom('a', 'b').map((end) => `arn:aws:iam::123456789012:role/${of}-${end}`);

export const secret = fc.constantFrom(
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:one-AbCdEf',
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:two-AbCdEf:password::',
  'arn:aws:ssm:eu-west-1:123456789012:parameter/three',
);

export const environmentVariables = fc.dictionary(name, anyText, { maxKeys: 3 });

/** Secrets have names of their own: ECS refuses one that a variable has too. */
export const secrets = fc.dictionary(
  name.map((end) => `SECRET_${end}`),
  secret,
  { maxKeys: 2 },
);

/** Any of the members, each there or not. */
export const some = <T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record<T, never>(members, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

/** One of a few, and of those any number, each once. */
export const several = <T>(one: fc.Arbitrary<T>, key: (item: T) => unknown, maxLength = 2): fc.Arbitrary<T[]> =>
  fc.uniqueArray(one, { selector: key, maxLength });
