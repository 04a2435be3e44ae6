import {
  GATEWAY_FUNCTION_NAME,
  MACRO_FUNCTION_NAME,
  SERVICE_TIMEOUT_SECONDS,
  sharedRoleName,
} from '../../handlers/contract';
import type { Json, JsonObject } from '../../handlers/template-language/json';
import { FAILURE_FUNCTION_NAME, INSTALL_DESCRIPTION, isInstall } from '../../scripts/install/names';
import { loadTemplate } from '../../scripts/template/load';
import { validateAgainstSchemas } from '../../scripts/template/validate';

interface Statement {
  Sid?: string;
  Action: string | string[];
  Resource: Json;
  Condition?: JsonObject;
}

let template: JsonObject;
let resources: Record<
  string,
  { Type: string; Properties: JsonObject; DependsOn?: string | string[]; DeletionPolicy?: string }
>;
beforeAll(async () => {
  template = (await loadTemplate('templates/express.yaml')).value;
  resources = template.Resources as unknown as typeof resources;
});

const properties = (id: string): JsonObject => resources[id]?.Properties ?? {};
const statements = (role: string): Statement[] =>
  (properties(role).Policies as unknown as { PolicyDocument: { Statement: Statement[] } }[]).flatMap(
    ({ PolicyDocument }) => PolicyDocument.Statement,
  );

