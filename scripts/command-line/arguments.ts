import { parseArgs } from 'node:util';
import { sentence } from '../../handlers/template-language/findings';
import { didYouMean } from '../../handlers/template-language/nearest';
import { type Arguments, type Command, UsageError } from './command';

/**
 * Reads what follows a command's name.
 * @returns `help` if the user asked for help, whatever the other arguments are
 * @throws UsageError that names the first mistake, and suggests a name that is similar
 */
export function readArguments(command: Command, args: readonly string[]): Arguments | 'help' {
  const { tokens } = parseArgs({
    args: [...args],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      help: { type: 'boolean', short: 'h' },
      ...Object.fromEntries(
        Object.entries(command.options).map(([name, { value }]) => [
          name,
          { type: value === undefined ? ('boolean' as const) : ('string' as const) },
        ]),
      ),
    },
  });
  if (tokens.some((token) => token.kind === 'option' && token.name === 'help')) return 'help';
  const values = new Map<string, string[]>();
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    values.set(token.name, [...(values.get(token.name) ?? []), optionValue(command, token)]);
  }
  check(command, values, positionals);
  return {
    positional: (name) => positionals[command.positionals.indexOf(name)] ?? '',
    option: (name) => values.get(name)?.[0],
    all: (name) => values.get(name) ?? [],
    has: (name) => values.has(name),
  };
}

function optionValue(
  command: Command,
  token: { name: string; rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
): string {
  const option = Object.hasOwn(command.options, token.name) ? command.options[token.name] : undefined;
  if (option === undefined) {
    const known = [...Object.keys(command.options), 'help'].map((name) => `--${name}`);
    throw new UsageError(sentence(`${command.name} has no option ${token.rawName}${didYouMean(token.rawName, known)}`));
  }
  if (option.value === undefined) {
    if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value.`);
    return '';
  }
  // After a space, an argument that starts with a dash is the next option. A value may start with one after `=` only.
  const value = token.inlineValue || !token.value?.startsWith('-') ? token.value : undefined;
  if (value === undefined || value === '') throw new UsageError(`${token.rawName} needs a value: ${option.value}.`);
  if (option.accepts?.pattern.test(value) === false) {
    throw new UsageError(`${token.rawName} cannot be ${value}. ${option.accepts.rule}`);
  }
  return value;
}

function check(command: Command, values: ReadonlyMap<string, string[]>, positionals: readonly string[]): void {
  const missing = command.positionals[positionals.length];
  if (missing !== undefined) throw new UsageError(`${command.name} needs ${missing}.`);
  const surplus = positionals[command.positionals.length];
  if (surplus !== undefined) throw new UsageError(`${command.name} does not know what to do with ${surplus}.`);
  for (const [name, { required, multiple, value }] of Object.entries(command.options)) {
    const given = values.get(name)?.length ?? 0;
    if (required && given === 0) throw new UsageError(`${command.name} needs --${name} ${value}.`);
    if (!multiple && given > 1) throw new UsageError(`--${name} is given ${given} times.`);
  }
}
