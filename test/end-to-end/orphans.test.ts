/** What protects the install from other hands, and what gets it back when nothing has protected it. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  GetStackPolicyCommand,
  SetStackPolicyCommand,
  UpdateStackCommand,
  UpdateTerminationProtectionCommand,
} from '@aws-sdk/client-cloudformation';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { connect } from '../../scripts/aws';
import { archive } from '../../scripts/install/archive';
import { requireInstall } from '../../scripts/install/ledger';
import { loadTemplate } from '../../scripts/template/load';
import { rested, type TestAws } from '../scripts/local-aws/cloudformation/aws';
import { type InstalledAws, startInstalledAws } from './installed-aws';

let installed: InstalledAws;
let cloudformation: CloudFormationClient;
let lambda: LambdaClient;
let shop: string;

beforeAll(async () => {
  installed = await startInstalledAws();
  const { endpoint, region } = installed.aws;
  const config = { endpoint, region, credentials: { accessKeyId: 'local', secretAccessKey: 'local' } };
  cloudformation = new CloudFormationClient(config);
  lambda = new LambdaClient(config);
  shop = await installed.template(
    'shop.yaml',
    'Transform: Express\nResources:\n  Web: { Type: Express::Service, Properties: { Image: nginx } }\n',
  );
  await installed.run('install', '--parameter', 'MaxServicesPerLoadBalancer=7');
  await installed.run('deploy', shop, '--stack-name', 'shop');
});
afterAll(() => installed?.stop());

const aws = () => connect({ AWS_ENDPOINT_URL: installed.aws.endpoint, AWS_REGION: installed.aws.region });
const why = (...args: string[]): Promise<string> =>
  installed.run(...args).then(
    () => 'it succeeded',
    (error: Error) => error.message,
  );

/** Puts another template in the place of the install, as any tool can. */
async function replace(): Promise<string | undefined> {
  const Resources = { Mine: { Type: 'AWS::CloudFormation::WaitConditionHandle' } };
  await cloudformation.send(
    new UpdateStackCommand({ StackName: 'cfn-express', TemplateBody: JSON.stringify({ Resources }) }),
  );
  return (await rested({ cloudformation } as TestAws, 'cfn-express')).StackStatus;
}

it('no update takes anything out of the install, and no tool deletes it', async () => {
  expect(await replace()).toBe('UPDATE_ROLLBACK_COMPLETE');
  const { StackEvents = [] } = await cloudformation.send(new DescribeStackEventsCommand({ StackName: 'cfn-express' }));
  const reasons = StackEvents.map(({ ResourceStatusReason }) => ResourceStatusReason ?? '');
  expect(reasons.filter((reason) => reason.includes('does not allow [Update:Delete]')).length).toBeGreaterThan(15);
  await expect(cloudformation.send(new DeleteStackCommand({ StackName: 'cfn-express' }))).rejects.toThrow(
    'cannot be deleted while TerminationProtection is enabled',
  );
  expect(await why('doctor')).toBe('it succeeded');
});

it('install changes an install under its policy', async () => {
  await installed.run('install', '--parameter', 'LogRetentionInDays=7');
  const { StackPolicyBody = '' } = await cloudformation.send(new GetStackPolicyCommand({ StackName: 'cfn-express' }));
  expect(StackPolicyBody).toContain('Update:Delete');
});

describe('an install whose stack has become something else', () => {
  let table: string;

  beforeAll(async () => {
    table = (await requireInstall(aws())).table;
    const Statement = [{ Effect: 'Allow', Principal: '*', Action: 'Update:*', Resource: '*' }];
    const StackPolicyBody = JSON.stringify({ Statement });
    await cloudformation.send(new SetStackPolicyCommand({ StackName: 'cfn-express', StackPolicyBody }));
    expect(await replace()).toBe('UPDATE_COMPLETE');
  });

  it('is neither replaced nor called uninstalled, and doctor names its parts', async () => {
    expect(await why('install')).toContain('Stack cfn-express is not an install of cfn-express');
    for (const command of ['uninstall', 'doctor']) {
      const message = await why(command);
      expect(message).toContain('AWS::Lambda::Function cfn-express-gateway');
      expect(message).toContain(`AWS::DynamoDB::Table ${table}`);
      expect(message).toContain(`AWS::IAM::Role cfn-express-execution-${installed.aws.region}`);
      expect(message).toMatch(/AWS::Scheduler::Schedule cfn-express-Sweep-/);
      expect(message).toContain('cfn-express install');
    }
  });

  it('is imported as it is by install, with its ledger and its parameters', async () => {
    expect(await why('delete', '--stack-name', 'cfn-express')).toContain('has termination protection');
    const lift = { StackName: 'cfn-express', EnableTerminationProtection: false };
    await cloudformation.send(new UpdateTerminationProtectionCommand(lift));
    await installed.run('delete', '--stack-name', 'cfn-express');
    await installed.run('install');
    const install = await requireInstall(aws());
    expect([install.table, install.maxServices]).toEqual([table, 7]);
    expect(await installed.run('list')).toContain('shop');
    expect(await why('doctor')).toBe('it succeeded');
  });

  it('has all of its parts in the stack again, and the stack is protected', async () => {
    const { StackResources = [] } = await cloudformation.send(
      new DescribeStackResourcesCommand({ StackName: 'cfn-express' }),
    );
    const { value } = await loadTemplate('templates/express.yaml');
    const wanted = Object.keys(value.Resources as object).filter((logicalId) => logicalId !== 'Macro');
    expect(StackResources.map(({ LogicalResourceId }) => LogicalResourceId).sort()).toEqual(wanted.sort());
    const { Stacks: [stack] = [] } = await cloudformation.send(new DescribeStacksCommand({ StackName: 'cfn-express' }));
    expect(stack?.EnableTerminationProtection).toBe(true);
  });

  it('runs the code of this version, and its services can be updated and deleted', async () => {
    const { Configuration } = await lambda.send(new GetFunctionCommand({ FunctionName: 'cfn-express-gateway' }));
    const { zip } = archive('gateway', await readFile('dist/gateway.js'));
    expect(Configuration?.CodeSha256).toBe(createHash('sha256').update(zip).digest('base64'));
    await installed.run('deploy', shop, '--stack-name', 'cart');
    await installed.run('delete', '--stack-name', 'cart');
    await installed.run('delete', '--stack-name', 'shop');
  });

  it('is not called uninstalled while its macro is registered, and is installed again with it', async () => {
    expect(await why('uninstall', '--purge')).toContain('Everything is deleted but the macro Express');
    expect(await why('install')).toContain('cfn-express install --parameter RegisterMacro=false');
    await installed.run('install', '--parameter', 'RegisterMacro=false');
    await installed.run('deploy', shop, '--stack-name', 'shop');
  });
});
