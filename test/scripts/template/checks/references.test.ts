import { findIn, withWeb } from './find';

const parameter = (value: string): string => `  Text: { Type: AWS::SSM::Parameter, Properties: { Value: ${value} } }`;
const at = 'Resources.Text.Properties.Value.';

describe('a reference to a name that the template does not have', () => {
  const rest = `Conditions: { IsLive: !Equals [!Ref AWS::Region, x] }
Mappings: { Sizes: { live: { Cpu: 512 }, test: { Cpu: 256, Tasks: 1 } } }`;

  test.each([
    ['!If [IsLiv, a, b]', 'Fn::If.0: the template has no condition IsLiv; did you mean IsLive?'],
    ['!If [IsLive, !If [Nope, a, b], c]', 'Fn::If.1.Fn::If.0: the template has no condition Nope'],
    ['!FindInMap [Size, live, Cpu]', 'Fn::FindInMap.0: the template has no mapping Size; did you mean Sizes?'],
    ['!FindInMap [Sizes, liv, Cpu]', 'Fn::FindInMap.1: mapping Sizes has no liv; did you mean live?'],
    ['!FindInMap [Sizes, live, Tasks]', 'Fn::FindInMap.2: mapping Sizes has no Tasks under live'],
    [
      '!FindInMap [Sizes, !Ref AWS::Region, Task]',
      'Fn::FindInMap.2: mapping Sizes has no Task under any key; did you mean Tasks?',
    ],
    ['!GetAtt WebRoute.Prio', 'Fn::GetAtt: WebRoute has no attribute Prio; did you mean Priority?'],
    [`!Sub "\${WebGateway.VpcI}"`, 'Fn::Sub: WebGateway has no attribute VpcI; did you mean VpcId?'],
    ['!GetAtt WebTraffic.Url', 'Fn::GetAtt: WebTraffic has no attribute Url'],
    ['!GetAtt Web', 'Fn::GetAtt: needs the logical id of a resource and one of its attributes, as in Web.Endpoint'],
    ['!GetAtt [Web]', 'Fn::GetAtt: needs the logical id of a resource and one of its attributes, as in Web.Endpoint'],
    [
      '{ "Fn::GetAt": [Web, Endpoint] }',
      'Fn::GetAt: CloudFormation has no function Fn::GetAt; did you mean Fn::GetAtt?',
    ],
    [
      `!Sub "\${Web.Endpoint"`,
      `Fn::Sub: has a \${Web without its closing brace, so CloudFormation does not replace it`,
    ],
    [
      `!Sub "a\${AWS::Region-\${Web.Endpoint}"`,
      `Fn::Sub: has a \${AWS::Region without its closing brace, so CloudFormation does not replace it`,
    ],
  ])('%s', (value, line) => {
    expect(findIn(withWeb(parameter(value), rest))).toEqual([`${at}${line}`]);
  });

  test.each([
    '!FindInMap [Sizes, !Ref AWS::Region, Tasks]',
    '!FindInMap [Sizes, nope, Cpu, { DefaultValue: 3 }]',
    `!Sub "if \${x"`,
    `!Sub "\${!Web"`,
    '!GetAtt WebRoute.Priority',
    '{ "Fn::GetAtt": [!Ref AWS::Region, Arn] }',
  ])('is not found in %s', (value) => {
    const text = withWeb(parameter(value), rest).replace('Express\n', '[Express, AWS::LanguageExtensions]\n');
    expect(findIn(text)).toEqual([]);
  });

  test('is found inside a block, and in a template with other mistakes', () => {
    const text = withWeb('', rest, ', Command: [!If [IsLiv, a, b]], Environment: { P: !GetAtt WebRoute.Prio }, Cpu: 7');
    expect(findIn(text)).toEqual([
      expect.stringMatching(/^Resources\.Web\.Properties\.Command/),
      'Resources.Web.Properties.Environment.P.Fn::GetAtt: WebRoute has no attribute Prio; did you mean Priority?',
      expect.stringMatching(/^Resources\.Web\.Properties\.Cpu: is "7"/),
    ]);
  });

  test('is found where resources, outputs and conditions name a condition', () => {
    const outputs = `Outputs: { A: { Condition: IsLiv, Value: x }, B: { Value: !If [Nope, a, b] } }`;
    const conditions = rest.replace('] }', '], Both: !And [!Condition IsLive, !Condition IsLif] }');
    expect(findIn(withWeb('  Topic: { Type: AWS::SNS::Topic, Condition: Nope }', `${outputs}\n${conditions}`))).toEqual(
      [
        'Resources.Topic.Condition: the template has no condition Nope',
        'Outputs.A.Condition: the template has no condition IsLiv; did you mean IsLive?',
        'Outputs.B.Value.Fn::If.0: the template has no condition Nope',
        'Conditions.Both.Fn::And.1.Condition: the template has no condition IsLif; did you mean IsLive?',
      ],
    );
  });

  test('is not found in the conditions of an IAM policy', () => {
    const policy = '{ Statement: [{ Condition: { StringEquals: { a: b } } }], Other: { Condition: Nope } }';
    expect(findIn(withWeb(parameter(policy)))).toEqual([]);
  });
});

