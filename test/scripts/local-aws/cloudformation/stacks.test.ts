import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import {
  answer,
  type CustomEvent,
  eventLines,
  failures,
  functionArn,
  settled,
  startTestAws,
  type TestAws,
  template,
} from './aws';

let aws: TestAws;
beforeAll(async () => {
  aws = await startTestAws();
});
afterAll(() => aws.stop());

test('a stack is created, updated and deleted, with its custom resource called each time', async () => {
  const events: CustomEvent[] = [];
  aws.functions.set('maker', async (event: CustomEvent) => {
    events.push(event);
    await answer(event, { PhysicalResourceId: 'thing-1', Data: { Color: 'red' } });
  });
  const body = (size: number) =>
    template(
      {
        Group: { Type: 'AWS::Logs::LogGroup', Properties: { RetentionInDays: 7 } },
        Thing: {
          Type: 'Custom::Thing',
          Properties: { ServiceToken: functionArn('maker'), Size: size, Group: { Ref: 'Group' } },
        },
      },
      { Outputs: { Color: { Value: { 'Fn::GetAtt': ['Thing', 'Color'] } } } },
    );
  await aws.cloudformation.send(new CreateStackCommand({ StackName: 'simple', TemplateBody: body(1) }));
  const created = await settled(aws, 'simple');
  console.log(await eventLines(aws, 'simple'), await failures(aws, 'simple'), aws.log);
  expect(created.StackStatus).toBe('CREATE_COMPLETE');
  expect(created.Outputs).toEqual([expect.objectContaining({ OutputKey: 'Color', OutputValue: 'red' })]);
  await aws.cloudformation.send(new UpdateStackCommand({ StackName: 'simple', TemplateBody: body(2) }));
  expect((await settled(aws, 'simple')).StackStatus).toBe('UPDATE_COMPLETE');
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: 'simple' }));
  const gone = await settled(aws, created.StackId ?? '');
  expect(gone.StackStatus).toBe('DELETE_COMPLETE');
  await expect(aws.cloudformation.send(new DescribeStacksCommand({ StackName: 'simple' }))).rejects.toThrow(
    'Stack with id simple does not exist',
  );
  expect(events.map(({ RequestType, ResourceProperties }) => [RequestType, ResourceProperties.Size])).toEqual([
    ['Create', '1'],
    ['Update', '2'],
    ['Delete', '2'],
  ]);
});
