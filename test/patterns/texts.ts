/** What makes patterns go over a text again and again: many of what they repeat, and an end that they do not take. */
const REPEATED = [
  ...['1', 'a', 'A', ' ', '\t', '-', '_', '.', ':', '/', '*', '?', '$', '{', '}', '&', ',', '%', '(', 'é', '\n'],
  ...['1.', 'a.', 'a-', '1 ', '*a', '?*', '/*', '::', '0:', '-1', '200,', '200-299,', 'arn:', 'https://', 'a?'],
  ...[
    `\${`,
    `\${a`,
    `\${a}`,
    `\${a.`,
    `\${a.b}`,
    `\${\${a}`,
    `\${!`,
    `\${!a}`,
    '&{',
    '&{a}',
    '{{resolve:',
    '{{resolve:ssm:a}}',
  ],
  ...['1.1.1.1/', '1.1.1.1/1', 'a:b:', 'rate(', ' at ', `\${Web.Endpoint}`, `http://\${Web.Endpoint}/`],
];
const STARTS = ['1', '/', 'a', `\${`, 'arn:aws:iam::123456789012:role/'];

/** Enough to tell the square of it from what bounds within a pattern may cost. */
const LENGTH = 500;

/** Long texts, each of its own kind. */
export const LONG_TEXTS: readonly string[] = REPEATED.flatMap((part, index) => {
  const middle = part.repeat(Math.ceil(LENGTH / part.length));
  return [`${middle}x`, `${STARTS[index % STARTS.length]}${middle}\u0000`, `1${middle}x`];
});
