import { isObject, type JsonObject, member } from '../../handlers/template-language/json';
import { didYouMean } from '../../handlers/template-language/nearest';
import { wrongValue } from '../template/checks/values';
import { UserError } from '../user-error';
import { UsageError } from './command';
import { sentence } from './sentence';

/**
 * Reads `Name=value` arguments.
 * @throws UsageError for one without a name or an equals sign, and for a name given twice.
 */
export function readParameters(args: readonly string[]): Record<string, string> {
  const parameters = new Map<string, string>();
  for (const arg of args) {
    const equals = arg.indexOf('=');
    if (equals < 1) throw new UsageError(`--parameter takes Name=value, not ${JSON.stringify(arg)}.`);
    const name = arg.slice(0, equals);
    if (parameters.has(name)) throw new UsageError(`--parameter ${name} is given twice.`);
    parameters.set(name, arg.slice(equals + 1));
  }
  return Object.fromEntries(parameters);
}

/** The names of a template's parameters. */
export const declaredParameters = (template: JsonObject): string[] =>
  isObject(template.Parameters) ? Object.keys(template.Parameters) : [];

/** @throws UserError for parameters that the template does not declare, and for values that it does not allow. */
export function refuseWrong(template: JsonObject, given: Readonly<Record<string, string>>): void {
  const declared = declaredParameters(template);
  const wrong = Object.entries(given).flatMap(([name, value]) => {
    if (!declared.includes(name)) return [`The template has no parameter ${name}${didYouMean(name, declared)}`];
    const definition = member(template.Parameters, name);
    const rule = isObject(definition) ? wrongValue(definition, value) : undefined;
    return rule === undefined ? [] : [`Parameter ${name}: ${rule}`];
  });
  if (wrong.length > 0) throw new UserError(wrong.map(sentence).join('\n'));
}

/**
 * The parameters that nobody gives a value: neither the command line, nor a default, nor the stack as it stands.
 * @throws UserError naming all of them.
 */
export function refuseMissing(
  template: JsonObject,
  given: Readonly<Record<string, string>>,
  deployed: readonly string[],
): void {
  const missing = declaredParameters(template).filter(
    (name) => !Object.hasOwn(given, name) && !deployed.includes(name) && !hasDefault(template, name),
  );
  if (missing.length === 0) return;
  const options = missing.map((name) => `--parameter ${name}=…`).join(' ');
  throw new UserError(`The template needs a value for ${missing.join(', ')}: ${options}`);
}

function hasDefault(template: JsonObject, name: string): boolean {
  const parameter = isObject(template.Parameters) ? template.Parameters[name] : undefined;
  return isObject(parameter) && 'Default' in parameter;
}
