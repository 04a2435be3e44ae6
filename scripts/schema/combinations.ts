import { CONTAINER } from '../../handlers/macro/properties/container';
import { EXCLUSIVE } from '../../handlers/macro/service/task-definition';
import { FUNCTIONS } from '../../handlers/template-language/intrinsics';
import type { JsonObject } from '../../handlers/template-language/json';

/**
 * A value that is certainly present. A function may give `AWS::NoValue`, and editors see a short form as the text or
 * list behind it.
 */
export const GIVEN: JsonObject = {
  anyOf: [
    { type: ['number', 'boolean'] },
    { type: 'string', not: { const: 'AWS::NoValue' } },
    { type: 'object', not: { anyOf: FUNCTIONS.map((name) => ({ required: [name] })) } },
  ],
};

const given: JsonObject = { $ref: '#/definitions/Given' };

/** One of these properties is required. */
export const REQUIRED_ONE_OF: JsonObject = {
  anyOf: ['Image', 'PrimaryContainer', 'TaskDefinitionArn'].map((name) => ({ required: [name] })),
};

/**
 * The properties that exclude each other. Only the schema for editors has them: validators of resource types count a
 * property as present even when it gives `AWS::NoValue`, so they would refuse correct templates.
 */
export const excludedWhenGiven = (): JsonObject => ({
  allOf: [...EXCLUSIVE.map((name) => never(['TaskDefinitionArn', name])), ...Object.keys(CONTAINER).map(twice)],
});

const never = (names: readonly string[]): JsonObject => ({
  not: { required: [...names], properties: Object.fromEntries(names.map((name) => [name, given])) },
});

const twice = (name: string): JsonObject => ({
  not: {
    required: [name, 'PrimaryContainer'],
    properties: {
      [name]: given,
      PrimaryContainer: { type: 'object', required: [name], properties: { [name]: given } },
    },
  },
});
