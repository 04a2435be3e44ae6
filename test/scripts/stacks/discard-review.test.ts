/** Two first deployments of one name at once, on the embedded AWS. */
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
} from '@aws-sdk/client-cloudformation';
import { deployStack } from '../../../scripts/stacks/deploy-stack';
import { rested, startTestAws, type TestAws, template } from '../local-aws/cloudformation/aws';
import { createFake, FAKE, type Fake, fake } from '../local-aws/cloudformation/fake-type';
import { rememberedProgress, timelessAws } from './watched';

let aws: TestAws;
let fakes: Fake;

beforeEach(async () => {
  fakes = createFake();
  aws = await startTestAws({ moto: false, types: new Map([[FAKE, fakes.type]]) });
});
afterEach(() => aws.stop());

/** Somebody else makes a first change set for stack `s`. */
async function theirChangeSet(): Promise<string> {
  const { Id } = await aws.cloudformation.send(
    new CreateChangeSetCommand({
      StackName: 's',
      ChangeSetName: 'theirs',
      ChangeSetType: 'CREATE',
      TemplateBody: template({ A: fake('1') }),
    }),
  );
  for (;;) {
    const { Status } = await aws.cloudformation.send(new DescribeChangeSetCommand({ ChangeSetName: Id }));
    if (Status === 'CREATE_COMPLETE') return Id ?? '';
  }
}

async function theirStack(): Promise<void> {
  await aws.cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: await theirChangeSet() }));
}

/**
 * Deploys a template that CloudFormation refuses.
 * @param meanwhile happens before the change set is looked at, or once its failure is known
 */
async function fail(meanwhile: () => Promise<void>, when: 'before' | 'after' = 'after'): Promise<string> {
  const cloudformation = aws.client(CloudFormationClient);
  let happened = false;
  cloudformation.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        if (commandName !== 'DescribeChangeSetCommand' || happened) return next(args);
        if (when === 'before') await meanwhile();
        const answer = await next(args);
        happened = when === 'before' || (answer.output as { Status?: string }).Status === 'FAILED';
        if (happened && when === 'after') await meanwhile();
        return answer;
      },
    { step: 'initialize' },
  );
  const deployment = {
    stackName: 's',
    template: { TemplateBody: template({ B: fake('1') }, { Transform: 'Missing' }) },
    declared: [],
    parameters: {},
    ways: { again: 'deploy again', deletion: 'delete it' },
    changeSetName: 'ours',
  };
  return deployStack(timelessAws({ cloudformation }), deployment, rememberedProgress()).then(
    () => 'deployed',
    ({ message }: Error) => message,
  );
}

const statusOf = async (): Promise<string | undefined> =>
  aws.cloudformation.send(new DescribeStacksCommand({ StackName: 's' })).then(
    ({ Stacks: [stack] = [] }) => stack?.StackStatus,
    () => undefined,
  );

test('a first deployment that is refused leaves no stack', async () => {
  expect(await fail(async () => {})).toContain('Stack s is not created.');
  expect(await statusOf()).toBeUndefined();
});

test('a first deployment that is refused leaves the stack of another one that has begun alive', async () => {
  expect(await fail(theirStack)).toContain('Stack s is not created.');
  expect((await rested(aws, 's')).StackStatus).toBe('CREATE_COMPLETE');
  expect(fakes.diary).toEqual(['create A1 1']);
});

test('a deployment says so when another one has begun before its change set was ready', async () => {
  expect(await fail(theirStack, 'before')).toBe(
    'Another deployment of stack s has begun meanwhile, so this one changes nothing. Wait until that has ended, then try again.',
  );
  expect((await rested(aws, 's')).StackStatus).toBe('CREATE_COMPLETE');
});

test('a first deployment that is refused leaves the change set of another one, which can still be executed', async () => {
  let theirs = '';
  await fail(async () => {
    theirs = await theirChangeSet();
  });
  expect(await statusOf()).toBe('REVIEW_IN_PROGRESS');
  await aws.cloudformation.send(new ExecuteChangeSetCommand({ ChangeSetName: theirs }));
  expect((await rested(aws, 's')).StackStatus).toBe('CREATE_COMPLETE');
});
