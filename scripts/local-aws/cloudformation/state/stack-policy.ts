/** Stack policies: which resources an update may change, replace or delete. */
import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';

export type UpdateAction = 'Update:Modify' | 'Update:Replace' | 'Update:Delete';

export interface StackPolicy {
  statements: readonly PolicyStatement[];
}

interface PolicyStatement {
  effect: 'Allow' | 'Deny';
  matches(action: UpdateAction, logicalId: string, type: string): boolean;
}

/** The longest policy in a request: https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_SetStackPolicy.html */
const LONGEST = 16_384;
const ACTIONS = ['Update:Modify', 'Update:Replace', 'Update:Delete', 'Update:*'];
const PREFIX = 'LogicalResourceId/';

/**
 * Reads the text of a policy.
 * @param logicalIds those of the stack's template, if the policy is new: CloudFormation refuses one that names another
 * @throws AwsError ValidationError for the first mistake
 */
export function readStackPolicy(body: string, logicalIds?: readonly string[]): StackPolicy {
  if (body.length > LONGEST) throw wrong(`the policy has more than ${LONGEST} characters`);
  const { Statement } = parse(body);
  const statements = Array.isArray(Statement) ? Statement : [Statement];
  return { statements: statements.map((one) => readStatement(one, logicalIds)) };
}

const wrong = (what: string) => validationError(`Error validating stack policy: ${what}`);

function parse(body: string): JsonObject {
  try {
    const policy: Json = JSON.parse(body);
    if (isObject(policy) && policy.Statement !== undefined) return policy;
  } catch {}
  throw wrong('Invalid stack policy');
}

function readStatement(statement: Json | undefined, logicalIds: readonly string[] | undefined): PolicyStatement {
  if (!isObject(statement)) throw wrong('Invalid stack policy');
  const { Effect, Principal, Condition } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw wrong(`Unknown effect ${JSON.stringify(Effect)}`);
  if (Principal !== '*') throw wrong('Principal must be "*"');
  const action = oneOf(statement, 'Action', 'NotAction');
  const unknown = action.texts.find((text) => !ACTIONS.includes(text));
  if (unknown !== undefined) throw wrong(`Unknown action ${unknown}`);
  const resource = oneOf(statement, 'Resource', 'NotResource');
  for (const text of resource.texts) checkResource(text, logicalIds);
  const types = readCondition(Condition);
  return {
    effect: Effect,
    matches: (wanted, logicalId, type) =>
      action.matches(wanted) && resource.matches(`${PREFIX}${logicalId}`) && (types?.(type) ?? true),
  };
}

/** One of two opposite elements: a text or a list of texts, in which `*` stands for anything. */
function oneOf(statement: JsonObject, name: string, opposite: string) {
  const isOpposite = statement[name] === undefined;
  const value = statement[isOpposite ? opposite : name];
  if ((statement[name] === undefined) === (statement[opposite] === undefined)) {
    throw wrong(`a statement needs either ${name} or ${opposite}`);
  }
  const texts = (Array.isArray(value) ? value : [value]).map((text) => String(text));
  return { texts, matches: (text: string) => texts.some((pattern) => isLike(text, pattern)) !== isOpposite };
}

function checkResource(text: string, logicalIds: readonly string[] | undefined): void {
  if (text === '*') return;
  const id = text.startsWith(PREFIX) ? text.slice(PREFIX.length) : '';
  if (id === '') throw wrong(`Invalid resource ${text}`);
  if (id.includes('*') || logicalIds === undefined || logicalIds.includes(id)) return;
  throw wrong(
    `Unknown logical id '${text}' in statement {} - stack policies can only be applied to logical ids referenced in the template`,
  );
}

/** StringEquals or StringLike of ResourceType: nothing else is known in a stack policy. */
function readCondition(condition: Json | undefined): ((type: string) => boolean) | undefined {
  if (condition === undefined) return undefined;
  const [[operator, keys] = ['', {}], ...more] = Object.entries(isObject(condition) ? condition : {});
  const types = isObject(keys) ? (keys as JsonObject).ResourceType : undefined;
  if (more.length > 0 || types === undefined || !['StringEquals', 'StringLike'].includes(operator)) {
    throw wrong(`Unknown condition ${JSON.stringify(condition)}`);
  }
  const patterns = (Array.isArray(types) ? types : [types]).map(String);
  return (type) => patterns.some((pattern) => (operator === 'StringLike' ? isLike(type, pattern) : type === pattern));
}

const isLike = (text: string, pattern: string): boolean =>
  new RegExp(`^${pattern.split('*').map(escaped).join('.*')}$`).test(text);
const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Why the policy does not allow an action, in CloudFormation's words. What no statement allows is denied. */
export function whyDenied(
  { statements }: StackPolicy,
  action: UpdateAction,
  { logicalId, type }: { logicalId: string; type: string },
): string | undefined {
  const found = (effect: PolicyStatement['effect']): number =>
    statements.findIndex((statement) => statement.effect === effect && statement.matches(action, logicalId, type));
  const denial = found('Deny');
  const what = `[${action}] for resource [${PREFIX}${logicalId}];`;
  if (denial >= 0) return `Action denied by stack policy: Statement [#${denial + 1}] does not allow ${what}`;
  return found('Allow') >= 0 ? undefined : `Action not allowed by stack policy: No statement allows ${what}`;
}
