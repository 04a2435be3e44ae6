import { BLOCK_TYPE } from '../../handlers/macro/template/shape';
import type { JsonObject } from '../../handlers/template-language/json';
import { attributes } from './attributes';
import { REQUIRED_ONE_OF } from './combinations';
import { blockProperties } from './json-schema';

/**
 * `Express::Service` as CloudFormation's registry would describe a resource type: what validators of templates take as
 * an additional schema.
 */
export function providerSchema(): JsonObject {
  const { properties, definitions } = blockProperties('provider');
  return {
    typeName: BLOCK_TYPE,
    description: 'A container as a production web service: an open Amazon ECS Express Mode.',
    additionalProperties: false,
    properties: { ...properties, ...attributeProperties() },
    definitions,
    ...REQUIRED_ONE_OF,
    readOnlyProperties: attributes().map(([name]) => `/properties/${name.replaceAll('.', '/')}`),
    primaryIdentifier: ['/properties/ServiceArn'],
  };
}

/** Attributes are listed among the properties, nested at the dots in their names. */
function attributeProperties(): JsonObject {
  const root: JsonObject = {};
  for (const [name, attribute] of attributes()) {
    const path = name.split('.');
    const last = path.pop() ?? name;
    let holder = root;
    for (const part of path) {
      const inner = (holder[part] as JsonObject | undefined) ?? { type: 'object', properties: {} };
      holder[part] = inner;
      holder = inner.properties as JsonObject;
    }
    holder[last] = 'list' in attribute ? { type: 'array', items: { type: 'string' } } : { type: 'string' };
  }
  return root;
}
