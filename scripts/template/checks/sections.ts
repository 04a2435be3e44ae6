import { at, type Finding } from '../../../handlers/template-language/findings';
import { isObject, type Json, type JsonObject, typeName } from '../../../handlers/template-language/json';
import { isLoop } from '../../../handlers/template-language/loop';
import { didYouMean } from '../../../handlers/template-language/nearest';
import { entriesOf } from '../entries';

/**
 * The sections of a template, and how many levels of maps each has.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html
 */
const SECTIONS: Readonly<Record<string, number>> = {
  AWSTemplateFormatVersion: 0,
  Description: 0,
  Metadata: 1,
  Parameters: 2,
  Rules: 2,
  Mappings: 3,
  Conditions: 2,
  Transform: 0,
  Resources: 2,
  Outputs: 2,
  Hooks: 2,
};
const NAMES = Object.keys(SECTIONS);

/** Finds sections that do not exist, and values in a section that should be maps. */
export const malformedSections = (template: JsonObject): Finding[] =>
  Object.entries(template).flatMap(([name, section]) => {
    const levels = SECTIONS[name];
    if (levels === undefined) {
      return [{ path: name, message: `is not a section of a template${didYouMean(name, NAMES)}` }];
    }
    // The macro reports what is wrong with resources.
    return name === 'Resources' ? [] : notMaps(section, name, levels);
  });

/** Another check reports nulls. */
function notMaps(value: Json, path: string, levels: number): Finding[] {
  if (levels === 0 || value === null) return [];
  if (!isObject(value)) return [{ path, message: `must be a map, not ${typeName(value)}` }];
  return entriesOf(value).flatMap(([key, item]) => (isLoop(key) ? [] : notMaps(item, at(path, key), levels - 1)));
}
