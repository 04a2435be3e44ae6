import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { resource } from '../fixtures';

export const surroundings = { region: 'eu-west-1', accountId: '123456789012' };

/** A template with services made by a loop, their body given, and whatever else. */
export const looped = (collection: Json, body: JsonObject, rest: JsonObject = {}) => ({
  fragment: {
    ...rest,
    Resources: {
      'Fn::ForEach::Services': [
        'Name',
        collection,
        { '${Name}': { Type: 'Express::Service', Properties: { Image: 'nginx', ...body } } },
      ],
      ...(isObject(rest.Resources) ? rest.Resources : {}),
    },
  },
  ...surroundings,
});

/** The environment variables of a service, by name. */
export function environment(template: JsonObject, id: string): Record<string, Json | undefined> {
  const [container] = resource(template, `${id}TaskDefinition`).Properties.ContainerDefinitions as JsonObject[];
  const variables = (container?.Environment ?? []) as JsonObject[];
  return Object.fromEntries(variables.map(({ Name, Value }) => [Name, Value]));
}

/** Logical ids of a template, in their order. */
export const idsOf = (template: JsonObject): string[] => Object.keys(template.Resources as JsonObject);
