import { BLOCK_TYPE } from '../../handlers/macro/template/shape';
import { FUNCTIONS } from '../../handlers/template-language/intrinsics';
import type { JsonObject } from '../../handlers/template-language/json';
import { excludedWhenGiven, GIVEN, REQUIRED_ONE_OF } from './combinations';
import { blockProperties } from './json-schema';

/**
 * The schema with which an editor completes, explains and checks `Express::Service` blocks; it allows anything else.
 */
export function templateSchema(): JsonObject {
  const { properties, definitions } = blockProperties('editor');
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'CloudFormation template with Express::Service',
    type: 'object',
    properties: {
      Transform: { description: 'Names the macro: Express, or a list with Express in it.' },
      Resources: { type: 'object', additionalProperties: { $ref: '#/definitions/Resource' } },
    },
    definitions: {
      Resource: {
        if: { type: 'object', required: ['Type'], properties: { Type: { const: BLOCK_TYPE } } },
        ...whenBlock(),
      },
      Service: {
        anyOf: [
          { type: 'object', additionalProperties: false, properties, ...REQUIRED_ONE_OF, ...excludedWhenGiven() },
          { $ref: '#/definitions/Function' },
        ],
      },
      ...definitions,
      Given: GIVEN,
      Function: {
        type: 'object',
        minProperties: 1,
        maxProperties: 1,
        additionalProperties: false,
        properties: Object.fromEntries(FUNCTIONS.filter((name) => name !== 'Fn::ForEach').map((name) => [name, {}])),
      },
    },
  };
}

/** Made from entries, because an object literal with a member `then` looks like a promise to the linter. */
const whenBlock = (): JsonObject =>
  Object.fromEntries([
    [
      'then',
      {
        type: 'object',
        additionalProperties: false,
        properties: {
          Type: { type: 'string' },
          Properties: { $ref: '#/definitions/Service' },
          DependsOn: { type: ['string', 'array'] },
          Condition: { type: 'string' },
          DeletionPolicy: {},
          UpdateReplacePolicy: {},
          Metadata: {},
        },
      },
    ],
  ]);
