import type { Finding } from '../../../handlers/template-language/findings';
import type { JsonObject } from '../../../handlers/template-language/json';
import { unknownAttributes } from './attributes';
import { circles } from './circles';
import { unknownConditions } from './conditions';
import { malformedFunctions } from './functions';
import { unknownMappings } from './mappings';
import { unknownNames } from './names';
import { nulls } from './nulls';
import { malformedOutputs } from './outputs';
import { malformedParameters } from './parameters';
import { malformedSections } from './sections';
import { misspeltTypes } from './types';

/**
 * Finds what CloudFormation would refuse in a template outside of its blocks, before anything is sent. CloudFormation
 * reports one mistake at a time, and not its place.
 * @param source the template as it was written
 * @param processed the same after the macro; undefined if the macro refuses it
 * @param names a template with the names of all resources that exist after the macro
 * @returns nothing if another macro or an include may change the template
 */
export function checkTemplate(source: JsonObject, processed: JsonObject | undefined, names: JsonObject): Finding[] {
  if (hasOtherMacros(names)) return [];
  return [
    ...malformedSections(source),
    ...malformedParameters(source),
    ...malformedOutputs(source),
    ...nulls(source),
    ...misspeltTypes(source),
    ...malformedFunctions(source),
    ...unknownNames(source, names),
    ...unknownAttributes(source, names),
    ...unknownConditions(source, names),
    ...unknownMappings(source),
    ...circles(source, processed),
  ];
}

/** Transforms that add no names. AWS::LanguageExtensions adds names only through loops, which each check considers. */
const PLAIN_TRANSFORMS: readonly unknown[] = ['Express', 'AWS::LanguageExtensions'];

const hasOtherMacros = (template: JsonObject): boolean =>
  [template.Transform ?? []].flat().some((transform) => !PLAIN_TRANSFORMS.includes(transform)) ||
  JSON.stringify(template).includes('"Fn::Transform"');
