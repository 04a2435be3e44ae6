import { CelEngine } from '@aws/cloudformation-validate';
import type { Json, JsonObject } from '../../../handlers/template-language/json';
import { limitConditions } from '../../../scripts/template/limit-conditions';
import { errorsOf } from '../../../scripts/template/validate';

/** A template whose task definition uses that many conditions. With the defaults, those with an even number hold. */
function templateOf(count: number): JsonObject {
  const numbers = Array.from({ length: count }, (_, index) => index);
  const named = (prefix: string, make: (index: number) => Json): JsonObject =>
    Object.fromEntries(numbers.map((index) => [`${prefix}${index}`, make(index)]));
  const Environment = numbers.map((index) => ({
    Name: `N${index}`,
    Value: { 'Fn::If': [`Is${index}`, 'yes', 'no'] },
  }));
  return {
    Parameters: named('Choice', (index) => ({ Type: 'String', Default: String(index % 2) })),
    Conditions: named('Is', (index) => ({ 'Fn::Equals': [{ Ref: `Choice${index}` }, '0'] })),
    Resources: {
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { ContainerDefinitions: [{ Name: 'Main', Image: 'nginx', Environment }] },
      },
    },
  };
}

function valuesIn(template: JsonObject): Json[] {
  const { Resources } = template as {
    Resources: { Task: { Properties: { ContainerDefinitions: [{ Environment: { Value: Json }[] }] } } };
  };
  return Resources.Task.Properties.ContainerDefinitions[0].Environment.map(({ Value }) => Value);
}

function without(template: JsonObject, name: string): JsonObject {
  const { [name]: _, ...rest } = template;
  return rest;
}

test('beyond eight conditions of a resource, branches are chosen with the defaults of the parameters', () => {
  const template = templateOf(11);
  const original = structuredClone(template);
  expect(valuesIn(limitConditions(template))).toEqual([...valuesIn(template).slice(0, 8), 'yes', 'no', 'yes']);
  expect(template).toEqual(original);
});

test('a condition that no default decides counts as false', () => {
  expect(valuesIn(limitConditions(without(templateOf(9), 'Parameters'))).at(-1)).toBe('no');
});

test('a condition that is used several times counts once, and each resource may have eight', () => {
  const template = templateOf(8);
  const other = templateOf(16).Resources as JsonObject;
  const both = {
    ...template,
    Resources: { ...(template.Resources as JsonObject), Again: structuredClone(other.Task ?? null) },
  };
  expect(valuesIn(limitConditions(both))).toEqual(valuesIn(template));
});

test('conditions within a chosen branch are limited too', () => {
  const template = templateOf(9);
  const [value] = valuesIn(template).slice(-1) as [{ 'Fn::If': Json[] }];
  value['Fn::If'][1] = { 'Fn::If': ['Is0', 'both', { 'Fn::If': ['Odd', 'a', 'b'] }] };
  expect(valuesIn(limitConditions(template)).at(-1)).toEqual({ 'Fn::If': ['Is0', 'both', 'b'] });
});

test('templates without resources and values without Fn::If stay unchanged', () => {
  expect(limitConditions({ Resources: [] })).toEqual({ Resources: [] });
  const odd = { Resources: { A: { 'Fn::If': ['X'] }, B: { 'Fn::If': [1, 2, 3] } } };
  expect(limitConditions(odd)).toEqual(odd);
});

test("AWS's validator answers for any number of conditions", () => {
  const engine = new CelEngine();
  expect(errorsOf(engine, templateOf(30))).toEqual([]);
  engine.free();
});
