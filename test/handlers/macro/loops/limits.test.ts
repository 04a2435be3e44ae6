import type { Json, JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf } from '../fixtures';
import { looped, surroundings } from './support';

describe('The loops of a template', () => {
  const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);
  const service = { Type: 'Express::Service', Properties: { Image: 'nginx' } };
  const refused = (section: 'Resources' | 'Outputs' | 'Conditions', loop: Json) =>
    findingsOf({
      fragment: {
        Resources: { 'Fn::ForEach::Services': ['Name', ['Web'], { '${Name}': service }] },
        ...(section === 'Resources'
          ? {
              Resources: {
                'Fn::ForEach::Bomb': loop,
                'Fn::ForEach::Services': ['Name', ['Web'], { '${Name}': service }],
              },
            }
          : { [section]: { 'Fn::ForEach::Bomb': loop } }),
      },
      ...surroundings,
    });
  /** Loops in loops, the innermost with a body. */
  const nested = (depth: number, count: number, body: JsonObject): Json =>
    Array.from({ length: depth }, (_, level) => level).reduceRight<Json>(
      (inner, level) => [
        `I${level}`,
        numbers(count),
        level === depth - 1 ? body : { [`Fn::ForEach::L${level + 1}`]: inner },
      ],
      null,
    );

  test('are refused, with the number, when they would make too many resources', () => {
    const loop = ['Number', numbers(501), { 'Topic${Number}': { Type: 'AWS::SNS::Topic' } }];
    expect(refused('Resources', loop)).toEqual([
      'Resources.Fn::ForEach::Bomb: makes more than 500 resources, the most that CloudFormation allows',
    ]);
  });

  test('are refused, with the number, when they would make too many outputs', () => {
    const loop = ['Number', numbers(201), { 'Output${Number}': { Value: 'x' } }];
    expect(refused('Outputs', loop)).toEqual([
      'Outputs.Fn::ForEach::Bomb: makes more than 200 outputs, the most that CloudFormation allows',
    ]);
  });

  test('are refused, with the number, when they have too many iterations, even if those make nothing', () => {
    expect(refused('Resources', nested(5, 200, {}))).toEqual([
      'Resources.Fn::ForEach::Bomb: has more than 10000 iterations',
    ]);
  });

  test('are refused, with the number, when they would make too much text', () => {
    const [one, two] = ['x'.repeat(100_000), `\${Text}`.repeat(100_000)];
    const bytes = 'makes more than 1000000 bytes, the most that CloudFormation allows';
    const loops: Json[] = [
      ['Text', [one], { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: two } } }],
      ['Text', [one], { Topic: { Type: 'AWS::SNS::Topic', Properties: { TopicName: { 'Fn::Sub': two } } } }],
      ['Text', [one], { [two]: { Type: 'AWS::SNS::Topic' } }],
      [
        'Text',
        [one],
        { Topic: { Type: 'AWS::SNS::Topic', Properties: { Tags: numbers(11).map(() => ({ Ref: 'Text' })) } } },
      ],
      nested(3, 21, { 'C${I0}x${I1}x${I2}': { 'Fn::Equals': ['x'.repeat(200), 'y'] } }),
    ];
    for (const loop of loops.slice(0, 4))
      expect(refused('Resources', loop)).toEqual([`Resources.Fn::ForEach::Bomb: ${bytes}`]);
    expect(refused('Conditions', loops[4] ?? null)).toEqual([`Conditions.Fn::ForEach::Bomb: ${bytes}`]);
  });

  test('are left to CloudFormation, whatever they make, when none of them makes a service', () => {
    const Web = { Type: 'Express::Service', Properties: { Image: 'nginx' } };
    const Outputs = { 'Fn::ForEach::Bomb': ['Number', numbers(201), { 'Output${Number}': { Value: 'x' } }] };
    expect(expanded({ fragment: { Resources: { Web }, Outputs }, ...surroundings }).Outputs).toEqual(Outputs);
  });

  test('are refused, with the number, when they would make more services than a stack can have', () => {
    expect(findingsOf(looped(numbers(60), {}))[0]).toMatch(
      /^Resources: 60 services make this a template of \d+ resources/,
    );
  });
});
