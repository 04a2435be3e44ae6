import { BLOCK_TYPE, holdsBlock } from '../../../handlers/macro/template/shape';
import { at, type Finding } from '../../../handlers/template-language/findings';
import { type Json, type JsonObject, member } from '../../../handlers/template-language/json';
import { entriesOf } from '../entries';

/**
 * Finds values that were forgotten (`BucketName:`). CloudFormation accepts null only in metadata. The macro itself
 * reports nulls in blocks.
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
  if (value === null) return [{ path, message: 'is null, which CloudFormation refuses; give it a value or remove it' }];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, item]) =>
    NULL_ALLOWED.includes(key) ? [] : nullsIn(item, at(path, key)),
  );
}

/** Keys below which null is allowed: it is not read, becomes a text, or means the stack's own Region. */
const NULL_ALLOWED = ['Metadata', 'Fn::ToJsonString', 'Fn::GetAZs'];
