import { expand } from '../../../handlers/macro/expand';
import type { Json, JsonObject } from '../../../handlers/template-language/json';
import { recorded } from '../../patterns/recorder';
import { steps } from '../../patterns/steps';
import { LONG_TEXTS } from '../../patterns/texts';
import { PROPERTIES } from './matrix/properties';

/** Steps for each character of a text, and what bounds within a pattern may cost besides. */
const STEPS_PER_CHARACTER = 12;
const BOUNDED = 10_000;

/** A place for each way in which a value is looked at. */
const PLACES = [
  ...new Map(
    PROPERTIES.map((one) => [`${one.schema.kind} ${'pattern' in one.schema ? one.schema.pattern : one.path}`, one]),
  ).values(),
].filter(({ path }) => !path.startsWith('Overrides') && !path.startsWith('PrimaryContainer'));

/** A block for each of them, with the value there. */
const everywhere = (value: Json): JsonObject =>
  Object.fromEntries(
    PLACES.map(({ block }, index) => [`S${index}`, { Type: 'Express::Service', Properties: block(value) }]),
  );

/** A text wherever a template can have one: as it is, in functions, as a name. */
const templatesOf = (text: string): JsonObject[] => [
  { Resources: everywhere(text) },
  {
    Parameters: { Given: { Type: 'String', Default: text } },
    Resources: {
      Web: {
        Type: 'Express::Service',
        Condition: text,
        Properties: {
          Image: { 'Fn::Sub': text },
          Cpu: { Ref: 'Given' },
          Memory: { 'Fn::Join': ['', [text]] },
          Environment: { [text]: { 'Fn::Sub': [`\${Value}${text}`, { Value: text }] } },
          Secrets: [{ Name: text, ValueFrom: { 'Fn::Sub': text } }],
          [text]: text,
        },
      },
      Other: { Type: text, Properties: { Url: { 'Fn::GetAtt': text }, [text]: { 'Fn::Join': [text, [text, 'x']] } } },
      'Fn::ForEach::Loop': [
        text,
        [text],
        { [`Made${text}`]: { Type: 'Express::Service', Properties: { Image: text } } },
      ],
      'Fn::ForEach::Other': ['Name', { Ref: 'Later' }, { A: { Value: { 'Fn::Sub': text } } }],
    },
    Outputs: { [text]: { Value: { 'Fn::Sub': `http://\${Web.Endpoint}/${text}` } } },
  },
];

test.each(LONG_TEXTS.map((text): [string, string] => [JSON.stringify(text.slice(0, 40)), text]))(
  'No pattern goes over a long text again and again: %s',
  (_, text) => {
    const met = recorded(() => {
      for (const fragment of templatesOf(text)) expand({ fragment, region: 'eu-west-1', accountId: '123456789012' });
    });
    const tried = [...met].filter(([, texts]) => [...texts].some((one) => one.length >= text.length));
    expect(tried.length).toBeGreaterThan(3);
    for (const [pattern, texts] of met) {
      for (const one of texts) steps(pattern, one, STEPS_PER_CHARACTER * one.length + BOUNDED);
    }
  },
);
