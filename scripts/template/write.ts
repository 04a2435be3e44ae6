import { stringify } from 'yaml';
import type { JsonObject } from '../../handlers/template-language/json';

/**
 * The text of a template. It ends with a newline. YAML is written for version 1.1, which CloudFormation reads: texts
 * that look like a date, a number or a boolean get quotes.
 */
export const writeTemplate = (template: JsonObject, format: 'yaml' | 'json'): string =>
  format === 'json'
    ? `${JSON.stringify(template, null, 2)}\n`
    : stringify(template, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
