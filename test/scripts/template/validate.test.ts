import { CelEngine, type Engine } from '@aws/cloudformation-validate';
import type { Json, JsonObject } from '../../../handlers/template-language/json';
import { errorsOf, inSource, validateAgainstSchemas } from '../../../scripts/template/validate';
import { UserError } from '../../../scripts/user-error';
import { templateOfChoices } from './choices';

let engine: Engine;
beforeAll(() => {
  engine = new CelEngine();
});
afterAll(() => engine.free());

describe("a template that is checked against AWS's schemas", () => {
  it('gets an answer for any number of parameters with allowed values', () => {
    expect(errorsOf(engine, templateOfChoices(12))).toEqual([]);
  });

  it('gets an answer for any number of references to such a parameter', () => {
    const Environment = Array.from({ length: 30 }, (_, index) => ({
      Name: `Name${index}`,
      Value: { 'Fn::Sub': `\${Stage}-${index}` },
    }));
    const template = {
      Parameters: { Stage: { Type: 'String', AllowedValues: ['dev', 'test', 'live'] } },
      Resources: {
        Task: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { ContainerDefinitions: [{ Name: 'Main', Image: 'nginx', Environment }] },
        },
      },
    };
    expect(errorsOf(engine, template)).toEqual([]);
  });

  it('is not missing a property that is present for every allowed value, under one condition or another', () => {
    const { Parameters, Resources } = templateOfChoices(12);
    const isMode = (value: string) => ({ 'Fn::Equals': [{ Ref: 'Mode' }, value] });
    const Protocol = { 'Fn::If': ['IsQueue', 'sqs', { 'Fn::If': ['IsFunction', 'lambda', { Ref: 'AWS::NoValue' }] }] };
    const TopicArn = 'arn:aws:sns:us-east-1:123456789012:topic';
    const template = {
      Parameters: { ...Object(Parameters), Mode: { Type: 'String', AllowedValues: ['queue', 'function'] } },
      Conditions: { IsQueue: isMode('queue'), IsFunction: isMode('function') },
      Resources: {
        ...Object(Resources),
        Subscription: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn, Protocol } },
      },
      Outputs: { Mode: { Value: { Ref: 'Mode' } } },
    };
    expect(errorsOf(engine, template)).toEqual([]);
  });

  it('may have an empty default where a condition excludes it', () => {
    const group = (HealthCheckPath: Json, more: JsonObject = {}): JsonObject => ({
      Type: 'AWS::ElasticLoadBalancingV2::TargetGroup',
      Properties: { TargetType: 'ip', Port: 80, Protocol: 'HTTP', VpcId: 'vpc-0123456789abcdef0', HealthCheckPath },
      ...more,
    });
    const templateOf = (Group: JsonObject): JsonObject => ({
      Parameters: { Path: { Type: 'String', Default: '' } },
      Conditions: { HasPath: { 'Fn::Not': [{ 'Fn::Equals': [{ Ref: 'Path' }, ''] }] } },
      Resources: { Group },
    });
    const path = { Ref: 'Path' };
    expect(errorsOf(engine, templateOf(group({ 'Fn::If': ['HasPath', path, '/'] })))).toEqual([]);
    expect(errorsOf(engine, templateOf(group(path, { Condition: 'HasPath' })))).toEqual([]);
  });
});

/** The messages of WebAssembly when its program panics, and when that engine is freed afterwards. */
const panicking = (free: () => void) => async () => ({
  validateStandard: () => {
    throw Object.assign(new Error('unreachable'), { name: 'RuntimeError' });
  },
  free,
});

describe("AWS's validator", () => {
  it('that gives up is reported in a plain sentence, and not as a finding', async () => {
    const free = vi.fn(() => {
      throw new Error('attempted to take ownership of Rust value while it was borrowed');
    });
    const validated = validateAgainstSchemas({ Resources: {} }, {}, panicking(free));
    await expect(validated).rejects.toThrow(UserError);
    await expect(validated).rejects.toThrow(
      "AWS's validator (@aws/cloudformation-validate) gave up on this template: unreachable. Without --validate the expansion is printed without this check.",
    );
    expect(free).not.toHaveBeenCalled();
  });

  it('is freed after the check', async () => {
    const free = vi.fn();
    const validateStandard = () => ({ ...engine.validateStandard(input), diagnostics: [] });
    const input = { path: 'template.json', readBytes: () => Buffer.from('{"Resources":{}}') };
    const validated = await validateAgainstSchemas({ Resources: {} }, {}, async () => ({ validateStandard, free }));
    expect(validated).toEqual({ ours: [], theirs: [] });
    expect(free).toHaveBeenCalledTimes(1);
  });
});

describe('a finding in a processed template', () => {
  const block = { Type: 'Express::Service', Properties: { Image: 'nginx' } };
  const loop = (name: string) => ({ [`Fn::ForEach::${name}`]: ['Name', ['Shop'], { '${Name}': block }] });
  const placed = (Resources: JsonObject, path: string) =>
    inSource([{ path, message: 'wrong' }], { value: { Resources } });

  it.each<[string, JsonObject, string, string, string]>([
    ['its block', { Web: block }, 'WebRollbackAlarm.Properties.Period', 'Web', 'WebRollbackAlarm, Properties.Period: '],
    ['its block', { Web: block }, 'Web.Properties.Tags', 'Web', 'its service, Properties.Tags: '],
    ['its loop', loop('All'), 'ShopBlue.Properties.Port', 'Fn::ForEach::All', 'ShopBlue, Properties.Port: '],
    ['itself', { Topic: {}, ...loop('All') }, 'Topic.Properties', 'Topic.Properties', ''],
    ['itself, in one of several loops', { ...loop('A'), ...loop('B') }, 'ShopBlue', 'ShopBlue', ''],
  ])('is reported at %s', (_, resources, path, where, what) => {
    expect(placed(resources, `Resources.${path}`)).toEqual([{ path: `Resources.${where}`, message: `${what}wrong` }]);
  });
});