describe('the install template', () => {
  it("is valid by AWS's schemas", async () => {
    expect(await validateAgainstSchemas(template, {})).toEqual({ ours: [], theirs: [] });
  });

  it('begins its description as every version does, because that tells its stack from others', () => {
    expect(isInstall({ Description: String(template.Description) })).toBe(true);
    expect(INSTALL_DESCRIPTION).toBe('cfn-express: the Express macro and the gateway behind it.');
  });

  it('gives its functions the names that templates use for ever', () => {
    expect(properties('MacroFunction').FunctionName).toBe(MACRO_FUNCTION_NAME);
    expect(properties('GatewayFunction').FunctionName).toBe(GATEWAY_FUNCTION_NAME);
    expect(properties('Macro').Name).toBe('Express');
  });

  it('changes the gateway before the macro, because an old gateway refuses what only a new macro writes', () => {
    expect(resources.MacroFunction?.DependsOn).toBe('GatewayFunction');
  });

  it('sets no architecture, because some Regions have only one and refuse the property', () => {
    const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
    expect(functions).toHaveLength(3);
    for (const { Properties } of functions) expect(Properties).not.toHaveProperty('Architectures');
  });

  it('gives its roles the names that the macro writes, with the Region in them', () => {
    const named = (role: string) => ({ 'Fn::Sub': role });
    const region = `\${AWS::Region}`;
    expect(properties('ExecutionRole').RoleName).toEqual(named(sharedRoleName('execution', region)));
    expect(properties('InfrastructureRole').RoleName).toEqual(named(sharedRoleName('infrastructure', region)));
  });

  it('gives no fixed name to resources that outlive the stack or may be replaced', () => {
    const named = Object.entries(resources).filter(([, { Type, Properties }]) =>
      ['TableName', 'LogGroupName', 'RoleName', 'FunctionName'].some(
        (name) =>
          Properties[name] !== undefined &&
          !['AWS::Lambda::EventInvokeConfig', 'AWS::CloudFormation::Macro'].includes(Type),
      ),
    );
    expect(named.map(([id]) => id).sort()).toEqual([
      'ExecutionRole',
      'FailureFunction',
      'GatewayFunction',
      'InfrastructureRole',
      'MacroFunction',
    ]);
  });

  it('keeps the ledger when the stack is deleted, but not when its creation fails', () => {
    expect(resources.Table).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
    expect(properties('Table')).toMatchObject({
      BillingMode: 'PAY_PER_REQUEST',
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      TimeToLiveSpecification: { AttributeName: 'expires', Enabled: true },
    });
  });

  it('has a guard that is deleted before everything else', () => {
    const others = Object.keys(resources).filter((id) => !['Guard', 'GatewayFunction', 'Macro'].includes(id));
    expect([...(resources.Guard?.DependsOn ?? [])].sort()).toEqual(others.sort());
    expect(properties('Guard').ServiceToken).toEqual({ 'Fn::GetAtt': ['GatewayFunction', 'Arn'] });
    expect(JSON.stringify(properties('Guard').Macro)).toContain('{"Ref":"Macro"}');
  });

  it('drops events after CloudFormation has stopped waiting for them', () => {
    expect(properties('GatewayInvocations').MaximumEventAgeInSeconds).toBeLessThanOrEqual(SERVICE_TIMEOUT_SECONDS);
  });

  it('has another function answer for events that Lambda gives up, and that one has no destination itself', () => {
    const failures = { 'Fn::GetAtt': ['FailureFunction', 'Arn'] };
    expect(properties('GatewayInvocations').DestinationConfig).toEqual({ OnFailure: { Destination: failures } });
    expect(properties('FailureInvocations')).not.toHaveProperty('DestinationConfig');
    expect(properties('FailureFunction')).toMatchObject({
      FunctionName: FAILURE_FUNCTION_NAME,
      Handler: 'index.onFailure',
      Code: properties('GatewayFunction').Code,
      Environment: { Variables: { GATEWAY_LOG_GROUP: { Ref: 'GatewayLogGroup' } } },
    });
  });

  it('lets the gateway invoke itself and that function by name, so that neither must exist first', () => {
    const invoking = statements('GatewayRole').filter(({ Action }) => Action === 'lambda:InvokeFunction');
    const named = (name: string) => ({
      'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${name}`,
    });
    expect(invoking.map(({ Resource }) => Resource)).toEqual([
      named(GATEWAY_FUNCTION_NAME),
      named(FAILURE_FUNCTION_NAME),
    ]);
  });

  it('gives the gateway its table and its limit', () => {
    expect(properties('GatewayFunction').Environment).toEqual({
      Variables: {
        TABLE_NAME: { Ref: 'Table' },
        MAX_SERVICES_PER_LOAD_BALANCER: { Ref: 'MaxServicesPerLoadBalancer' },
      },
    });
    expect(template.Parameters).toMatchObject({
      MaxServicesPerLoadBalancer: { Default: 25, MinValue: 1, MaxValue: 50 },
    });
  });

  it.each(['MacroRole', 'FailureRole'])('lets the function of %s only write its log', (role) => {
    expect(statements(role).flatMap(({ Action }) => Action)).toEqual(['logs:CreateLogStream', 'logs:PutLogEvents']);
  });

  it('lets the gateway read everything, but change only what has the tags of the project', () => {
    const free = statements('GatewayRole').filter(({ Resource, Condition }) => Resource === '*' && !Condition);
    const actions = free.flatMap(({ Action }) => Action);
    expect(actions.filter((action) => !/:(Describe|List|Get)/.test(action))).toEqual([]);
    const changing = statements('GatewayRole').filter(({ Action }) =>
      [Action].flat().some((action) => /^(elasticloadbalancing|ec2|ecs):(?!Describe|List|Get)/.test(action)),
    );
    const conditions = changing
      .filter(({ Sid }) => Sid !== 'CreateInAnyVpc' && Sid !== 'OrderOurRules')
      .map(({ Condition }) => JSON.stringify(Condition));
    expect(conditions.every((condition) => /cfn-express:(gateway|cluster|service)|CreateAction/.test(condition))).toBe(
      true,
    );
  });

  it('lets the gateway make a security group in a VPC that another account shares', () => {
    const inVpc = statements('GatewayRole').filter(
      ({ Action, Resource }) =>
        [Action].flat().includes('ec2:CreateSecurityGroup') && /:vpc\/\*/.test(JSON.stringify(Resource)),
    );
    expect(inVpc.map(({ Resource }) => Resource)).toEqual([
      { 'Fn::Sub': `arn:\${AWS::Partition}:ec2:\${AWS::Region}:*:vpc/*` },
    ]);
  });

  it('uses no wildcard for an action', () => {
    const roles = ['MacroRole', 'GatewayRole', 'FailureRole', 'SweepRole'];
    expect(
      roles
        .flatMap(statements)
        .flatMap(({ Action }) => Action)
        .filter((action) => action.includes('*')),
    ).toEqual([]);
  });
});
