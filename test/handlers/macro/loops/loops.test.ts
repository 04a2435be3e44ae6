import { expand } from '../../../../handlers/macro/expand';
import { type Json, type JsonObject, member } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, fixturesOf, readFixture } from '../fixtures';
import { environment, idsOf, looped, surroundings } from './support';

describe('A loop that makes services', () => {
  test('keeps its place in the template, and its services the order of the collection', () => {
    const topic = { Type: 'AWS::SNS::Topic' };
    const service = { Type: 'Express::Service', Properties: { Image: 'nginx' } };
    const Resources = {
      First: topic,
      'Fn::ForEach::Loop': ['Name', ['B', 'A'], { '${Name}': service }],
      Last: topic,
    };
    const ids = idsOf(expanded({ fragment: { Resources }, ...surroundings }));
    expect(ids.filter((id) => ['First', 'A', 'B', 'Last'].includes(id))).toEqual(['First', 'B', 'A', 'Last']);
  });

  test('gives the same as the services written one by one', () => {
    const one = { Type: 'Express::Service', Properties: { Image: 'nginx', Environment: { NAME: 'A', URL: 'of A' } } };
    const two = { Type: 'Express::Service', Properties: { Image: 'nginx', Environment: { NAME: 'B', URL: 'of B' } } };
    const body = { Environment: { NAME: { Ref: 'Name' }, URL: { 'Fn::Sub': `of \${Name}` } } };
    const substitutionOf = expanded({ fragment: { Resources: { A: one, B: two } }, ...surroundings });
    expect(JSON.stringify(expanded(looped(['A', 'B'], body)))).toBe(JSON.stringify(substitutionOf));
  });

  test('takes its items from a parameter, a mapping, and everything else that is known', () => {
    const rest = {
      Parameters: { Names: { Type: 'CommaDelimitedList', Default: 'A, B' }, Text: { Type: 'String', Default: 'A;B' } },
      Mappings: { Names: { by: { region: ['A', 'B'] } } },
    };
    const collections: Json[] = [
      ['A', 'B'],
      [{ 'Fn::Sub': 'A' }, 'B', { Ref: 'AWS::NoValue' }],
      { Ref: 'Names' },
      { 'Fn::FindInMap': ['Names', 'by', 'region'] },
      { 'Fn::Split': [';', { Ref: 'Text' }] },
    ];
    for (const collection of collections) {
      expect(idsOf(expanded(looped(collection, {}, rest)))).toEqual(expect.arrayContaining(['A', 'B']));
    }
    const given = { ...looped({ Ref: 'Names' }, {}, rest), templateParameterValues: { Names: ['C'] } };
    expect(idsOf(expanded(given)).filter((id) => id.length === 1)).toEqual(['C']);
  });

  test('turns numbers and booleans into texts, as CloudFormation does', () => {
    const Environment = { X: { Ref: 'Name' } };
    const template = expanded(looped([1, true], { Environment }));
    expect(environment(template, '1')).toEqual({ X: '1' });
    expect(environment(template, 'true')).toEqual({ X: 'true' });
  });

  test('needs no other transform, and adds none to the template', () => {
    const input = looped(['A'], {}, { Transform: 'Express' });
    expect(expanded(input).Transform).toBeUndefined();
    expect(expanded({ ...input, fragment: { ...input.fragment, Transform: ['Express', 'Other'] } }).Transform).toEqual([
      'Other',
    ]);
  });

  test('makes no service of an empty collection, with a warning', () => {
    const rest = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } }, Outputs: {} as JsonObject };
    rest.Outputs['Fn::ForEach::Urls'] = ['Url', [], { '${Url}Url': { Value: 'x' } }];
    expect(expand(looped([], {}, rest))).toEqual({
      ok: true,
      template: { Resources: rest.Resources },
      blocks: 0,
      warnings: [
        {
          path: 'Resources.Fn::ForEach::Services',
          message: 'has an empty collection, so it makes no service',
        },
      ],
    });
    expect(findingsOf(looped([], {}))).toEqual(['Resources: are none: all loops have empty collections']);
  });
});

