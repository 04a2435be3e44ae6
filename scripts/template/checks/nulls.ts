import { BLOCK_TYPE, holdsBlock } from '../../../handlers/macro/template/shape';
import { at, type Finding } from '../../../handlers/template-language/findings';
import { type Json, type JsonObject, member } from '../../../handlers/template-language/json';
import { entriesOf } from '../entries';

/**
 * Values that were forgotten (`BucketName:`). CloudFormation takes a null nowhere but in metadata; what one means in a
 * block the macro tells.
 */
export const nulls = (template: JsonObject): Finding[] =>
  entriesOf(template).flatMap(([name, section]) => {
    if (name === 'Metadata') return [];
    if (name !== 'Resources') return nullsIn(section, name);
    return entriesOf(section).flatMap(([id, resource]) => {
      const isOfMacro = resource === null || member(resource, 'Type') === BLOCK_TYPE || holdsBlock(resource);
      return isOfMacro ? [] : nullsIn(resource, at(name, id));
    });
  });

function nullsIn(value: Json, path: string): Finding[] {
  if (value === null)
    return [{ path, message: 'is null, which CloudFormation refuses; give it a value, or remove it' }];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) => (PRIVATE.includes(key) ? [] : nullsIn(item, at(path, key))));
}

/** What stands here CloudFormation does not read, or makes a text of, or takes for the stack's own Region. */
const PRIVATE = ['Metadata', 'Fn::ToJsonString', 'Fn::GetAZs'];
