import { stringify } from 'yaml';
import type { JsonObject } from '../../handlers/template-language/json';

/**
 * A template as text, ending in a newline. YAML is written for readers of version 1.1, as CloudFormation is one: what
 * they would take for a date, a number or a boolean stands in quotes.
 */
export const writeTemplate = (template: JsonObject, format: 'yaml' | 'json'): string =>
  format === 'json'
    ? `${JSON.stringify(template, null, 2)}\n`
    : stringify(template, { version: '1.1', lineWidth: 0, aliasDuplicateObjects: false });
