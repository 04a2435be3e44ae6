import { columns } from './columns';
import type { Command, Option } from './command';

/** What `cfn-express --help` prints. */
export const overview = (commands: readonly Command[]): string =>
  `Run containers as production web services from CloudFormation.

Usage: cfn-express COMMAND …

${table(commands.map(({ name, summary }) => [name, summary]))}

cfn-express COMMAND --help explains a command, --version prints the version. AWS_REGION, AWS_PROFILE and AWS_ENDPOINT_URL work as in the AWS CLI.
Exit codes: 0 success, 1 a finding or a failure, 2 wrong usage, 3 CloudFormation goes on and nobody watches any more.
Results go to stdout, everything else to stderr.
`;

/** What `cfn-express COMMAND --help` prints. */
export const helpOf = ({ name, summary, synopsis, options }: Command): string =>
  `${summary}

Usage: cfn-express ${name}${synopsis === '' ? '' : ` ${synopsis}`}

${table([...Object.entries(options).map(row), ['-h, --help', 'Shows this text.']])}
`;

const row = ([name, { value, multiple, help }]: [string, Option]): [string, string] => [
  `--${name}${value === undefined ? '' : ` ${value}`}${multiple ? ' …' : ''}`,
  help,
];

const table = (rows: readonly (readonly [string, string])[]): string =>
  columns(rows)
    .map((line) => `  ${line}`)
    .join('\n');
