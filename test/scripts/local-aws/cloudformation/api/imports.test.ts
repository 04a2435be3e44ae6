import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackResourcesCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { createStack, eventLines, rested, startTestAws, type TestAws, template, updateStack } from '../aws';
import { createFake, FAKE, type Fake, fake } from '../fake-type';

let aws: TestAws;
let fakes: Fake;

beforeEach(async () => {
  fakes = createFake();
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, fakes.type]]) });
  fakes.living.add('found');
});
afterEach(() => aws.stop());

const kept = { DeletionPolicy: 'Retain' };
const found = (LogicalResourceId: string, Name = 'found', ResourceType = FAKE) => ({
  ResourceType,
  LogicalResourceId,
  ResourceIdentifier: { Name },
});

let count = 0;
async function prepare(TemplateBody: string, ...ResourcesToImport: ReturnType<typeof found>[]) {
  const names = { StackName: 's', ChangeSetName: `c${count++}` };
  await aws.cloudformation.send(
    new CreateChangeSetCommand({ ...names, ChangeSetType: 'IMPORT', TemplateBody, ResourcesToImport }),
  );
  for (;;) {
    const changeSet = await aws.cloudformation.send(new DescribeChangeSetCommand(names));
    if (changeSet.Status === 'CREATE_COMPLETE' || changeSet.Status === 'FAILED') return changeSet;
  }
}
const whyNot = async (body: string, ...resources: ReturnType<typeof found>[]) =>
  (await prepare(body, ...resources)).StatusReason;

async function execute({ ChangeSetId }: { ChangeSetId?: string }) {
  await aws.cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: ChangeSetId }));
  return rested(aws, 's');
}

test('an import makes a stack of resources that exist, and changes nothing in them', async () => {
  const changeSet = await prepare(template({ A: fake('1', kept) }), found('A'));
  expect(changeSet.Changes?.map(({ ResourceChange: change }) => [change?.Action, change?.PhysicalResourceId])).toEqual([
    ['Import', 'found'],
  ]);
  expect((await execute(changeSet)).StackStatus).toBe('IMPORT_COMPLETE');
  expect(await eventLines(aws, 's')).toEqual([
    's REVIEW_IN_PROGRESS',
    's IMPORT_IN_PROGRESS',
    'A IMPORT_IN_PROGRESS',
    'A IMPORT_COMPLETE',
    's IMPORT_COMPLETE',
  ]);
  expect(fakes.diary).toEqual([]);
});

test('an imported resource is updated like any other, with what the template says that it was', async () => {
  await execute(await prepare(template({ A: fake('1', kept) }), found('A')));
  expect((await updateStack(aws, 's', template({ A: fake('2', kept), B: fake('1') }))).StackStatus).toBe(
    'UPDATE_COMPLETE',
  );
  expect(fakes.diary.sort()).toEqual(['create B1 1', 'update found 1 → 2']);
});

test('an import adds to a stack that exists', async () => {
  await createStack(aws, 's', template({ B: fake('1') }));
  await execute(await prepare(template({ A: fake('1', kept), B: fake('1') }), found('A')));
  const { StackResources = [] } = await aws.cloudformation.send(new DescribeStackResourcesCommand({ StackName: 's' }));
  expect(StackResources.map(({ PhysicalResourceId }) => PhysicalResourceId).sort()).toEqual(['B1', 'found']);
});

test('a resource that is gone when the import begins takes the import back', async () => {
  const changeSet = await prepare(template({ A: fake('1', kept) }), found('A'));
  fakes.living.clear();
  expect((await execute(changeSet)).StackStatus).toBe('IMPORT_ROLLBACK_COMPLETE');
  const { StackResources } = await aws.cloudformation.send(new DescribeStackResourcesCommand({ StackName: 's' }));
  expect(StackResources).toEqual([]);
});

describe('an import refuses', () => {
  test('a resource without DeletionPolicy', async () => {
    expect(await whyNot(template({ A: fake('1') }), found('A'))).toContain('[A] must have DeletionPolicy attribute');
  });

  test('a resource that does not exist', async () => {
    expect(await whyNot(template({ A: fake('1', kept) }), found('A', 'lost'))).toBe(
      "Resource of type 'AWS::SSM::Parameter' with identifier 'lost' was not found.",
    );
  });

  test('a resource of another stack', async () => {
    await createStack(aws, 'other', template({ B: fake('1') }));
    expect(await whyNot(template({ A: fake('1', kept) }), found('A', 'B1'))).toContain(
      '[A] passed in ResourceToImport',
    );
  });

  test('new outputs', async () => {
    const body = template({ A: fake('1', kept) }, { Outputs: { O: { Value: 'x' } } });
    expect(await whyNot(body, found('A'))).toContain('you cannot modify or add [Outputs]');
  });

  test('any other change of the stack', async () => {
    await createStack(aws, 's', template({ B: fake('1'), C: fake('1') }));
    const body = template({ A: fake('1', kept), B: fake('2'), D: fake('1') });
    expect(await whyNot(body, found('A'))).toMatch(/modified resources \[(B, D|D, B), C\]/);
  });

  test.each([
    ['AWS::CloudFormation::Macro', { Name: 'n', FunctionName: 'f' }],
    ['Custom::Thing', { ServiceToken: 's' }],
  ])('a resource of a type that cannot be imported: %s', async (Type, Properties) => {
    const body = template({ A: { Type, ...kept, Properties } });
    expect(await whyNot(body, found('A', 'n', Type))).toContain('not supported for Import');
  });

  test('what the template lacks, and another identifier than that of the type', async () => {
    expect(await whyNot(template({ A: fake('1', kept) }), found('B'))).toContain('[B] passed in ResourcesToImport');
    const wrong = { ...found('A'), ResourceIdentifier: { Id: 'found' } } as never;
    expect(await whyNot(template({ A: fake('1', kept) }), wrong)).toContain('must have the property Name');
  });
});
