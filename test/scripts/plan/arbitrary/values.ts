import fc from '../../../fast-check';

/** Texts that are easily mistaken for each other, and any other texts. */
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

/** Secrets have different names from variables: ECS refuses a name that is used for both. */
export const secrets = fc.dictionary(
  name.map((end) => `SECRET_${end}`),
  secret,
  { maxKeys: 2 },
);

/** Any of the members. Each may be absent. */
export const some = <T extends object>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record<T, never>(members, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;

/** Up to `maxLength` different items, told apart by `key`. */
export const several = <T>(one: fc.Arbitrary<T>, key: (item: T) => unknown, maxLength = 2): fc.Arbitrary<T[]> =>
  fc.uniqueArray(one, { selector: key, maxLength });
