/**
 * IAM's evaluation of Allow statements, as far as the project's roles use it (IAM User Guide, "Policy evaluation
 * logic").
 */
import type { ConditionBlock, Statement } from './policy';

/** One permission that a call needs. */
export interface Need {
  /** `service:Action`. */
  action: string;
  /** An ARN, or `*` for an action without resource types. */
  resource: string;
  /** Context keys of the request, in IAM's spelling; the values of one key are alternatives. */
  context: Readonly<Record<string, string | readonly string[]>>;
}

/** The part of a statement that allows something. */
export interface Grant {
  statement: string;
  action: string;
  resource: string;
}

/** The parts of statements that allow it. If there are none, it is denied. */
export const grantsOf = (statements: readonly Statement[], need: Need): Grant[] =>
  statements.flatMap(({ name, actions, resources, conditions }) => {
    if (!holds(conditions, need.context)) return [];
    return actions
      .filter((action) => matches(action.toLowerCase(), need.action.toLowerCase()))
      .flatMap((action) =>
        resources
          .filter((resource) => matches(resource, need.resource))
          .map((resource) => ({ statement: name, action, resource })),
      );
  });

/** Everything that the statements grant: each action of a statement on each of its resources. */
export const allGrants = (statements: readonly Statement[]): Grant[] =>
  statements.flatMap(({ name, actions, resources }) =>
    actions.flatMap((action) => resources.map((resource) => ({ statement: name, action, resource }))),
  );

/** Whether a pattern matches: `*` stands for any text, also across the parts of an ARN, and `?` for one character. */
export const matches = (pattern: string, text: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '[^]*')
      .replaceAll('?', '[^]')}$`,
  ).test(text);

type Test = (wanted: readonly string[], given: readonly string[] | undefined) => boolean;

const OPERATORS: Readonly<Record<string, Test>> = {
  StringEquals: (wanted, given) => given?.length === 1 && wanted.includes(given[0] ?? ''),
  StringLike: (wanted, given) => given?.length === 1 && wanted.some((pattern) => matches(pattern, given[0] ?? '')),
  ArnLike: (wanted, given) => given?.length === 1 && wanted.some((pattern) => matches(pattern, given[0] ?? '')),
  'ForAnyValue:StringEquals': (wanted, given = []) => given.some((value) => wanted.includes(value)),
  'ForAllValues:StringEquals': (wanted, given = []) => given.every((value) => wanted.includes(value)),
  'ForAllValues:StringLike': (wanted, given = []) =>
    given.every((value) => wanted.some((pattern) => matches(pattern, value))),
  Null: (wanted, given) => wanted.includes(String(given === undefined)),
};

/** Every operator and every key must hold. @throws Error for an operator that is not known here */
function holds(conditions: ConditionBlock, context: Need['context']): boolean {
  // Context keys are not case-sensitive (IAM User Guide, "Condition").
  const lower = new Map(Object.entries(context).map(([key, value]) => [key.toLowerCase(), [value].flat()]));
  return Object.entries(conditions).every(([operator, keys]) => {
    const test = OPERATORS[operator];
    if (test === undefined) throw new Error(`The condition operator ${operator} is not known here`);
    return Object.entries(keys).every(([key, wanted]) => test(wanted, lower.get(key.toLowerCase())));
  });
}
