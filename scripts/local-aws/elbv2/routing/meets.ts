/** Whether a request meets the conditions of a rule. */
import { objectIn, objectsOf, type QueryObject, type QueryValue, textOf, textsOf } from '../../wire/query';
import { wildcardPattern } from './pattern';
import type { RoutedRequest } from './view';

type Test = (request: RoutedRequest) => boolean;

/** A request meets all conditions, and one of the values of each. @param conditions as CreateRule has them, checked */
export function readConditions(conditions: QueryValue | undefined): Test {
  const tests = objectsOf(conditions).map(readCondition);
  return (request) => tests.every((test) => test(request));
}

function readCondition(condition: QueryObject): Test {
  switch (textOf(condition.Field)) {
    case 'host-header': {
      const patterns = valuesOf(condition, 'HostHeaderConfig').map((value) => wildcardPattern(value, 'i'));
      return ({ host }) => patterns.some((fits) => fits(host));
    }
    case 'path-pattern': {
      const patterns = valuesOf(condition, 'PathPatternConfig').map((value) => wildcardPattern(value, ''));
      return ({ path }) => patterns.some((fits) => fits(path));
    }
    default:
      return () => false;
  }
}

/** The values of a condition: `Values` beside the field is the older form. */
const valuesOf = (condition: QueryObject, config: string): string[] => [
  ...textsOf(condition.Values),
  ...textsOf(objectIn(condition[config])?.Values),
];
