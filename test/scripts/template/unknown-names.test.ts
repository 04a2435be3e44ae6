import type { JsonObject } from '../../../handlers/macro/json';
import { unknownNames } from '../../../scripts/template/unknown-names';

const find = (source: JsonObject, processed: JsonObject = source): string[] =>
  unknownNames(source, processed).map(({ path, message }) => `${path}: ${message}`);

const referring = (Value: JsonObject): JsonObject => ({
  Resources: {
    Database: { Type: 'AWS::RDS::DBInstance' },
    Text: { Type: 'AWS::SSM::Parameter', Properties: { Value } },
  },
});

describe('references to what a template does not have', () => {
  it('are found in every function that refers, and in DependsOn, each at its place and with a near miss', () => {
    const source = {
      Parameters: { Stage: { Type: 'String' } },
      Resources: {
        Database: { Type: 'AWS::RDS::DBInstance', DependsOn: 'Nix' },
        Web: {
          Type: 'Express::Service',
          DependsOn: ['Database', 'Nada'],
          Properties: { Environment: [{ Value: { 'Fn::GetAtt': ['Databse', 'Endpoint.Address'] } }] },
        },
      },
      Outputs: {
        Ref: { Value: { Ref: 'Stag' } },
        Sub: { Value: { 'Fn::Sub': [`\${Own}-\${Stage}-\${Databse.Arn}`, { Own: { Ref: 'Void' } }] } },
      },
    };
    const neither = 'the template has neither a resource nor a parameter';
    expect(find(source)).toEqual([
      `Resources.Database.DependsOn: ${neither} Nix`,
      `Resources.Web.DependsOn.1: ${neither} Nada`,
      `Resources.Web.Properties.Environment.0.Value.Fn::GetAtt: ${neither} Databse; did you mean Database?`,
      `Outputs.Ref.Value.Ref: ${neither} Stag; did you mean Stage?`,
      `Outputs.Sub.Value.Fn::Sub: ${neither} Databse; did you mean Database?`,
      `Outputs.Sub.Value.Fn::Sub.1.Own.Ref: ${neither} Void`,
    ]);
  });

  it.each<JsonObject>([
    { Ref: 'AWS::Region' },
    { Ref: 'Database' },
    { 'Fn::GetAtt': 'Database.Arn' },
    { 'Fn::Sub': `arn:\${AWS::Partition}:\${!Literal}:\${Database}` },
    { 'Fn::GetAtt': [{ Ref: 'AWS::Region' }, 'Arn'] },
    { Ref: 'Nope', Other: 'so that this is no function' },
    { 'Fn::ForEach::Names': ['Name', ['A'], { Ref: 'Name' }] },
  ])('are none of %j', (value) => {
    expect(find(referring(value))).toEqual([]);
  });

  it('are not those to what the macro makes', () => {
    const source = referring({ 'Fn::GetAtt': ['WebBlue', 'TargetGroupFullName'] });
    expect(find(source)).toHaveLength(1);
    expect(find(source, { Resources: { WebBlue: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup' } } })).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['another macro', { Transform: ['AWS::Serverless-2016-10-31'] }],
    ['an include', { Mappings: { 'Fn::Transform': { Name: 'AWS::Include' } } }],
    ['a module', { Resources: { Part: { Type: 'My::Own::Thing::MODULE' } } }],
    ['a loop that is left', { Resources: { 'Fn::ForEach::Queues': ['Name', { Ref: 'Names' }, {}] } }],
  ])('are none where %s may bring the name', (_, processed) => {
    expect(find(referring({ Ref: 'Brought' }), processed)).toEqual([]);
  });

  it('are looked for beside a transform that brings no names', () => {
    const source = { ...referring({ Ref: 'Nope' }), Transform: ['AWS::LanguageExtensions'] };
    expect(find(source)).toEqual([
      'Resources.Text.Properties.Value.Ref: the template has neither a resource nor a parameter Nope',
    ]);
  });
});
