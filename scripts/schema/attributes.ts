import { Findings } from '../../handlers/macro/findings';
import type { JsonObject } from '../../handlers/macro/json';
import { type Attribute, attributesOf } from '../../handlers/macro/references/attributes';
import { Resolver } from '../../handlers/macro/resolve';
import { readService } from '../../handlers/macro/service/read';

/** Every attribute that `Fn::GetAtt` finds on a block with the defaults. */
export function attributes(): [string, Exclude<Attribute, { refused: string }>][] {
  const template: JsonObject = {};
  const block = { id: 'Service', path: '', resource: { Properties: { Image: 'image' } } };
  const resolver = new Resolver({ template, parameters: {}, region: '', accountId: '', partition: '' });
  const spec = readService({ block, template, resolver, findings: new Findings(), warnings: new Findings() });
  const all = spec === undefined ? [] : Object.entries(attributesOf(spec));
  return all.flatMap(([name, attribute]) => ('refused' in attribute ? [] : [[name, attribute]]));
}
