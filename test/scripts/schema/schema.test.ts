import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CelEngine, SchemaFile, type StandardDiagnostic, TemplateFile } from '@aws/cloudformation-validate';
import Ajv from 'ajv';
import { expand } from '../../../handlers/macro/expand';
import { BLOCK } from '../../../handlers/macro/properties/block';
import { type JsonObject, member } from '../../../handlers/template-language/json';
import { generatedFiles } from '../../../scripts/schema/files';
import { parseTemplate } from '../../../scripts/template/parse';
import { expectUpToDate } from '../../generated';
import { fixturesOf, readFixture } from '../../handlers/macro/fixtures';

const ROOT = join(__dirname, '../../..');
const GENERATED = generatedFiles(ROOT);
const generated = (path: string): JsonObject => JSON.parse(GENERATED[path] ?? '{}');
const PROVIDER = generated('templates/express-service.schema.json');
const EDITOR = generated('templates/express-template.schema.json');

/** Properties that a task definition leaves no room for. */
const BESIDE_DEFINITION: [string, JsonObject][] = [
  ['a task definition and a size', { TaskDefinitionArn: 'web:1', Cpu: '256' }],
  ['a task definition and an image', { TaskDefinitionArn: 'web:1', Image: 'nginx' }],
];

/** Fields of the container twice. */
const TWICE: [string, JsonObject][] = [
  ['an image in both places', { Image: 'nginx', PrimaryContainer: { Image: 'httpd' } }],
  [
    'variables in both places',
    { Image: 'nginx', Environment: { A: '1' }, PrimaryContainer: { Environment: { B: '2' } } },
  ],
];

test.each(Object.entries(GENERATED))('%s is up to date with its source', (path, text) => {
  const written = readFileSync(join(ROOT, path), 'utf8');
  expectUpToDate('npm run schema', () => {
    if (path.endsWith('.json')) expect(JSON.parse(written)).toEqual(JSON.parse(text));
    else expect(written).toBe(text);
  });
});

test('Every property of the block is in both schemas and on the reference page, and explained there', () => {
  const page = GENERATED['templates/express-service.md'];
  const places = [PROVIDER, (EDITOR.definitions as { Service: { anyOf: JsonObject[] } }).Service.anyOf[0]];
  for (const name of Object.keys(BLOCK)) {
    for (const place of places) {
      expect(member(place?.properties, name)).toMatchObject({ description: expect.stringMatching(/\w.*\.$/) });
    }
    expect(page).toContain(`\n- \`${name}\`: `);
  }
});

