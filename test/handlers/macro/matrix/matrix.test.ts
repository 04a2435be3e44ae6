import { CelEngine } from '@aws/cloudformation-validate';
import { expand } from '../../../../handlers/macro/expand';
import { type Json, type JsonObject, member } from '../../../../handlers/template-language/json';
import { errorsOf } from '../../../../scripts/template/validate';
import { emptyParameter, type Form, formsOf, STORE, SURROUNDINGS } from './functions';
import { PROPERTIES, type Property } from './properties';

// A batch takes a third of a second on an idle processor.
/** One property written in one way. */
interface Case {
  id: string;
  property: Property;
  form: Form;
}

/** If one of these is absent, another property is required. Other tests cover their absence. */
const NEEDED = ['TaskDefinitionArn', 'CapacityProviderStrategy[].Weight', 'Distribution.CertificateArn'];

const CASES: Case[] = PROPERTIES.flatMap((property, index) =>
  formsOf(`${index}`, property.sample)
    .filter(({ absent }) => !absent || !NEEDED.includes(property.path))
    .map((form, number) => ({ id: `S${index}x${number}`, property, form })),
);

interface WrittenBlock {
  id: string;
  form?: Pick<Form, 'sections'>;
  properties: JsonObject;
  condition?: string;
}

function templateOf(cases: readonly WrittenBlock[]): JsonObject {
  const sections = (name: 'Parameters' | 'Mappings') =>
    Object.assign({}, SURROUNDINGS[name], ...cases.map(({ form }) => form?.sections?.[name]));
  const Mappings = sections('Mappings');
  return {
    ...SURROUNDINGS,
    Parameters: sections('Parameters'),
    ...(Object.keys(Mappings).length > 0 ? { Mappings } : {}),
    Resources: {
      ...STORE,
      ...Object.fromEntries(
        cases.map(({ id, properties, condition }) => [
          id,
          { Type: 'Express::Service', ...(condition && { Condition: condition }), Properties: properties },
        ]),
      ),
    },
  };
}
const run = (cases: readonly WrittenBlock[]) =>
  expand({ fragment: templateOf(cases), region: 'eu-west-1', accountId: '123456789012' });
const blockOf = ({ id, property, form }: Case) => ({ id, form, properties: property.block(form.value) });

/** Kinds of values that decide what is generated. */
const decides = ({ schema }: Property): boolean =>
  ['choice', 'flag', 'name', 'pairs', 'struct', 'object'].includes(schema.kind) ||
  (schema.kind === 'list' && schema.known === true);

/** No policy can be written for a dynamic reference: it may give an ARN or a name, and no function can tell which. */
const unreadable = ({ property, form }: Case): boolean =>
  form.name === 'a dynamic reference' && /Secrets(\{\}|\[\]\.ValueFrom)$|CredentialsParameter$/.test(property.path);

/** Whether the macro accepts the function: its value is known, or the value does not decide what is generated. */
const passes = ({ property, form }: Case): boolean => form.known || (!decides(property) && form.text === undefined);

const isRefused = (one: Case): boolean =>
  !passes(one) || unreadable(one) || (one.form.absent === true && one.property.required);

/** All resources that were generated from one block. */
const madeOf = (template: JsonObject, id: string): JsonObject =>
  Object.fromEntries(
    Object.entries(template.Resources as JsonObject).filter(([name]) => new RegExp(`^${id}([A-Z]|$)`).test(name)),
  );

test('The matrix has every property of the block and every function', () => {
  expect(PROPERTIES.length).toBeGreaterThan(150);
  expect(CASES.length).toBeGreaterThan(2000);
});

test.each(CASES.filter(isRefused).map((one): [string, string, Case] => [one.property.path, one.form.name, one]))(
  '%s as %s is refused with its path and the reason',
  (path, _, one) => {
    const result = run([blockOf(one)]);
    expect(result.ok).toBe(false);
    const [finding] = result.ok ? [] : result.findings;
    // The path of an item, or of a property of an item, contains the item's index.
    const place = path.replaceAll('[]', '.0').replace(/\{\}$/, '.A');
    expect(finding?.path.startsWith(`Resources.${one.id}.Properties.${place}`)).toBe(true);
    expect(finding?.message).toMatch(/decides what is generated|must be|is missing|is required|is a dynamic reference/);
  },
);

/** A processed template may have 500 resources, and no service makes more than 17. */
const BATCH = 29;

const TAKEN = CASES.filter((one) => !isRefused(one));
/** Cases that expand to the same as the literal. The validator checks only the literal. */
const AS_LITERAL = TAKEN.filter(({ property, form }) => decides(property) || form.absent);
const LITERALS = PROPERTIES.map((property, index): Case => {
  return { id: `L${index}`, property, form: { name: 'a literal', known: true, value: property.sample } };
});

const batches = (cases: readonly Case[]): [number, Case[]][] =>
  Array.from({ length: Math.ceil(cases.length / BATCH) }, (_, index) => [
    index,
    cases.slice(index * BATCH, (index + 1) * BATCH),
  ]);

