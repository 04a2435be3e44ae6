/** Finds what the transform AWS::LanguageExtensions would have to do in a template. */
import { isObject, type Json } from '../../../../handlers/template-language/json';

export const LANGUAGE_EXTENSIONS = 'AWS::LanguageExtensions';

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/transform-aws-languageextensions.html */
const FUNCTIONS = new Set(['Fn::Length', 'Fn::ToJsonString']);

/**
 * Where a value contains functions that only AWS::LanguageExtensions knows.
 * @returns their paths, each ending in the function; empty if the transform would return the value unchanged
 */
export function leftForLanguageExtensions(value: Json, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((entry, at) => leftForLanguageExtensions(entry, `${path}[${at}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, entry]) => {
    const here = path === '' ? key : `${path}.${key}`;
    return isExtension(key, entry) ? [here] : leftForLanguageExtensions(entry, here);
  });
}

/** Fn::FindInMap is an extension if it has a default value, its fourth argument. */
const isExtension = (key: string, argument: Json): boolean =>
  FUNCTIONS.has(key) ||
  key.startsWith('Fn::ForEach::') ||
  (key === 'Fn::FindInMap' && Array.isArray(argument) && argument.length > 3);
