import type { JsonObject } from '../../../../handlers/template-language/json';
import { unknownNames } from '../../../../scripts/template/checks/names';

const find = (source: JsonObject, processed: JsonObject = source): string[] =>
  unknownNames(source, processed).map(({ path, message }) => `${path}: ${message}`);

const referring = (Value: JsonObject): JsonObject => ({
  Resources: {
    Database: { Type: 'AWS::RDS::DBInstance' },
    Text: { Type: 'AWS::SSM::Parameter', Properties: { Value } },
  },
});

describe('references to names that a template does not have', () => {
  it('are found in every function and in DependsOn, with their place and a suggestion', () => {
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
      `Resources.Web.Properties.Environment.0.Value.Fn::GetAtt: ${neither} Databse; did you mean Database?`,
      `Outputs.Ref.Value.Ref: ${neither} Stag; did you mean Stage?`,
      `Outputs.Sub.Value.Fn::Sub: ${neither} Databse; did you mean Database?`,
      `Outputs.Sub.Value.Fn::Sub.1.Own.Ref: ${neither} Void`,
      'Resources.Database.DependsOn: the template has no resource Nix',
      'Resources.Web.DependsOn.1: the template has no resource Nada',
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
  ])('are not found in %j', (value) => {
    expect(find(referring(value))).toEqual([]);
  });

  it('do not include references to resources that the macro makes', () => {
    const source = referring({ 'Fn::GetAtt': ['WebBlue', 'TargetGroupFullName'] });
    expect(find(source)).toHaveLength(1);
    expect(find(source, { Resources: { WebBlue: { Type: 'AWS::ElasticLoadBalancingV2::TargetGroup' } } })).toEqual([]);
  });

  it.each<[string, JsonObject]>([
    ['a module', { Resources: { Part: { Type: 'My::Own::Thing::MODULE' } } }],
    ['a loop that is not unrolled', { Resources: { 'Fn::ForEach::Queues': ['Name', { Ref: 'Names' }, {}] } }],
  ])('are not reported if %s may bring the name', (_, processed) => {
    expect(find(referring({ Ref: 'Brought' }), processed)).toEqual([]);
  });

  it('are found in conditions, which may refer only to parameters', () => {
    const equals = (Ref: string) => ({ 'Fn::Equals': [{ Ref }, 'a'] });
    const source = {
      ...referring({ Ref: 'Database' }),
      Parameters: { Stage: { Type: 'String' } },
      Conditions: { A: equals('Stage'), B: equals('Stag'), C: equals('Database'), D: equals('AWS::Partition') },
    };
    expect(find(source)).toEqual([
      'Conditions.B.Fn::Equals.0.Ref: the template has no parameter Stag; did you mean Stage?',
      'Conditions.C.Fn::Equals.0.Ref: Database is a resource, and conditions are decided before resources exist; refer to parameters instead',
    ]);
  });

  it.each<[JsonObject, string]>([
    [{ Ref: 'AWS::Regoin' }, 'Ref: CloudFormation has no pseudo parameter AWS::Regoin; did you mean AWS::Region?'],
    [
      { 'Fn::Sub': `x-\${AWS::Acount}` },
      'Fn::Sub: CloudFormation has no pseudo parameter AWS::Acount; did you mean AWS::AccountId?',
    ],
  ])('include pseudo parameters that do not exist: %j', (value, line) => {
    expect(find(referring(value))).toEqual([`Resources.Text.Properties.Value.${line}`]);
  });
});
