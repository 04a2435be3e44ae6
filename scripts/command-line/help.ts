import { columns } from './columns';
import type { Command, Option } from './command';

/** What `cfn-express --help` prints. */
export const overview = (commands: readonly Command[]): string =>
  `Run containers as production web services from CloudFormation.

Usage: cfn-express COMMAND …

${table(commands.map(({ name, summary }) => [name, summary]))}

cfn-express COMMAND --help says more. AWS_REGION, AWS_PROFILE and AWS_ENDPOINT_URL are heeded as the AWS CLI does.
Exit code: 0 success, 1 a finding or failure, 2 wrong usage. Results are on stdout, everything else on stderr.
`;

/** What `cfn-express COMMAND --help` prints. */
export const helpOf = ({ name, summary, synopsis, options }: Command): string =>
  `${summary}

Usage: cfn-express ${name}${synopsis === '' ? '' : ` ${synopsis}`}

${table([...Object.entries(options).map(row), ['-h, --help', 'This text.']])}
`;

const row = ([name, { value, multiple, help }]: [string, Option]): [string, string] => [
  `--${name}${value === undefined ? '' : ` ${value}`}${multiple ? ' …' : ''}`,
  help,
];

const table = (rows: readonly (readonly [string, string])[]): string =>
  columns(rows)
    .map((line) => `  ${line}`)
    .join('\n');