describe('A validator that has the schema of the block', () => {
  class InMemory extends TemplateFile {
    readonly #text: string;
    constructor(text: string) {
      super('template.json');
      this.#text = text;
    }
    override readBytes = (): Uint8Array => Buffer.from(this.#text);
  }
  const engine = new CelEngine({
    schemaValidatorConfig: {
      additionalSchemas: [new SchemaFile(join(ROOT, 'templates/express-service.schema.json'))],
    },
  });
  afterAll(() => engine.free());
  const errors = (template: JsonObject): StandardDiagnostic[] =>
    engine
      .validateStandard(new InMemory(JSON.stringify(template)))
      // W3030: none of the possible values, to this validator a warning.
      .diagnostics.filter(({ severity, ruleId }) => ['ERROR', 'FATAL'].includes(severity) || ruleId === 'W3030');

  const examples = readdirSync(join(ROOT, 'templates/examples')).filter((file) => file.endsWith('.yaml'));
  test.each(examples)('finds nothing wrong with the example %s as it stands', (file) => {
    const text = readFileSync(join(ROOT, 'templates/examples', file), 'utf8');
    expect(errors(parseTemplate(text).value as JsonObject)).toEqual([]);
  });

  const block = (Properties: JsonObject, Value: JsonObject = { 'Fn::GetAtt': ['Web', 'Endpoint'] }): JsonObject => ({
    Transform: 'Express',
    Resources: { Web: { Type: 'Express::Service', Properties } },
    Outputs: { Url: { Value } },
  });

  test.each<[string, JsonObject]>([
    ['a misspelt property', block({ Image: 'nginx', ContainerPorts: 80 })],
    ['a property inside another', block({ Image: 'nginx', Deployment: { Rollback: { OwnAlarms: false } } })],
    ['a value out of range', block({ Image: 'nginx', ContainerPort: 0 })],
    ['a value that is none of the possible', block({ Image: 'nginx', Deployment: { Strategy: 'CANARI' } })],
    ['an override of nothing', block({ Image: 'nginx', Overrides: { TaskDefinitions: {} } })],
    ['a missing image', block({ Cpu: '256' })],
    ['an attribute that does not exist', block({ Image: 'nginx' }, { 'Fn::GetAtt': ['Web', 'Endpoints'] })],
  ])('finds %s', (_, template) => {
    expect(errors(block({ Image: 'nginx' }))).toEqual([]);
    expect(errors(template)).not.toEqual([]);
  });

  test('takes a size that is absent beside a task definition', () => {
    expect(errors(block({ TaskDefinitionArn: 'web:1', Cpu: { Ref: 'AWS::NoValue' } }))).toEqual([]);
  });
});

describe('An editor that has the schema of templates', () => {
  const validate = new Ajv({ strict: false, allErrors: true }).compile(EDITOR);

  test.each(fixturesOf('valid'))('accepts %s, whose short forms are written out', (name) => {
    const { fragment } = readFixture('valid', name);
    expect(validate(fragment) ? [] : validate.errors).toEqual([]);
  });

  test('accepts a short form as the text behind it, as language servers do', () => {
    const Properties = {
      Image: 'Image',
      ContainerPort: 'Port',
      Deployment: { Strategy: 'How' },
      NetworkConfiguration: { Subnets: 'Subnets' },
    };
    expect(validate({ Resources: { Web: { Type: 'Express::Service', Properties } } })).toBe(true);
  });

  test.each<[string, JsonObject]>([
    ['a misspelt property', { Image: 'nginx', ContainerPorts: 80 }],
    ['a misspelt property inside another', { Image: 'nginx', HealthCheck: { Interval: 5 } }],
    ['a number out of range', { Image: 'nginx', ContainerPort: 0 }],
    ['a list for a text', { Image: ['nginx'] }],
    ['an unknown function', { Image: { 'Fn::Nonsense': 'x' } }],
    ['a missing image', { Cpu: '256' }],
    ...BESIDE_DEFINITION,
    ...TWICE,
  ])('marks %s', (_, Properties) => {
    const template = { Resources: { Web: { Type: 'Express::Service', Properties } } };
    expect(validate(template)).toBe(false);
    expect(expand({ fragment: template, region: 'eu-west-1', accountId: '123456789012' }).ok).toBe(false);
  });

  test.each<[string, JsonObject]>([
    ['a field that is absent in one place', { Image: { Ref: 'AWS::NoValue' }, PrimaryContainer: { Image: 'nginx' } }],
    ['the short form of that', { Image: 'nginx', PrimaryContainer: { Image: 'AWS::NoValue' } }],
    [
      'a size that may be absent',
      { TaskDefinitionArn: 'web:1', Cpu: { 'Fn::If': ['Own', 256, { Ref: 'AWS::NoValue' }] } },
    ],
    ['a port beside a task definition', { TaskDefinitionArn: 'web:1', ContainerPort: 8080 }],
    ['fields in both places', { Image: 'nginx', PrimaryContainer: { ContainerPort: 8080 } }],
  ])('takes %s', (_, Properties) => {
    validate({ Resources: { Web: { Type: 'Express::Service', Properties } } });
    expect(validate.errors ?? []).toEqual([]);
  });

  test('accepts any other resource', () => {
    expect(validate({ Resources: { Topic: { Type: 'AWS::SNS::Topic', Properties: { Anything: 1 } } } })).toBe(true);
  });
});
