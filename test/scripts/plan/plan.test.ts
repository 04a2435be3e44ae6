import type { Json, JsonObject } from '../../../handlers/template-language/json';
import { type Plan, planBetween } from '../../../scripts/plan/plan';
import type { StackVersion } from '../../../scripts/plan/resolve';
import { expandedVersion, versionOf } from './blocks';

/** A template of AWS's own resources, as CloudFormation has it after the macros. */
const stackVersion = (
  Resources: JsonObject,
  more: JsonObject = {},
  parameters: Record<string, string> = {},
): StackVersion => ({
  template: { ...more, Resources },
  parameters,
  region: 'eu-west-1',
  accountId: '123456789012',
});

/** `replace WebTaskDefinition`, `update? Web`: with a question mark if it depends on values that are not known yet. */
const actions = ({ changes }: Plan): string[] =>
  changes.map(({ action, certainty, logicalId }) => `${action}${certainty === 'certain' ? '' : '?'} ${logicalId}`);

const steps = ({ steps: all }: Plan): string[] =>
  all.map(({ phase, does, logicalId }) => `${phase}: ${does} ${logicalId}`);

const reasons = ({ changes }: Plan, of: string): string[] =>
  changes
    .filter(({ logicalId }) => logicalId === of)
    .flatMap((change) => change.reasons.map(({ property, message }) => `${property}: ${message}`));

const role = (properties: JsonObject = {}): Json => ({
  Type: 'AWS::IAM::Role',
  Properties: { AssumeRolePolicyDocument: {}, ...properties },
});
const topic = (DisplayName: Json): Json => ({ Type: 'AWS::SNS::Topic', Properties: { DisplayName } });
const ref = (Ref: string): Json => ({ Ref });
const att = (...path: string[]): Json => ({ 'Fn::GetAtt': path });

describe('the plan of a new image and port', () => {
  const plan = planBetween(versionOf({ Image: 'nginx:1' }), versionOf({ Image: 'nginx:2', ContainerPort: 8080 }));

  it('replaces the task definition and the ingress, updates the service in place, and cleans up in reverse order', () => {
    expect(steps(plan)).toEqual([
      'update: replace WebTaskDefinition',
      'update: replace WebIngress',
      'update: update Web',
      'clean-up: delete WebTaskDefinition',
      'clean-up: delete WebIngress',
    ]);
    expect(plan.steps.find(({ logicalId }) => logicalId === 'Web')?.after).toEqual(
      expect.arrayContaining(['WebIngress', 'WebTaskDefinition']),
    );
  });

  it('names the property that is the reason, and says why it is one', () => {
    expect(reasons(plan, 'WebTaskDefinition')).toEqual([
      "ContainerDefinitions[0].Image: create-only in AWS's schema",
      "ContainerDefinitions[0].PortMappings[0].ContainerPort: create-only in AWS's schema",
    ]);
    expect(reasons(plan, 'Web')).toEqual([
      'TaskDefinition: updated in place, because WebTaskDefinition is replaced',
      'LoadBalancers[0].ContainerPort: updated in place',
    ]);
  });

  it('says that traffic is not interrupted', () => {
    expect(plan.traffic).toEqual({ interruption: 'none', reasons: [] });
    expect(plan).toMatchObject({ refusals: [], cautions: [], outputs: [] });
  });
});

