import { type Arguments, type Option, UsageError } from './command';

/** `--region`, which means the same in every command that asks AWS. */
export const regionOption: Option = {
  value: 'REGION',
  help: 'The AWS Region. The default comes from AWS_REGION or the profile.',
  // It becomes a part of host names.
  accepts: { pattern: /^[a-zA-Z0-9][-a-zA-Z0-9]{0,62}$/, rule: 'A Region is a name such as eu-west-1.' },
};

/**
 * `--stack-name`. The rule is CloudFormation's:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_CreateChangeSet.html
 */
export const stackNameOption = (help: string, more: Pick<Option, 'required'> = { required: true }): Option => ({
  value: 'NAME',
  help,
  accepts: {
    pattern: /^([a-zA-Z][-a-zA-Z0-9]{0,127}|arn:[-a-zA-Z0-9:/._+]+)$/,
    rule: "A stack's name begins with a letter and has at most 128 letters, digits and hyphens.",
  },
  ...more,
});

/**
 * The value of an option that takes one of a few words.
 * @returns undefined when the option was not given
 * @throws UsageError for any other value
 */
export function readChoice<T extends string>(args: Arguments, name: string, choices: readonly T[]): T | undefined {
  const value = args.option(name);
  if (value === undefined) return undefined;
  const chosen = choices.find((choice) => choice === value);
  if (chosen === undefined) throw new UsageError(`--${name} is ${choices.join(' or ')}, not ${value}.`);
  return chosen;
}
