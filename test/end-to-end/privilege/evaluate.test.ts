import { allGrants, grantsOf, matches, type Need } from './evaluate';
import { readDocument } from './policy';

const RULE = 'arn:aws:elasticloadbalancing:eu-west-1:1:listener-rule/app/express-a/b/c/d';

const statements = (statement: object) =>
  readDocument('policy', JSON.stringify({ Statement: [{ Sid: 'S', Effect: 'Allow', ...statement }] }));

const granted = (statement: object, need: Partial<Need> = {}): boolean =>
  grantsOf(statements({ Action: 'elasticloadbalancing:DeleteRule', Resource: '*', ...statement }), {
    action: 'elasticloadbalancing:DeleteRule',
    resource: RULE,
    context: {},
    ...need,
  }).length > 0;

test('an action is granted by its name or a pattern, in upper or lower case', () => {
  expect(granted({})).toBe(true);
  expect(granted({ Action: ['ecs:*', 'elasticloadbalancing:delete*'] })).toBe(true);
  expect(granted({ Action: 'elasticloadbalancing:DeleteRules' })).toBe(false);
});

test('a resource is granted by a pattern that matches its whole ARN', () => {
  const of = (name: string) => `arn:aws:elasticloadbalancing:eu-west-1:1:listener-rule/app/${name}`;
  expect(granted({ Resource: of('express-*/*/*/*') })).toBe(true);
  expect(granted({ Resource: [of('other-*/*/*/*'), of('express-?/b/c/d')] })).toBe(true);
  expect(granted({ Resource: of('express-*/b/c') })).toBe(false);
  expect(granted({ Resource: of('mine-*/*/*/*') })).toBe(false);
});

test('a dot in a pattern matches only a dot', () => {
  expect([matches('a.b', 'a.b'), matches('a.b', 'axb')]).toEqual([true, false]);
});

test.each([
  [{ Null: { 'aws:ResourceTag/t': 'false' } }, { 'aws:ResourceTag/t': 'x' }, true],
  [{ Null: { 'aws:ResourceTag/t': 'false' } }, {}, false],
  [{ Null: { 'aws:ResourceTag/t': 'true' } }, {}, true],
  [{ StringEquals: { k: ['a', 'b'] } }, { k: 'b' }, true],
  [{ StringEquals: { k: 'a' } }, { K: 'a' }, true],
  [{ StringEquals: { k: 'a' } }, { k: 'A' }, false],
  [{ StringEquals: { k: 'a' } }, {}, false],
  [{ StringLike: { k: 'a*' } }, { k: 'abc' }, true],
  [{ StringLike: { k: 'a*' } }, { k: 'b' }, false],
  [{ ArnLike: { k: 'arn:*:x' } }, { k: 'arn:aws:x' }, true],
  [{ 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, { k: ['c', 'b'] }, true],
  [{ 'ForAnyValue:StringEquals': { k: ['a', 'b'] } }, {}, false],
  [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, { k: ['c', 'b'] }, false],
  [{ 'ForAllValues:StringEquals': { k: ['a', 'b'] } }, {}, true],
  [{ 'ForAllValues:StringLike': { k: ['a*', 'b'] } }, { k: ['ac', 'b'] }, true],
  [{ 'ForAllValues:StringLike': { k: ['a*', 'b'] } }, { k: ['ac', 'bc'] }, false],
  [{ StringEquals: { k: 'a' }, Null: { l: 'true' } }, { k: 'a', l: 'there' }, false],
])('%j in the context %j: %s', (Condition, context, expected) => {
  expect(granted({ Condition }, { context })).toBe(expected);
});

test('a statement that is not understood is an error', () => {
  expect(() => granted({ Condition: { IpAddress: { k: '::/0' } } })).toThrow('IpAddress');
  expect(() => statements({ Effect: 'Deny', Action: 'a:b', Resource: '*' })).toThrow('policy, statement 1');
  expect(() => statements({ NotAction: 'a:b', Resource: '*' })).toThrow('policy, statement 1');
});

test('a statement grants each of its actions on each of its resources', () => {
  expect(allGrants(statements({ Action: ['a:b', 'a:c'], Resource: ['x', 'y'] }))).toHaveLength(4);
});