describe('a plan', () => {
  it('follows a replacement through every reference to it, also in Fn::Sub and Fn::Join', () => {
    const template = (name: string) =>
      stackVersion({
        Role: role({ Path: name }),
        ByRef: topic(ref('Role')),
        BySub: topic({ 'Fn::Sub': `for \${Role.Arn} in \${AWS::Region}` }),
        ByJoin: topic({ 'Fn::Join': ['-', ['x', att('Role', 'Arn')]] }),
        ByName: topic('Role'),
        Function: {
          Type: 'AWS::ECS::TaskDefinition',
          Properties: { TaskRoleArn: att('Role', 'Arn') },
        },
        Service: { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: ref('Function') } },
      });
    const plan = planBetween(template('/a/'), template('/b/'));
    expect(actions(plan)).toEqual([
      'replace Role',
      'update ByRef',
      'update BySub',
      'update ByJoin',
      'replace Function',
      'update Service',
    ]);
    expect(reasons(plan, 'Function')).toEqual(["TaskRoleArn: create-only in AWS's schema, because Role is replaced"]);
  });

  it('contains no change where two expressions give the same value', () => {
    const Parameters = { Name: { Type: 'String', Default: 'shop' }, Is: { Type: 'String', Default: 'no' } };
    const Conditions = { Holds: { 'Fn::Equals': [ref('Is'), 'no'] } };
    const before = stackVersion({ Topic: topic('shop-10'), Count: topic(10), On: topic(true), Bare: topic('x') });
    const after = stackVersion(
      {
        Topic: topic({ 'Fn::Sub': `\${Name}-10` }),
        Count: topic('10'),
        On: topic('true'),
        Bare: topic({ 'Fn::If': ['Holds', 'x', 'y'] }),
        Absent: { Type: 'AWS::SNS::Topic', Condition: 'Never' },
      },
      { Parameters, Conditions: { ...Conditions, Never: { 'Fn::Not': [{ Condition: 'Holds' }] } } },
    );
    expect(actions(planBetween(before, after))).toEqual([]);
  });

  it('distinguishes texts that look like the same number', () => {
    for (const [one, other] of [
      ['1.0', '1'],
      ['0', ''],
      ['1.10', '1.1'],
      ['010', '10'],
    ] as const) {
      expect(actions(planBetween(stackVersion({ Topic: topic(one) }), stackVersion({ Topic: topic(other) })))).toEqual([
        'update Topic',
      ]);
    }
  });

  it('creates, deletes, and retains what a DeletionPolicy keeps', () => {
    const before = stackVersion({ Old: topic('a'), Kept: { Type: 'AWS::SNS::Topic', DeletionPolicy: 'Retain' } });
    const plan = planBetween(before, stackVersion({ New: topic('b') }));
    expect(steps(plan)).toEqual(['update: create New', 'clean-up: delete Old', 'clean-up: retain Kept']);
  });

  it('retains a replaced resource if its UpdateReplacePolicy says so', () => {
    const group = (LogGroupName: string) =>
      stackVersion({
        Logs: { Type: 'AWS::Logs::LogGroup', UpdateReplacePolicy: 'Retain', Properties: { LogGroupName } },
      });
    expect(steps(planBetween(group('a'), group('b')))).toEqual(['update: replace Logs', 'clean-up: retain Logs']);
  });

  it('deletes dependants first, also where a resource between them stays', () => {
    const before = stackVersion({
      Base: topic('a'),
      Middle: topic(ref('Base')),
      Top: { Type: 'AWS::SNS::Topic', DependsOn: 'Middle' },
    });
    const plan = planBetween(before, stackVersion({ Middle: topic('b') }));
    expect(steps(plan)).toEqual(['update: update Middle', 'clean-up: delete Top', 'clean-up: delete Base']);
    expect(plan.steps.at(-1)?.after).toEqual(['Top']);
  });

  it('names the outputs that change', () => {
    const template = (Value: Json, Name: string) =>
      stackVersion({ Topic: topic('a') }, { Outputs: { Same: { Value: 'x' }, [Name]: { Value } } });
    expect(planBetween(template('1', 'A'), template('2', 'A')).outputs).toEqual(['A']);
    expect(planBetween(template('1', 'A'), template('1', 'B')).outputs).toEqual(['A', 'B']);
    const shown = (Path: string) =>
      stackVersion({ Role: role({ Path }) }, { Outputs: { Arn: { Value: att('Role', 'Arn') } } });
    expect(planBetween(shown('/a/'), shown('/b/')).outputs).toEqual(['Arn']);
  });

  it('refuses a circular dependency and names its members', () => {
    const circle = stackVersion({ A: topic(ref('B')), B: topic(ref('A')) });
    expect(() => planBetween(stackVersion({}), circle)).toThrow('Circular dependency between A, B.');
  });

  it('says that it cannot follow Fn::ForEach', () => {
    const { cautions } = planBetween(stackVersion({}), stackVersion({ 'Fn::ForEach::Topics': ['Name', ['a'], {}] }));
    expect(cautions).toEqual([expect.stringContaining('Fn::ForEach::Topics is worked out by CloudFormation')]);
  });
});

describe('an attribute of a resource that is updated in place', () => {
  const using = (Resource: Json, attribute: string) =>
    stackVersion({ Resource, User: topic(att('Resource', attribute)) });

  it('does not change if it identifies the resource', () => {
    const before = using(role({ Description: 'a' }), 'Arn');
    expect(actions(planBetween(before, using(role({ Description: 'b' }), 'Arn')))).toEqual(['update Resource']);
  });

  it('changes with the property of the same name', () => {
    const group = (GroupDescription: string, VpcId: string): Json => ({
      Type: 'AWS::EC2::SecurityGroup',
      Properties: { GroupDescription, VpcId },
    });
    expect(actions(planBetween(using(group('a', 'v'), 'VpcId'), using(group('b', 'v'), 'VpcId')))).toEqual([
      'replace Resource',
    ]);
    expect(actions(planBetween(using(group('a', 'v'), 'VpcId'), using(group('a', 'w'), 'VpcId')))).toEqual([
      'replace Resource',
      'update User',
    ]);
  });

  it('may change if it is neither', () => {
    const launch = (ImageId: string): Json => ({
      Type: 'AWS::EC2::LaunchTemplate',
      Properties: { LaunchTemplateData: { ImageId } },
    });
    const version = 'LatestVersionNumber';
    expect(actions(planBetween(using(launch('a'), version), using(launch('b'), version)))).toEqual([
      'update Resource',
      'update? User',
    ]);
  });

  it('may always change if it belongs to a custom resource', () => {
    const custom = (Value: string): Json => ({ Type: 'Custom::Thing', Properties: { ServiceToken: 'arn', Value } });
    const plan = planBetween(using(custom('a'), 'Arn'), using(custom('b'), 'Arn'));
    expect(actions(plan)).toEqual(['replace? Resource', 'update? User']);
    expect(reasons(plan, 'User')).toEqual(['DisplayName: updated in place, because Resource may be replaced']);
  });
});

