import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ExpandInput, expand } from '../../../handlers/macro/expand';
import type { JsonObject } from '../../../handlers/template-language/json';
import { parseTemplate } from '../../../scripts/template/parse';

export const FIXTURES = join(__dirname, 'fixtures');

/** The names of the fixtures of one kind, without their endings. */
export const fixturesOf = (kind: 'valid' | 'invalid'): string[] =>
  readdirSync(join(FIXTURES, kind))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => file.slice(0, -'.yaml'.length));

/** A template as CloudFormation would hand it to the macro, from YAML. Parameter values stand in its first line. */
export function inputOf(yaml: string): ExpandInput {
  const [, parameters = '{}'] = /^# parameters: (.*)$/m.exec(yaml) ?? [];
  return {
    fragment: parseTemplate(yaml).value,
    templateParameterValues: JSON.parse(parameters),
    region: 'eu-west-1',
    accountId: '123456789012',
  };
}

export const readFixture = (kind: 'valid' | 'invalid', name: string): ExpandInput =>
  inputOf(readFileSync(join(FIXTURES, kind, `${name}.yaml`), 'utf8'));

/** The processed template. Throws with the findings when there are any. */
export function expanded(input: ExpandInput): JsonObject {
  const result = expand(input);
  if (!result.ok) throw new Error(result.findings.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return result.template;
}

/** The findings as lines. Empty when there are none. */
export function findingsOf(input: ExpandInput): string[] {
  const result = expand(input);
  return result.ok ? [] : result.findings.map(({ path, message }) => `${path}: ${message}`);
}

/** A template with one service `Web`, its properties given; `Image` is there unless they say otherwise. */
export const service = (properties: JsonObject, rest: JsonObject = {}): ExpandInput => ({
  fragment: {
    ...rest,
    Resources: {
      Web: { Type: 'Express::Service', Properties: { Image: 'nginx', ...properties } },
      ...(typeof rest.Resources === 'object' ? rest.Resources : {}),
    },
  },
  region: 'eu-west-1',
  accountId: '123456789012',
});

/** A resource of a processed template. Throws when there is none. */
export function resource(template: JsonObject, id: string): JsonObject & { Properties: JsonObject } {
  const found = (template.Resources as JsonObject)[id];
  if (found === undefined) throw new Error(`no resource ${id}`);
  return found as JsonObject & { Properties: JsonObject };
}
