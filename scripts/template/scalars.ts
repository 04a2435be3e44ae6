import type { Scalar } from 'yaml';

/**
 * Plain scalars that the `yaml` package takes for booleans or numbers, and CloudFormation's parser (SnakeYAML), like
 * PyYAML, for the text that they are: `y` and `n`, times before ten (`08:30`), and what has no digit (`.`, `e3`). Besides,
 * what JSON has no number for. A number with a zero before an 8 or 9 is none in octal: most likely it is an account id,
 * of which PyYAML keeps the text too; CloudFormation itself would make 1.2345678901E10 of `012345678901`, which nobody
 * means. Octal ones (`0300`) are numbers to all of them.
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
