import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { deleteStack } from '../../../scripts/stacks/delete-stack';
import { mockClient } from '../../mock-client';
import { ID, rememberedProgress, stackIn, timelessAws } from './watched';

const cloudformation = mockClient(CloudFormationClient);
beforeEach(() => cloudformation.reset());

test('from the moment when a deletion is asked for, whoever interrupts it is told how to look again', async () => {
  const progress = rememberedProgress();
  let told = '';
  cloudformation.on(DeleteStackCommand).callsFake(async () => {
    told = progress.interruption;
    return {};
  });
  cloudformation.on(DescribeStackEventsCommand).resolves({ StackEvents: [] });
  cloudformation.on(DescribeStacksCommand).resolves(stackIn('DELETE_COMPLETE'));
  await deleteStack(timelessAws(), ID, progress);
  expect(told).toBe(
    'Interrupted. CloudFormation goes on with stack shop.\n' +
      `To look again: aws cloudformation describe-stacks --stack-name ${ID} --region eu-west-1`,
  );
});
