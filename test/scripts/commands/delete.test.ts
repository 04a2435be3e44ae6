import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation';
import { deleteCommand } from '../../../scripts/commands/delete';
import { mockClient } from '../../mock-client';
import { run } from '../command-line/run';

const cloudformation = mockClient(CloudFormationClient);
const absent = Object.assign(new Error('Stack with id shop does not exist'), { name: 'ValidationError' });
const stackIn = (StackStatus: Stack['StackStatus']): Stack => ({
  StackName: 'shop',
  StackId: 'stack-id',
  CreationTime: new Date(0),
  StackStatus,
});
const of = (...names: string[]) => ({
  StackEvents: names.map((LogicalResourceId) => ({
    StackId: 'stack-id',
    StackName: 'shop',
    EventId: LogicalResourceId,
    LogicalResourceId,
    ResourceType: 'AWS::X::Y',
    Timestamp: new Date(0),
    ResourceStatus: 'DELETE_FAILED' as const,
    ResourceStatusReason: 'in use',
  })),
});

beforeEach(() => {
  cloudformation.reset();
  cloudformation.on(DeleteStackCommand).resolves({});
  cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
});

const deleteShop = () => run([deleteCommand], 'delete', '--stack-name', 'shop');

describe('cfn-express delete', () => {
  it('deletes the stack and follows it by its id, because a deleted stack is not found by name', async () => {
    cloudformation.on(DescribeStacksCommand, { StackName: 'shop' }).resolves({ Stacks: [stackIn('CREATE_COMPLETE')] });
    cloudformation
      .on(DescribeStacksCommand, { StackName: 'stack-id' })
      .resolvesOnce({ Stacks: [stackIn('DELETE_IN_PROGRESS')] })
      .resolves({ Stacks: [stackIn('DELETE_COMPLETE')] });
    expect(await deleteShop()).toEqual({ code: 0, stdout: '', stderr: 'Stack shop is deleted.\n' });
    expect(cloudformation).toHaveReceivedCommandWith(DeleteStackCommand, { StackName: 'stack-id' });
  });

  it('names the resources that their DeletionPolicy keeps', async () => {
    cloudformation
      .on(DescribeStacksCommand)
      .resolvesOnce({ Stacks: [stackIn('CREATE_COMPLETE')] })
      .resolves({ Stacks: [stackIn('DELETE_COMPLETE')] });
    const skipped = of('WebLogGroup').StackEvents.map((event) => ({
      ...event,
      PhysicalResourceId: '/express/shop',
      ResourceStatus: 'DELETE_SKIPPED' as const,
    }));
    cloudformation.on(DescribeStackEventsCommand).resolvesOnce({ StackEvents: [] }).resolves({ StackEvents: skipped });
    const { code, stderr } = await deleteShop();
    expect(code).toBe(0);
    expect(stderr).toMatch(/Stack shop is deleted\.\nIts DeletionPolicy keeps:\n {2}AWS::X::Y \/express\/shop\n$/);
  });

  it.each<[string, string, boolean]>([
    ['does not mention the capacity providers of a cluster that was deleted too', 'DELETE_COMPLETE', false],
    ['names the capacity providers of a cluster that is kept', 'DELETE_SKIPPED', true],
  ])('%s', async (_what, status, named) => {
    cloudformation
      .on(DescribeStacksCommand)
      .resolvesOnce({ Stacks: [stackIn('CREATE_COMPLETE')] })
      .resolves({ Stacks: [stackIn('DELETE_COMPLETE')] });
    const StackEvents = of('Mine').StackEvents.flatMap((event) =>
      [
        { ...event, ResourceType: 'AWS::ECS::Cluster', ResourceStatus: status as 'DELETE_COMPLETE' },
        {
          ...event,
          ResourceType: 'AWS::ECS::ClusterCapacityProviderAssociations',
          ResourceStatus: 'DELETE_SKIPPED' as const,
        },
      ].map((one, index) => ({ ...one, EventId: `${index}`, PhysicalResourceId: 'shop-mine' })),
    );
    cloudformation.on(DescribeStackEventsCommand).resolvesOnce({ StackEvents: [] }).resolves({ StackEvents });
    const { stderr } = await deleteShop();
    expect(stderr.includes('ClusterCapacityProviderAssociations shop-mine')).toBe(named);
  });

  it('names what could not be deleted this time, and not what failed earlier', async () => {
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn('DELETE_FAILED')] });
    cloudformation
      .on(DescribeStackEventsCommand)
      .resolvesOnce(of('Before'))
      .resolvesOnce({ ...of('Now'), NextToken: 'more' })
      .resolvesOnce(of('Earlier', 'Before'))
      .resolves({ StackEvents: [] });
    const { code, stderr } = await deleteShop();
    expect(code).toBe(1);
    expect(stderr).toContain(
      'Stack shop is not deleted: DELETE_FAILED\n  Earlier (AWS::X::Y): in use\n  Now (AWS::X::Y): in use\n',
    );
    expect(stderr).not.toContain('Before');
  });

  it('fails if there is no such stack, because its name may be a mistake', async () => {
    cloudformation.on(DescribeStacksCommand).rejects(absent);
    expect(await deleteShop()).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no stack shop in eu-west-1. There is nothing to delete.\n',
    });
    expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
  });

  it('does not treat an answer without a stack as a missing stack', async () => {
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [] });
    expect(await deleteShop()).toMatchObject({ code: 1, stderr: 'CloudFormation answered without a stack.\n' });
  });

  it('repeats the request if its answer is lost', async () => {
    cloudformation
      .on(DescribeStacksCommand)
      .resolvesOnce({ Stacks: [stackIn('CREATE_COMPLETE')] })
      .resolves({ Stacks: [stackIn('DELETE_COMPLETE')] });
    const lost = Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });
    cloudformation.on(DeleteStackCommand).rejectsOnce(lost).resolves({});
    expect(await deleteShop()).toMatchObject({ code: 0 });
    expect(cloudformation).toHaveReceivedCommandTimes(DeleteStackCommand, 2);
  });

  it('does not know how a deletion ends whose answers stay away', async () => {
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [stackIn('CREATE_COMPLETE')] });
    const expired = Object.assign(new Error('expired'), { name: 'ExpiredToken' });
    cloudformation.on(DeleteStackCommand).rejects(expired);
    const { code, stderr } = await deleteShop();
    expect(code).toBe(3);
    expect(stderr).toMatch(/^It is not known whether CloudFormation deletes stack stack-id\. .*\nTo look again: aws /);
  });

  it('is told a name that CloudFormation cannot have, before anything is sent', async () => {
    expect(await run([deleteCommand], 'delete', '--stack-name', 'my_shop')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        "--stack-name cannot be my_shop. A stack's name begins with a letter and has at most 128 letters, digits and " +
        'hyphens. See cfn-express delete --help.\n',
    });
    expect(cloudformation).not.toHaveReceivedCommand(DescribeStacksCommand);
  });

  it('does not treat a refused request as a missing stack', async () => {
    cloudformation.on(DescribeStacksCommand).rejects(Object.assign(new Error('no'), { name: 'AccessDenied' }));
    expect(await deleteShop()).toMatchObject({ code: 1, stderr: 'AccessDenied: no\n' });
  });

  it.each([
    [
      'Stack [stack-id] cannot be deleted while in status UPDATE_IN_PROGRESS',
      'Stack shop is in UPDATE_IN_PROGRESS. Wait until that has ended, then try again.\n',
    ],
    [
      'Stack [stack-id] cannot be deleted while TerminationProtection is enabled',
      'Stack shop has termination protection. To remove it: ' +
        'aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name shop\n',
    ],
    ['Something else', 'ValidationError: Something else\n'],
  ])('says what to do if CloudFormation refuses: %s', async (message, stderr) => {
    const StackId = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1';
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...stackIn('UPDATE_COMPLETE'), StackId }] });
    cloudformation.on(DeleteStackCommand).rejects(Object.assign(new Error(message), { name: 'ValidationError' }));
    expect(await deleteShop()).toEqual({ code: 1, stdout: '', stderr });
  });

  describe('refuses to delete the install, and names uninstall', () => {
    const Description = 'cfn-express: the Express macro and the gateway behind it. One per account and Region.';
    const refused = async (stack: Partial<Stack>, name: string): Promise<string> => {
      cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...stackIn('UPDATE_COMPLETE'), ...stack }] });
      const { code, stderr } = await run([deleteCommand], 'delete', '--stack-name', name);
      expect(code).toBe(1);
      expect(cloudformation).not.toHaveReceivedCommand(DeleteStackCommand);
      return stderr;
    };

    it.each(['cfn-express', 'arn:aws:cloudformation:eu-west-1:123456789012:stack/cfn-express/1'])(
      'by its name or id: %s',
      async (name) => {
        const stderr = await refused({ StackName: 'cfn-express', Description }, name);
        expect(stderr).toBe('This stack is the install itself. Delete it with cfn-express uninstall.\n');
      },
    );

    it('under another name', async () => {
      const stderr = await refused({ StackName: 'my-express', Description }, 'my-express');
      expect(stderr).toBe('Stack my-express is an install of cfn-express. Delete it with cfn-express uninstall.\n');
    });

    it('while it is in review', async () => {
      await refused({ StackName: 'cfn-express', StackStatus: 'REVIEW_IN_PROGRESS' }, 'cfn-express');
    });
  });

  it("deletes somebody else's stack that has the install's name", async () => {
    const stack = { ...stackIn('CREATE_COMPLETE'), StackName: 'cfn-express' };
    cloudformation
      .on(DescribeStacksCommand)
      .resolvesOnce({ Stacks: [stack] })
      .resolves({ Stacks: [{ ...stack, StackStatus: 'DELETE_COMPLETE' }] });
    expect((await run([deleteCommand], 'delete', '--stack-name', 'cfn-express')).code).toBe(0);
    expect(cloudformation).toHaveReceivedCommandWith(DeleteStackCommand, { StackName: 'stack-id' });
  });
});
