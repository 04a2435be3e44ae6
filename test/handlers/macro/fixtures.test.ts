import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CelEngine, TemplateFile } from '@aws/cloudformation-validate';
import { expand } from '../../../handlers/macro/expand';
import { report } from '../../../handlers/template-language/findings';
import { expectUpToDate } from '../../generated';
import { expanded, FIXTURES, fixturesOf, readFixture } from './fixtures';

const RENEW = 'UPDATE=1 npx vitest run test/handlers/macro/fixtures.test.ts';

/** Compares a fixture with what comes out now, or writes that into it when `UPDATE=1` is set. */
function expectFile(file: string, content: string): void {
  const path = join(FIXTURES, file);
  if (process.env.UPDATE === '1') writeFileSync(path, content);
  expectUpToDate(RENEW, () => expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(content));
}

class InMemory extends TemplateFile {
  readonly #text: string;
  constructor(name: string, text: string) {
    super(name);
    this.#text = text;
  }
  override readBytes = (): Uint8Array => Buffer.from(this.#text);
}

describe('a valid template', () => {
  // Starting the validator takes seconds: one for all.
  const engine = new CelEngine();
  afterAll(() => engine.free());

  test.each(fixturesOf('valid'))('%s expands to the template beside it', (name) => {
    expectFile(`valid/${name}.json`, `${JSON.stringify(expanded(readFixture('valid', name)), null, 1)}\n`);
  });

  test.each(fixturesOf('valid'))('%s expands to what AWS schemas accept', (name) => {
    const text = JSON.stringify(expanded(readFixture('valid', name)));
    const { diagnostics } = engine.validateStandard(new InMemory(`${name}.json`, text));
    const errors = diagnostics
      .filter(({ severity }) => severity === 'ERROR' || severity === 'FATAL')
      // This rule asks for ports and does not see those that a function gives.
      .filter(({ ruleId }) => ruleId !== 'E3687');
    expect(errors.map(({ ruleId, message, entity }) => ({ ruleId, message, entity }))).toEqual([]);
  });

  test.each(fixturesOf('valid'))('%s stays as it is when its expansion is expanded', (name) => {
    const once = expanded(readFixture('valid', name));
    expect(JSON.stringify(expanded({ ...readFixture('valid', name), fragment: once }))).toBe(JSON.stringify(once));
  });
});

describe('an invalid template', () => {
  test.each(fixturesOf('invalid'))('%s is refused with every finding', (name) => {
    const result = expand(readFixture('invalid', name));
    expectFile(`invalid/${name}.txt`, `${result.ok ? 'No finding.' : report(result.findings)}\n`);
    expect(result.ok).toBe(false);
  });
});
