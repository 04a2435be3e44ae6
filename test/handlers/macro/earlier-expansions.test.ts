/** What an update of the macro changes in stacks that version 0.1.0 has made. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { handler } from '../../../handlers/macro/index';
import { isObject, type Json, type JsonObject, mapValues, member } from '../../../handlers/template-language/json';
import { earlierBundle } from '../../end-to-end/earlier-version';
import { expanded, fixturesOf, readFixture } from './fixtures';

/** Fixtures about what version 0.1.0 did in another way, on purpose. */
const CHANGED = ['shared-facts'];
/** Fixtures about properties that version 0.1.0 did not have. */
const ADDED = ['distribution'];

let earlier: { handler: typeof handler };
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cfn-express-macro-'));
  const path = join(folder, 'macro.js');
  writeFileSync(path, await earlierBundle('0.1.0', 'macro'));
  earlier = require(path);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The template without the custom resources of the traffic and the waits for them, and with the contract of 0.1.0. */
function withoutTraffic(template: JsonObject): JsonObject {
  const resources = template.Resources as JsonObject;
  const added = Object.keys(resources).filter((id) => member(resources[id], 'Type') === 'Custom::ExpressTraffic');
  const kept = Object.entries(resources).filter(([id]) => !added.includes(id));
  const before = (resource: Json): Json =>
    isObject(resource)
      ? mapValues(resource, (value, key) => {
          if (key === 'DependsOn' && Array.isArray(value)) return value.filter((id) => !added.includes(String(id)));
          return key === 'Properties' && isObject(value) && 'Contract' in value ? { ...value, Contract: 2 } : value;
        })
      : resource;
  return { ...template, Resources: Object.fromEntries(kept.map(([id, resource]) => [id, before(resource)])) };
}

test.each(fixturesOf('valid').filter((name) => ![...CHANGED, ...ADDED].includes(name)))(
  '%s is expanded as by version 0.1.0, but for the traffic, the waits for it, and the contract',
  async (name) => {
    const input = readFixture('valid', name);
    const { fragment, errorMessage } = await earlier.handler({ requestId: '1', ...input });
    expect(errorMessage).toBeUndefined();
    expect(JSON.stringify(withoutTraffic(expanded(input)))).toBe(JSON.stringify(fragment));
  },
);
