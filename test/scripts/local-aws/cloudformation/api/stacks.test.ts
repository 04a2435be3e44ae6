import {
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourceCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetTemplateSummaryCommand,
  ListExportsCommand,
  ListImportsCommand,
  ListStackResourcesCommand,
  ListStacksCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { createStack, failures, rested, startTestAws, type TestAws, template, updateStack } from '../aws';
import { createFake, FAKE, type Fake, fake } from '../fake-type';

let aws: TestAws;
let fakes: Fake;

beforeEach(async () => {
  fakes = createFake();
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, fakes.type]]) });
});
afterEach(() => aws.stop());

const create = (name: string, body: string, more: object = {}) => createStack(aws, name, body, more);
const update = (name: string, body: string, more: object = {}) => updateStack(aws, name, body, more);
async function remove(name: string, id = name) {
  await aws.cloudformation.send(new DeleteStackCommand({ StackName: name }));
  return rested(aws, id);
}

test('a deleted stack is found by its id but not by its name, and a new stack may take its name', async () => {
  const { StackId = '' } = await create('s', template({ A: fake('1') }));
  expect((await remove('s', StackId)).DeletionTime).toBeInstanceOf(Date);
  await expect(aws.cloudformation.send(new DescribeStacksCommand({ StackName: 's' }))).rejects.toMatchObject({
    name: 'ValidationError',
    message: 'Stack with id s does not exist',
  });
  expect((await create('s', template({ A: fake('1') }))).StackId).not.toBe(StackId);
  const { Stacks = [] } = await aws.cloudformation.send(new DescribeStacksCommand({}));
  expect(Stacks).toHaveLength(1);
  const { StackSummaries = [] } = await aws.cloudformation.send(
    new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }),
  );
  expect(StackSummaries.map((summary) => summary.StackId)).toEqual([StackId]);
});

test('DescribeStacks and events mask NoEcho parameters and values that contain them', async () => {
  const parameters = { Secret: { Type: 'String', NoEcho: true }, Open: { Type: 'String', Default: 'o' } };
  const body = template({ A: fake({ 'Fn::Join': ['', ['x', { Ref: 'Secret' }]] }) }, { Parameters: parameters });
  const stack = await create('s', body, { Parameters: [{ ParameterKey: 'Secret', ParameterValue: 'hush' }] });
  expect(stack.Parameters).toEqual([
    { ParameterKey: 'Secret', ParameterValue: '****' },
    { ParameterKey: 'Open', ParameterValue: 'o' },
  ]);
  expect(fakes.diary).toEqual(['create A1 xhush']);
  const { StackEvents } = await aws.cloudformation.send(new DescribeStackEventsCommand({ StackName: 's' }));
  expect(JSON.stringify(StackEvents)).not.toContain('hush');
  expect(JSON.stringify(StackEvents)).toContain('x****');
});

test('an update keeps the previous template and previous parameter values if it is told to', async () => {
  const body = template(
    { A: fake({ Ref: 'V' }), B: fake({ Ref: 'W' }) },
    { Parameters: { V: { Type: 'String' }, W: { Type: 'String', Default: 'w' } } },
  );
  const given = [
    { ParameterKey: 'V', ParameterValue: '1' },
    { ParameterKey: 'W', ParameterValue: '2' },
  ];
  await create('s', body, { Parameters: given });
  await aws.cloudformation.send(
    new UpdateStackCommand({
      StackName: 's',
      UsePreviousTemplate: true,
      Parameters: [{ ParameterKey: 'V', UsePreviousValue: true }],
    }),
  );
  await rested(aws, 's');
  expect(fakes.diary.slice(2)).toEqual(['update B1 2 → w']);
});

test('stack tags reach the resources, and a change of only the stack tags is an update', async () => {
  await create('s', template({ A: fake('1') }));
  await update('s', template({ A: fake('1') }), { Tags: [{ Key: 'team', Value: 'web' }] });
  expect(fakes.diary).toEqual(['create A1 1', 'update A1 1 → 1']);
});

test('exports are unique, can be imported, and cannot be changed or deleted while they are imported', async () => {
  const exporting = (value: string, name = 'E') =>
    template(
      { A: fake(value) },
      { Outputs: { O: { Value: { 'Fn::GetAtt': ['A', 'Value'] }, Export: { Name: name } } } },
    );
  await create('exporter', exporting('1'));
  await create('importer', template({ B: fake({ 'Fn::ImportValue': 'E' }) }));
  expect(fakes.diary.at(-1)).toBe('create B1 1');
  const { Exports } = await aws.cloudformation.send(new ListExportsCommand({}));
  expect(Exports).toEqual([expect.objectContaining({ Name: 'E', Value: '1' })]);
  const { Imports } = await aws.cloudformation.send(new ListImportsCommand({ ExportName: 'E' }));
  expect(Imports).toEqual(['importer']);

  const again = await create('again', exporting('2'));
  expect(again.StackStatus).toBe('ROLLBACK_COMPLETE');
  const updated = await update('exporter', exporting('3'));
  expect(updated.StackStatus).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect((await remove('exporter')).StackStatusReason).toBe('Export E cannot be deleted as it is in use by importer');
  await create('lost', template({ B: fake({ 'Fn::ImportValue': 'X' }) }));
  expect(await failures(aws, 'lost')).toEqual(['B: No export named X found']);
});

