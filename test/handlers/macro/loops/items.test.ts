import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource } from '../fixtures';
import { environment, looped, surroundings } from './support';

describe('An item', () => {
  const set = (Environment: JsonObject, items: Json = ['A']) => expanded(looped(items, { Environment }));

  test('replaces its identifier in every text', () => {
    const template = set({
      '${Name}_KEY': `is \${Name} and \${Name}`,
      REF: { Ref: 'Name' },
      SUB: { 'Fn::Sub': `\${Name} in \${AWS::Region}` },
      LITERAL: { 'Fn::Sub': `\${!Name} is \${Name}` },
      OTHER: { 'Fn::Sub': [`\${Name} and \${Own}`, { Own: { Ref: 'Name' } }] },
      HIDDEN: { 'Fn::Sub': [`\${Name}`, { Name: 'own' }] },
      UNKNOWN: `\${Nobody}\${name}&{Nobody}`,
    });
    expect(environment(template, 'A')).toEqual({
      A_KEY: 'is A and A',
      REF: 'A',
      SUB: { 'Fn::Sub': `A in \${AWS::Region}` },
      LITERAL: `\${Name} is A`,
      OTHER: { 'Fn::Sub': [`A and \${Own}`, { Own: 'A' }] },
      HIDDEN: { 'Fn::Sub': [`\${Name}`, { Name: 'own' }] },
      UNKNOWN: `\${Nobody}\${name}&{Nobody}`,
    });
  });

  test('keeps only its letters and digits with &{…}', () => {
    const service = { Type: 'Express::Service', Properties: { Image: `nginx:\${Tag}`, Environment: { V: 'v&{Tag}' } } };
    const Resources = { 'Fn::ForEach::Versions': ['Tag', ['1.2-rc'], { 'V&{Tag}': service }] };
    const template = expanded({ fragment: { Resources }, ...surroundings });
    expect(environment(template, 'V12rc')).toEqual({ V: 'v12rc' });
    const [container] = resource(template, 'V12rcTaskDefinition').Properties.ContainerDefinitions as JsonObject[];
    expect(container?.Image).toBe('nginx:1.2-rc');
  });

  test('is inserted unchanged, whatever it contains', () => {
    const Resources = {
      'Fn::ForEach::Outer': [
        'One',
        [`\${Two}`, '$&', '$1'],
        {
          'Fn::ForEach::Inner': [
            'Two',
            ['x'],
            {
              'S&{One}&{Two}': {
                Type: 'Express::Service',
                Properties: { Image: 'nginx', Environment: { X: `\${One}|\${Two}` } },
              },
            },
          ],
        },
      ],
    };
    const template = expanded({ fragment: { Resources }, ...surroundings });
    expect(environment(template, 'STwox')).toEqual({ X: `\${Two}|x` });
    expect(environment(template, 'Sx')).toEqual({ X: '$&|x' });
    expect(environment(template, 'S1x')).toEqual({ X: '$1|x' });
  });

  test('can name a parameter, a resource, a condition or a mapping', () => {
    const template = expanded(
      looped(
        ['A'],
        {
          Environment: {
            SIZE: { Ref: { 'Fn::Sub': `Size\${Name}` } },
            TOPIC: { 'Fn::GetAtt': [`Topic\${Name}`, 'Arn'] },
          },
        },
        {
          Parameters: { SizeA: { Type: 'String', Default: 'x' } },
          Resources: { TopicA: { Type: 'AWS::SNS::Topic' } },
        },
      ),
    );
    expect(environment(template, 'A')).toEqual({ SIZE: { Ref: 'SizeA' }, TOPIC: { 'Fn::GetAtt': ['TopicA', 'Arn'] } });
  });

  test('can choose a condition through a mapping', () => {
    const rest: JsonObject = {
      Conditions: { Sometimes: { 'Fn::Equals': [{ Ref: 'AWS::StackName' }, 'x'] } },
      Mappings: { Conditions: { B: { name: 'Sometimes' } } },
    };
    const Condition = {
      'Fn::FindInMap': ['Conditions', { Ref: 'Name' }, 'name', { DefaultValue: { Ref: 'AWS::NoValue' } }],
    };
    const block = { Type: 'Express::Service', Condition, Properties: { Image: 'nginx' } };
    const Resources = { 'Fn::ForEach::Services': ['Name', ['A', 'B'], { '${Name}': block }] };
    const template = expanded({ fragment: { ...rest, Resources }, ...surroundings });
    expect([resource(template, 'A').Condition, resource(template, 'B').Condition]).toEqual([undefined, 'Sometimes']);
  });

  test('that is called __proto__ is an item like any other', () => {
    const items = ['__proto__', 'constructor'];
    const made = findingsOf(looped(items, {}));
    expect(made).toEqual([
      expect.stringMatching(
        /^Resources\.Fn::ForEach::Services\.2\.\$\{Name\}: makes "__proto__", but .* \(Name=__proto__\)$/,
      ),
    ]);
    const body = { 'Fn::ForEach::Variables': ['Variable', items, { '${Variable}': `\${Variable}` }] };
    const [container] = resource(expanded(looped(['A'], { Environment: body })), 'ATaskDefinition').Properties
      .ContainerDefinitions as JsonObject[];
    expect(container?.Environment).toEqual(items.map((item) => ({ Name: item, Value: item })));
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
