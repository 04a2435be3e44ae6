import { type Attribute, attributesOf } from '../../handlers/macro/references/attributes';
import { minimalService } from '../../handlers/macro/service/minimal';

/** Every attribute that `Fn::GetAtt` finds on a block with default properties. */
export function attributes(): [string, Exclude<Attribute, { refused: string }>][] {
  const spec = minimalService('Service');
  const all = spec === undefined ? [] : Object.entries(attributesOf(spec));
  return all.flatMap(([name, attribute]) => ('refused' in attribute ? [] : [[name, attribute]]));
}
