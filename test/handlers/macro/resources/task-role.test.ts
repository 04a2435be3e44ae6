import { expand } from '../../../../handlers/macro/expand';
import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, resource, service } from '../fixtures';

const MINE = 'arn:aws:iam::123456789012:role/mine';

test('ECS Exec gets a task role that may open its channels', () => {
  const template = expanded(service({ EnableExecuteCommand: true }));
  expect(resource(template, 'Web').Properties.EnableExecuteCommand).toBe(true);
  expect(resource(template, 'WebTaskDefinition').Properties.TaskRoleArn).toEqual({
    'Fn::GetAtt': ['WebTaskRole', 'Arn'],
  });
  expect(JSON.stringify(resource(template, 'WebTaskRole').Properties.Policies)).toContain(
    'ssmmessages:OpenDataChannel',
  );
});

test("The user's task role is kept", () => {
  const template = expanded(service({ EnableExecuteCommand: true, TaskRoleArn: MINE }));
  expect(resource(template, 'WebTaskDefinition').Properties.TaskRoleArn).toBe(MINE);
  expect(template.Resources).not.toHaveProperty('WebTaskRole');
});

function warningsOf(properties: JsonObject, Resources: JsonObject = {}): string[] {
  const result = expand(service({ EnableExecuteCommand: true, ...properties }, { Resources }));
  if (!result.ok) throw new Error('refused');
  return result.warnings.map(({ path, message }) => `${path}: ${message}`);
}
const roleWith = (Action: string): JsonObject => ({
  Mine: { Type: 'AWS::IAM::Role' },
  Rights: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: { Statement: [{ Effect: 'Allow', Action }] } } },
});

test("A warning says what ECS Exec needs of the user's role, unless a role of the template allows it", () => {
  const wanted =
    'Resources.Web.Properties.EnableExecuteCommand: works only with a task role that allows ssmmessages:CreateControlChannel, ssmmessages:CreateDataChannel, ssmmessages:OpenControlChannel, ssmmessages:OpenDataChannel; check that yours does';
  const definition = { Image: { Ref: 'AWS::NoValue' }, TaskDefinitionArn: 'web:3', ContainerPort: 80 };
  expect(warningsOf({ TaskRoleArn: MINE })).toEqual([wanted]);
  expect(warningsOf(definition)).toEqual([wanted]);
  expect(warningsOf({ TaskRoleArn: { 'Fn::GetAtt': ['Mine', 'Arn'] } }, roleWith('s3:*'))).toEqual([wanted]);
  expect(warningsOf({ TaskRoleArn: { 'Fn::GetAtt': ['Mine', 'Arn'] } }, roleWith('ssmmessages:*'))).toEqual([]);
  expect(warningsOf({})).toEqual([]);
  expect(warningsOf({ TaskRoleArn: MINE, EnableExecuteCommand: false })).toEqual([]);
});

test('Without ECS Exec there is no task role', () => {
  const template = expanded(service({ EnableExecuteCommand: 'false' }));
  expect(resource(template, 'WebTaskDefinition').Properties).not.toHaveProperty('TaskRoleArn');
});

test('Disabled ECS Exec is written, because ECS keeps what an update does not name', () => {
  expect(resource(expanded(service({})), 'Web').Properties.EnableExecuteCommand).toBe(false);
});

const files = (id: string, IAM = 'ENABLED') => ({
  Name: id,
  EFSVolumeConfiguration: { FilesystemId: { Ref: id }, AuthorizationConfig: { IAM } },
});
const mount = (SourceVolume: string, ReadOnly?: boolean) => ({
  SourceVolume,
  ContainerPath: `/${SourceVolume}`,
  ...(ReadOnly !== undefined && { ReadOnly }),
});
const arn = (id: string) => ({
  'Fn::Sub': [
    `arn:\${AWS::Partition}:elasticfilesystem:\${AWS::Region}:\${AWS::AccountId}:file-system/\${Id}`,
    { Id: { Ref: id } },
  ],
});
const MOUNT = 'elasticfilesystem:ClientMount';
const WRITE = 'elasticfilesystem:ClientWrite';
function rightsOf(properties: JsonObject) {
  const { Policies } = resource(expanded(service(properties)), 'WebTaskRole').Properties;
  const [{ PolicyDocument } = { PolicyDocument: {} }] = Policies as [{ PolicyDocument: JsonObject }];
  return PolicyDocument.Statement;
}

test('A file system with IAM gets a task role that may mount it', () => {
  const Volumes = [files('Files'), files('Others', 'DISABLED')];
  expect(rightsOf({ Volumes, MountPoints: [mount('Files'), mount('Others')] })).toEqual([
    { Effect: 'Allow', Action: [MOUNT, WRITE], Resource: [arn('Files')] },
  ]);
});

test('The task role may write only to file systems that some container may write to', () => {
  const Volumes = [files('Read'), files('Both'), files('Idle')];
  const Sidecars = [{ Name: 'side', Image: 'busybox', MountPoints: [mount('Both', false)] }];
  expect(rightsOf({ Volumes, Sidecars, MountPoints: [mount('Read', true), mount('Both', true)] })).toEqual([
    { Effect: 'Allow', Action: [MOUNT, WRITE], Resource: [arn('Both')] },
    { Effect: 'Allow', Action: [MOUNT], Resource: [arn('Read'), arn('Idle')] },
  ]);
  expect(rightsOf({ Volumes: [files('Read')], MountPoints: [mount('Read', true)] })).toEqual([
    { Effect: 'Allow', Action: [MOUNT], Resource: [arn('Read')] },
  ]);
});

test("A condition decides whether the user's role is present", () => {
  const role = (value: string) =>
    expanded(
      service(
        { EnableExecuteCommand: true, TaskRoleArn: { 'Fn::If': ['Mine', MINE, { Ref: 'AWS::NoValue' }] } },
        { Conditions: { Mine: { 'Fn::Equals': [value, 'mine'] } } },
      ),
    );
  expect(resource(role('mine'), 'WebTaskDefinition').Properties.TaskRoleArn).toBe(MINE);
  expect(role('other').Resources).toHaveProperty('WebTaskRole');
});