describe('a value that is not known', () => {
  it('is the same if it is written the same, and may be the same otherwise', () => {
    const network = (Subnet: Json) => stackVersion({ A: topic('a'), B: topic('b'), User: topic(Subnet) });
    expect(actions(planBetween(network(ref('A')), network(ref('A'))))).toEqual([]);
    expect(actions(planBetween(network(ref('A')), network(ref('B'))))).toEqual(['update? User']);
    const text = (before: string) => network({ 'Fn::Sub': `${before}-\${A}` });
    expect(actions(planBetween(text('x'), text('y')))).toEqual(['update User']);
    const imported = (name: string) => network({ 'Fn::ImportValue': name });
    expect(actions(planBetween(imported('x'), imported('x')))).toEqual([]);
    expect(actions(planBetween(imported('x'), imported('y')))).toEqual(['update? User']);
  });

  it('may change if it is a NoEcho parameter, because its new value may be the old one', () => {
    const Parameters = { Password: { Type: 'String', NoEcho: true } };
    const template = (value?: string) =>
      stackVersion({ User: topic(ref('Password')) }, { Parameters }, value === undefined ? {} : { Password: value });
    expect(actions(planBetween(template('****'), template('****')))).toEqual([]);
    const given = planBetween(template('****'), template('sesame'));
    expect(actions(given)).toEqual(['update? User']);
    expect(reasons(given, 'User')).toEqual(['DisplayName: updated in place, because parameter Password may change']);
    expect(JSON.stringify(given)).not.toContain('sesame');
    expect(actions(planBetween(template('one'), template('two')))).toEqual(['update User']);
  });

  it('is read from Parameter Store again, and a note says so', () => {
    const Parameters = { Image: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/image' } };
    const template = stackVersion({ User: topic(ref('Image')) }, { Parameters });
    const plan = planBetween(template, template);
    expect(actions(plan)).toEqual([]);
    expect(plan.cautions).toEqual([expect.stringContaining('Image is read from Parameter Store again')]);
  });

  it('makes a condition undecided, and the resource is then assumed to exist', () => {
    const Parameters = { Any: { Type: 'String' } };
    const Conditions = { Some: { 'Fn::Equals': [ref('Any'), 'x'] } };
    const conditional = { Topic: { Type: 'AWS::SNS::Topic', Condition: 'Some' } };
    const value = (name: string) => ({ ...conditional, User: topic({ 'Fn::If': [name, 'a', 'b'] }) });
    const more = {
      Parameters,
      Conditions: { ...Conditions, Same: Conditions.Some, Not: { 'Fn::Not': [Conditions.Some] } },
    };
    expect(actions(planBetween(stackVersion(value('Some'), more), stackVersion(value('Same'), more)))).toEqual([]);
    expect(actions(planBetween(stackVersion(value('Some'), more), stackVersion(value('Not'), more)))).toEqual([
      'update? User',
    ]);
  });
});

describe('a plan names as a refusal of CloudFormation', () => {
  it('another type for the same logical id', () => {
    const { refusals } = planBetween(stackVersion({ A: topic('a') }), stackVersion({ A: role() }));
    expect(refusals).toEqual([expect.stringMatching(/^A: CloudFormation refuses to change a resource's Type/)]);
  });

  it('a replacement that keeps a fixed name', () => {
    const named = (Path: string, RoleName: string) => stackVersion({ Role: role({ Path, RoleName }) });
    expect(planBetween(named('/a/', 'n'), named('/b/', 'n')).refusals).toEqual([
      expect.stringMatching(/^Role must be replaced, but keeps its RoleName/),
    ]);
    expect(planBetween(named('/a/', 'n'), named('/b/', 'm')).refusals).toEqual([]);
    const service = (Cluster: string) =>
      stackVersion({ S: { Type: 'AWS::ECS::Service', Properties: { ServiceName: 's', Cluster } } });
    expect(planBetween(service('a'), service('b')).refusals).toEqual([]);
  });

  it('another service token of a custom resource', () => {
    const custom = (ServiceToken: string) =>
      stackVersion({ C: { Type: 'Custom::Thing', Properties: { ServiceToken } } });
    expect(planBetween(custom('a'), custom('b')).refusals).toEqual([
      expect.stringContaining('refuses to change a ServiceToken'),
    ]);
  });
});

describe('a plan of a template with parameters', () => {
  it('gives the block the values of its parameters, as the macro does', () => {
    const fragment: JsonObject = {
      Parameters: { Port: { Type: 'Number', Default: 80 } },
      Resources: { Web: { Type: 'Express::Service', Properties: { Image: 'nginx', ContainerPort: ref('Port') } } },
    };
    const plan = planBetween(expandedVersion(fragment), expandedVersion(fragment, { Port: '8080' }));
    expect(actions(plan)).toEqual(['update Web', 'replace WebTaskDefinition', 'replace WebIngress']);
  });
});