function expandAll(cases: readonly Case[]): JsonObject {
  const result = run(cases.map(blockOf));
  if (!result.ok) throw new Error(JSON.stringify(result.findings));
  return result.template;
}

test.each(batches(AS_LITERAL))(
  'A function for a value that decides gives the same resources as the literal: batch %d',
  (_, cases) => {
    const template = expandAll(cases);
    for (const one of cases) expectWhole(one, madeOf(template, one.id));
  },
);

describe('A function for any other value', () => {
  const engine = new CelEngine();
  afterAll(() => engine.free());
  const others = [...LITERALS, ...TAKEN.filter((one) => !AS_LITERAL.includes(one))];

  test.each(batches(others))('is kept as it was written, and is valid for AWS schemas: batch %d', (_, cases) => {
    const template = expandAll(cases);
    for (const one of cases) if (!LITERALS.includes(one)) expectWhole(one, madeOf(template, one.id));
    const errors = errorsOf(engine, template).filter(({ message }) => !message.includes('(E3687)'));
    expect(errors).toEqual([]);
  });
});

test('A block whose condition is false may have an empty parameter for any property', () => {
  const refused = PROPERTIES.flatMap((property, index) => {
    const form = emptyParameter(`${index}`, property.sample);
    const properties = property.block(form.value);
    const result = run([{ id: `N${index}`, form, properties, condition: 'No' }]);
    return result.ok ? [] : [[property.path, result.findings]];
  });
  expect(refused).toEqual([]);
});

/** Expects a value that decides to give the same as the literal, and any other value to be kept as it was written. */
function expectWhole({ id, property, form }: Case, made: JsonObject): void {
  const say = `${property.path} as ${form.name}`;
  const settled = ('settled' in property.schema || property.required) && form.name.includes('AWS::NoValue');
  if (decides(property) || form.absent || settled) {
    const literal = form.absent ? undefined : property.sample;
    const properties = property.block(literal ?? { Ref: 'AWS::NoValue' });
    const plain = run([{ id, properties }]);
    if (!plain.ok) throw new Error(`${say}: ${JSON.stringify(plain.findings)}`);
    if (form.absent && !decides(property) && form.name !== 'AWS::NoValue' && !settled) return;
    expect([say, made]).toEqual([say, madeOf(plain.template, id)]);
    return;
  }
  expect([say, JSON.stringify(made).includes(trace(form.value))]).toEqual([say, true]);
}

/** The text to look for in the result. The macro may rewrite an `Fn::If`, so only its name is looked for. */
function trace(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.includes('Fn::If') ? '"Fn::If":[' : text;
}

describe('A block with any property', () => {
  const url = (id: string): JsonObject => ({ Value: { 'Fn::GetAtt': [id, 'Endpoint'] } });
  const engine = new CelEngine();
  afterAll(() => engine.free());

  /** The expansion of a batch. @param put gives the entries of Resources that hold a block */
  const expandedIn = (
    cases: readonly Case[],
    put: (id: string, block: JsonObject) => JsonObject,
    Outputs: JsonObject,
  ) => {
    const plain = templateOf(cases.map(blockOf));
    const blocks = Object.entries(plain.Resources as JsonObject).filter(([id]) => !(id in STORE));
    const Resources = Object.assign({}, STORE, ...blocks.map(([id, block]) => put(id, block as JsonObject)));
    const result = expand({
      fragment: { ...plain, Resources, Outputs },
      region: 'eu-west-1',
      accountId: '123456789012',
    });
    if (!result.ok) throw new Error(JSON.stringify(result.findings));
    return result.template;
  };

  test.each(batches(LITERALS))('may be made by a loop, and its outputs too: batch %d', (_, cases) => {
    const ids = cases.map(({ id }) => id);
    const template = expandedIn(
      cases,
      (id, block) => ({ [`Fn::ForEach::Loop${id}`]: ['Name', [id], Object.fromEntries([[`\${Name}`, block]])] }),
      {
        'Fn::ForEach::Urls': ['Item', ids, Object.fromEntries([[`\${Item}Url`, url(`\${Item}`)]])],
      },
    );
    const literal = expandedIn(
      cases,
      (id, block) => ({ [id]: block }),
      Object.fromEntries(ids.map((id) => [`${id}Url`, url(id)])),
    );
    for (const { id } of cases) {
      expect(madeOf(template, id)).toEqual(madeOf(literal, id));
      expect(template.Outputs).toHaveProperty(`${id}Url`, member(literal.Outputs, `${id}Url`));
    }
  });

  test.each(batches(LITERALS))('may have a condition, which all its generated resources get: batch %d', (_, cases) => {
    const template = expandedIn(cases, (id, block) => ({ [id]: { ...block, Condition: 'Hidden' } }), {});
    const literal = expandAll(cases);
    for (const { id } of cases) {
      const conditional = Object.entries(madeOf(literal, id)).map(([name, one]) => [
        name,
        { ...(one as JsonObject), Condition: 'Hidden' },
      ]);
      expect(madeOf(template, id)).toEqual(Object.fromEntries(conditional));
    }
    const errors = errorsOf(engine, template).filter(({ message }) => !message.includes('(E3687)'));
    expect(errors).toEqual([]);
  });
});
