import type { Scalar } from 'yaml';

/**
 * Plain scalars that the `yaml` package reads as booleans or numbers, and that CloudFormation's parser (SnakeYAML) and
 * PyYAML read as texts: `y` and `n`, times before ten (`08:30`), texts without a digit (`.`, `e3`). Infinity and NaN
 * are here too, because JSON has no numbers for them. Texts with a leading zero and an 8 or 9 are not octal numbers but
 * mostly account ids. PyYAML keeps them as texts. CloudFormation would read `012345678901` as 1.2345678901E10, which
 * nobody means. All parsers read octal numbers (`0300`) as numbers.
 */
const TEXT = new RegExp(
  [
    /[yYnN]/,
    /[-+]?0[0-7_]*[89][0-9_]*/,
    /[-+]?0[0-9_]*(?::[0-5]?[0-9])+/,
    /[-+]?[._]*(?:[eE][-+]?[0-9]+)?/,
    /[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN)/,
  ]
    .map(({ source }) => `^${source}$`)
    .join('|'),
);

/** The value of a scalar as CloudFormation reads it. */
export function scalarValue({ value, source, type }: Scalar): unknown {
  const converted = typeof value === 'number' || typeof value === 'boolean';
  if (converted && type === 'PLAIN' && source !== undefined && TEXT.test(source)) return source;
  return typeof value === 'bigint' ? Number(value) : value;
}