test('resources are listed in pages and found by their logical or physical ids', async () => {
  const many = Object.fromEntries(Array.from({ length: 120 }, (_, i) => [`R${i}`, fake(`${i}`)]));
  await create('s', template(many));
  const first = await aws.cloudformation.send(new ListStackResourcesCommand({ StackName: 's' }));
  const second = await aws.cloudformation.send(
    new ListStackResourcesCommand({ StackName: 's', NextToken: first.NextToken }),
  );
  expect([first.StackResourceSummaries?.length, second.StackResourceSummaries?.length, second.NextToken]).toEqual([
    100,
    20,
    undefined,
  ]);
  const one = await aws.cloudformation.send(
    new DescribeStackResourceCommand({ StackName: 's', LogicalResourceId: 'R7' }),
  );
  expect(one.StackResourceDetail).toMatchObject({
    PhysicalResourceId: 'R71',
    ResourceStatus: 'CREATE_COMPLETE',
    ResourceType: FAKE,
  });
  const all = await aws.cloudformation.send(new DescribeStackResourcesCommand({ PhysicalResourceId: 'R71' }));
  expect(all.StackResources).toHaveLength(100);
  await expect(
    aws.cloudformation.send(new DescribeStackResourceCommand({ StackName: 's', LogicalResourceId: 'X' })),
  ).rejects.toThrow('Resource X does not exist for stack s');
});

test('ValidateTemplate and GetTemplateSummary tell what a template declares', async () => {
  const body = template(
    { A: fake('1'), R: { Type: 'AWS::IAM::Role' } },
    { Description: 'd', Parameters: { P: { Type: 'String', Default: 'x', NoEcho: true } }, Transform: ['Express'] },
  );
  expect(await aws.cloudformation.send(new ValidateTemplateCommand({ TemplateBody: body }))).toMatchObject({
    Description: 'd',
    Parameters: [{ ParameterKey: 'P', DefaultValue: 'x', NoEcho: true }],
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    DeclaredTransforms: ['Express'],
  });
  expect(await aws.cloudformation.send(new GetTemplateSummaryCommand({ TemplateBody: body }))).toMatchObject({
    ResourceTypes: [FAKE, 'AWS::IAM::Role'],
    Parameters: [{ ParameterKey: 'P', ParameterType: 'String' }],
  });
});

test('a stack with termination protection is not deleted until the protection is removed', async () => {
  const { StackId = '' } = await create('s', template({ A: fake('1') }), { EnableTerminationProtection: true });
  await expect(remove('s')).rejects.toThrow('Stack [s] cannot be deleted while TerminationProtection is enabled');
  await aws.cloudformation.send(
    new UpdateTerminationProtectionCommand({ StackName: 's', EnableTerminationProtection: false }),
  );
  expect((await remove('s', StackId)).StackStatus).toBe('DELETE_COMPLETE');
});

test('the deletion of a missing stack succeeds, and a stack with an operation in progress is not updated', async () => {
  await expect(aws.cloudformation.send(new DeleteStackCommand({ StackName: 'none' }))).resolves.toBeDefined();
  fakes.hanging.add('slow');
  await aws.cloudformation.send(
    new CreateStackCommand({ StackName: 's', TemplateBody: template({ A: fake('slow') }) }),
  );
  await expect(update('s', template({ A: fake('1') }))).rejects.toThrow(
    'is in CREATE_IN_PROGRESS state and can not be updated.',
  );
});

test.each([
  [
    'the name is taken',
    () => create('s', template({ A: fake('1') })).then(() => create('s', template({ A: fake('1') }))),
    'Stack [s] already exists',
  ],
  [
    'the name is malformed',
    () => create('1s', template({ A: fake('1') })),
    "Value '1s' at 'stackName' failed to satisfy constraint",
  ],
  [
    'it has no template',
    () => aws.cloudformation.send(new CreateStackCommand({ StackName: 's' })),
    'Either Template URL or Template Body must be specified.',
  ],
  [
    'the template is too long',
    () => create('s', template({ A: fake('x'.repeat(52_000)) })),
    "Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to 51200",
  ],
  [
    'a resource type is not emulated',
    () => create('s', template({ A: { Type: 'AWS::SNS::Topic' } })),
    'Unrecognized resource types: [AWS::SNS::Topic]',
  ],
  [
    'a property is not emulated',
    () => create('s', template({ B: { Type: 'AWS::S3::Bucket', Properties: { CorsConfiguration: {} } } })),
    'AWS::S3::Bucket.CorsConfiguration',
  ],
  [
    'an attribute does not exist',
    () => create('s', template({ A: fake('1'), B: fake({ 'Fn::GetAtt': ['A', 'Nope'] }) })),
    'Template error: resource A does not support attribute type Nope in Fn::GetAtt',
  ],
  [
    'AWS’s schemas refuse the template',
    () => create('s', template({ A: fake('1', {}, { Nope: 1 }) })),
    "Additional properties are not allowed ('Nope' was unexpected)",
  ],
  [
    'the stack to update does not exist',
    () => update('none', template({ A: fake('1') })),
    'Stack [none] does not exist',
  ],
])('a request is refused when %s', async (_, request, message) => {
  await expect(request()).rejects.toThrow(message);
});

test('a change of only metadata is an update, and a change of only a deletion policy is not', async () => {
  await create('s', template({ A: fake('1') }));
  await expect(update('s', template({ A: fake('1', { DeletionPolicy: 'Retain' }) }))).rejects.toThrow(
    'No updates are to be performed.',
  );
  expect((await update('s', template({ A: fake('1', { Metadata: { a: 1 } }) }))).StackStatus).toBe('UPDATE_COMPLETE');
  expect(await failures(aws, 's')).toEqual([]);
});
