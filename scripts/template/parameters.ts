import { sentence } from '../../handlers/template-language/findings';
import { isObject, type JsonObject, member } from '../../handlers/template-language/json';
import { didYouMean } from '../../handlers/template-language/nearest';
import { UserError } from '../user-error';
import { wrongValue } from './checks/parameter-values';

/** The names of the parameters that a template declares. */
export const declaredParameters = (template: JsonObject): string[] =>
  isObject(template.Parameters) ? Object.keys(template.Parameters) : [];

/**
 * @throws UserError that lists the parameters that the template does not declare and the values that it does not allow
 */
export function refuseWrongParameters(template: JsonObject, given: Readonly<Record<string, string>>): void {
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
 * Refuses a deployment that leaves a parameter without a value.
 * @param given values from the command line
 * @param deployed names of the parameters that have a value in the deployed stack
 * @throws UserError that names every parameter without a given value, a deployed value and a default
 */
export function refuseMissingParameters(
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
