import { UsageError } from './command';

/**
 * Reads the values of `--parameter Name=value`.
 * @returns the values by parameter name
 * @throws UsageError for a value without a name or an equals sign, and for a name given twice
 */
export function readParameterOption(values: readonly string[]): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const value of values) {
    const equals = value.indexOf('=');
    if (equals < 1) throw new UsageError(`--parameter takes Name=value, not ${JSON.stringify(value)}.`);
    const name = value.slice(0, equals);
    if (parameters.has(name)) throw new UsageError(`--parameter ${name} is given twice.`);
    parameters.set(name, value.slice(equals + 1));
  }
  return Object.fromEntries(parameters);
}
