import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../handlers/template-language/json';
import { expandTemplate } from '../../../scripts/template/expansion';
import { loadTemplate } from '../../../scripts/template/load';
import { expectUpToDate } from '../../generated';
import { appOfTemplate, TEMPLATE } from './template';

const ROOT = join(__dirname, '../../..');
const sizeOf = (text: string): number => Buffer.byteLength(text);

test('the template has the app that scripts/demo makes', () => {
  const bundle = readFileSync(join(ROOT, 'dist/demo.js'), 'utf8').trimEnd();
  expectUpToDate('npm run demo', () => expect(appOfTemplate()).toBe(bundle));
});

test('app, template, expansion and task definition stay within their limits', async () => {
  expect(sizeOf(appOfTemplate())).toBeLessThanOrEqual(30_000);
  // CloudFormation takes so much in a call, and ECS so much of a task definition.
  expect(sizeOf(readFileSync(join(ROOT, TEMPLATE), 'utf8'))).toBeLessThan(51_200);
  const { template } = expandTemplate(await loadTemplate(join(ROOT, TEMPLATE)), {});
  expect(sizeOf(JSON.stringify(template))).toBeLessThan(51_200);
  const { WebTaskDefinition } = template.Resources as JsonObject;
  expect(sizeOf(JSON.stringify(WebTaskDefinition))).toBeLessThan(64_000);
});
