/** Regular expressions in conditions and transforms: what is valid, and what moto gets to see. */
import { validationError } from '../wire/errors';
import { objectIn, objectsOf, type QueryObject, type QueryValue, textsOf } from '../wire/query';
import { regularExpression } from './routing/pattern';

/** @throws AwsError ValidationError, if it is no regular expression, or one with what Application Load Balancers do not support */
export function checkRegex(source: string): void {
  try {
    regularExpression(source, '');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw validationError(`'${source}' is not a valid regular expression: ${error.message}`);
  }
}

/** The conditions as moto can keep them: it breaks down on regular expressions. */
export function conditionsForMoto(conditions: QueryValue | undefined): QueryValue | undefined {
  if (!hasRegex(conditions)) return conditions;
  return objectsOf(conditions).map((condition) =>
    isRegex(condition) ? { Field: 'host-header', HostHeaderConfig: { Values: ['regex.invalid'] } } : condition,
  );
}

/** Whether one of the conditions has regular expressions. */
export const hasRegex = (conditions: QueryValue | undefined): boolean => objectsOf(conditions).some(isRegex);

/** They stand beside the field, or in its config. */
const isRegex = (condition: QueryObject): boolean =>
  [condition, ...Object.values(condition)].some((place) => textsOf(objectIn(place)?.RegexValues).length > 0);
