import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CelEngine, type Engine } from '@aws/cloudformation-validate';
import { expandTemplate } from '../../scripts/template/expansion';
import { loadTemplate } from '../../scripts/template/load';
import { errorsOf } from '../../scripts/template/validate';

const folder = 'templates/examples';
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

let engine: Engine;
beforeAll(() => {
  engine = new CelEngine();
});
afterAll(() => engine.free());

describe('the examples', () => {
  it.each(files)("%s needs no parameter, and expands to what AWS's schemas allow", async (name) => {
    const { template, blocks, warnings } = expandTemplate(await loadTemplate(join(folder, name)), {});
    expect(errorsOf(engine, template)).toEqual([]);
    expect(warnings).toMatch(
      name === 'native-migrated.yaml' ? /^[^\n]*https:\/\/ before Web.Endpoint is removed[^\n]*$/ : /^$/,
    );
    expect(blocks).toBe(name === 'native.yaml' ? 0 : name === 'two-services.yaml' ? 2 : 1);
  });

  it('migrate the native resource by changing only its Type and the Transform', () => {
    const [native, migrated] = ['native.yaml', 'native-migrated.yaml'].map((name) =>
      readFileSync(join(folder, name), 'utf8'),
    );
    expect(
      migrated?.replace('Transform: Express\n', '').replace('Express::Service', 'AWS::ECS::ExpressGatewayService'),
    ).toBe(native);
  });
});
