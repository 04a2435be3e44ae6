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
  expect(resource(template, 'Web').Properties).not.toHaveProperty('EnableExecuteCommand');
});
