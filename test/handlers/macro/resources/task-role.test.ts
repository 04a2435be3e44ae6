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

test("A task role of the user's is kept", () => {
  const template = expanded(service({ EnableExecuteCommand: true, TaskRoleArn: MINE }));
  expect(resource(template, 'WebTaskDefinition').Properties.TaskRoleArn).toBe(MINE);
  expect(template.Resources).not.toHaveProperty('WebTaskRole');
});

test('Without ECS Exec there is no task role', () => {
  const template = expanded(service({ EnableExecuteCommand: 'false' }));
  expect(resource(template, 'WebTaskDefinition').Properties).not.toHaveProperty('TaskRoleArn');
});

test('That there is no ECS Exec is written out, for ECS would leave on what an update does not name', () => {
  expect(resource(expanded(service({})), 'Web').Properties.EnableExecuteCommand).toBe(false);
});

test('A file system that asks for IAM gets a task role that may mount that one', () => {
  const EFSVolumeConfiguration = { FilesystemId: { Ref: 'Files' }, AuthorizationConfig: { IAM: 'ENABLED' } };
  const template = expanded(service({ Volumes: [{ Name: 'data', EFSVolumeConfiguration }] }));
  expect(resource(template, 'WebTaskRole').Properties.Policies).toMatchObject([
    {
      PolicyName: 'Volumes',
      PolicyDocument: {
        Statement: [
          {
            Action: ['elasticfilesystem:ClientMount', 'elasticfilesystem:ClientWrite'],
            Resource: [
              {
                'Fn::Sub': [
                  `arn:\${AWS::Partition}:elasticfilesystem:\${AWS::Region}:\${AWS::AccountId}:file-system/\${Id}`,
                  { Id: { Ref: 'Files' } },
                ],
              },
            ],
          },
        ],
      },
    },
  ]);
});

test('A role that may be there or not is settled by its condition', () => {
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