describe('Loops that have nothing to do with services', () => {
  const topics: JsonObject = {
    'Fn::ForEach::Topics': ['Name', ['A'], { 'Topic${Name}': { Type: 'AWS::SNS::Topic' } }],
  };
  const Web = { Type: 'Express::Service', Properties: { Image: 'nginx' } };
  const Outputs: JsonObject = {
    'Fn::ForEach::Arns': ['Name', ['A'], { 'Arn${Name}': { Value: { 'Fn::GetAtt': [`Topic\${Name}`, 'TopicArn'] } } }],
    'Fn::ForEach::Names': [
      'Service',
      ['Web'],
      { 'Name${Service}': { Value: { 'Fn::GetAtt': [`\${Service}`, 'Name'] } } },
    ],
    'Fn::ForEach::Refs': ['Of', ['Web'], { 'Ref${Of}': { Value: { Ref: `\${Of}` } } }],
  };

  test('stay as they are, right or wrong', () => {
    const wrong = { 'Fn::ForEach::Wrong': ['Name'], 'Fn::ForEach::Unknown': ['Name', { Ref: 'Nothing' }, {}] };
    const template = expanded({ fragment: { Resources: { Web, ...topics, ...wrong }, Outputs }, ...surroundings });
    expect(template.Outputs).toEqual(Outputs);
    expect(template.Resources).toMatchObject({ ...topics, ...wrong });
  });

  test('are all expanded if one of them makes a service', () => {
    const more = { 'Fn::ForEach::Services': ['Name', ['Api'], { '${Name}': Web }] };
    const template = expanded({ fragment: { Resources: { ...topics, ...more, Web }, Outputs }, ...surroundings });
    expect(Object.keys(template.Outputs as JsonObject)).toEqual(['ArnA', 'NameWeb', 'RefWeb']);
    expect(idsOf(template)).toContain('TopicA');
  });

  test.each<[string, JsonObject]>([
    ['an endpoint', { 'Fn::GetAtt': [`\${Of}`, 'Endpoint'] }],
    ['an endpoint, in one text', { 'Fn::GetAtt': `\${Of}.Endpoint` }],
    ['an endpoint by a function', { 'Fn::GetAtt': [{ 'Fn::Sub': `\${Of}` }, 'Endpoint'] }],
    ['an endpoint within a text', { 'Fn::Sub': `at \${\${Of}.Endpoint}` }],
    [
      'an attribute by name',
      { 'Fn::GetAtt': ['Web', { 'Fn::Sub': `ECSManagedResourceArns.IngressPath.Listener\${Arn}` }] },
    ],
  ])('are expanded when one asks a service for %s', (_, Value) => {
    const loops: JsonObject = {
      'Fn::ForEach::Urls': ['Of', ['Web'], { 'Fn::ForEach::Arns': ['Arn', ['Arn'], { 'Url${Of}${Arn}': { Value } }] }],
    };
    const template = expanded({ fragment: { Resources: { Web, ...topics }, Outputs: loops }, ...surroundings });
    expect(Object.keys(template.Outputs as JsonObject)).toEqual(['UrlWebArn']);
    expect(JSON.stringify(template.Outputs)).toMatch(/WebRoute|WebGateway/);
  });
});

test('A template with loops is left alone, and expands to the same bytes twice', () => {
  const freeze = (value: unknown): void => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  };
  for (const name of fixturesOf('valid').filter((fixture) => fixture.startsWith('loop'))) {
    const input = readFixture('valid', name);
    freeze(input);
    expect(JSON.stringify(expand(input))).toBe(JSON.stringify(expand(input)));
    expect(member(expanded(input).Resources, 'Fn::ForEach::Services')).toBeUndefined();
  }
});