describe('a misspelt Express::Service', () => {
  test.each(['Expres::Service', 'express::service', 'Express:Service', 'ExpressService'])('%s', (type) => {
    const line = `Resources.Api.Type: there is no type ${type}; did you mean Express::Service?`;
    const api = `  Api: { Type: ${type}, Properties: { Image: nginx } }`;
    expect(findIn(withWeb(api))).toEqual([line]);
    expect(findIn(`Transform: Express\nResources:\n${api}`)).toEqual([line]);
  });

  test('is found in a loop', () => {
    const loop = `  Fn::ForEach::All: [Name, [A], { "\${Name}": { Type: Express:Service, Properties: { Image: nginx } } }]`;
    expect(findIn(withWeb(loop))).toEqual([
      `Resources.Fn::ForEach::All.2.\${Name}.Type: there is no type Express:Service; did you mean Express::Service?`,
    ]);
  });

  test.each(['AWS::ECS::Service', 'Custom::ExpressService', 'My::Express::Service', 'Alexa::ASK::Skill', 'Topic'])(
    '%s is left alone',
    (type) => {
      expect(findIn(withWeb(`  Other: { Type: ${type} }`))).toEqual([]);
    },
  );

  test.each(['Expres', 'express', '[AWS::LanguageExtensions, Expresss]'])('is found in Transform: %s', (transform) => {
    const [line] = findIn(withWeb('').replace('Transform: Express', `Transform: ${transform}`));
    expect(line).toMatch(/^Transform: is missing "Express"\. .*; did you mean Express instead of \w+\?$/);
  });
});

describe('circular dependencies', () => {
  const topic = (id: string, more: string): string => `  ${id}: { Type: AWS::SNS::Topic${more} }`;
  test.each([
    [[topic('A', ', DependsOn: A')], 'Resources.A: depends on itself'],
    [
      [topic('A', ', DependsOn: [B]'), topic('B', ', DependsOn: C'), topic('C', ', DependsOn: A')],
      'Resources.A: depends on itself: A waits for B, B for C, C for A',
    ],
    [
      [topic('A', ', DependsOn: B'), topic('B', ', Properties: { TopicName: !GetAtt A.TopicName }')],
      'Resources.A: depends on itself: A waits for B, B for A',
    ],
  ])('%j', (resources, line) => {
    expect(findIn(withWeb(resources.join('\n')))).toEqual([line]);
  });

  test('are found through a service', () => {
    const text = (web: string) =>
      `${withWeb('  Topic: { Type: AWS::SNS::Topic, DependsOn: Web }').replace('Web: {', `Web: { DependsOn: Topic,`)}`.replace(
        'nginx',
        web,
      );
    expect(findIn(text('nginx'))).toEqual(['Resources.Web: depends on itself: Web waits for Topic, Topic for Web']);
    expect(findIn(text('nginx, Cpu: 7'))).toEqual([
      'Resources.Web: depends on itself: Web waits for Topic, Topic for Web',
      expect.stringContaining('Cpu: is "7"'),
    ]);
    expect(findIn(withWeb('').replace('Web: {', 'Web: { DependsOn: Web,'))).toEqual([
      'Resources.Web: depends on itself',
    ]);
  });

  test.each([
    [[topic('A', ', DependsOn: B'), topic('B', ', DependsOn: A, Condition: C')]],
    [[topic('A', ', DependsOn: B'), topic('B', ', Properties: { TopicName: !If [C, !Ref A, x] }')]],
  ])('are not reported if a condition may break the circle: %j', (resources) => {
    expect(findIn(withWeb(resources.join('\n'), 'Conditions: { C: !Equals [!Ref AWS::Region, x] }'))).toEqual([]);
  });
});
