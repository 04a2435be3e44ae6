import type { JsonObject } from '../../../handlers/template-language/json';

/**
 * A template with that many parameters. Each has six allowed values, and a task definition and an output refer to it.
 * AWS's validator would try every combination.
 */
export function templateOfChoices(count: number): JsonObject {
  const names = Array.from({ length: count }, (_, index) => `Choice${index}`);
  const Parameter = { Type: 'String', Default: 'a', AllowedValues: ['a', 'b', 'c', 'd', 'e', 'f'] };
  const Environment = names.map((Name) => ({ Name, Value: { Ref: Name } }));
  return {
    Parameters: Object.fromEntries(names.map((name) => [name, Parameter])),
    Resources: {
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { ContainerDefinitions: [{ Name: 'Main', Image: 'nginx', Environment }] },
      },
    },
    Outputs: { All: { Value: { 'Fn::Sub': names.map((name) => `\${${name}}`).join(' ') } } },
  };
}
