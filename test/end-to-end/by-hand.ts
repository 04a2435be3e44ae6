/** What tests do by hand, without the gateway's knowledge, and how they call the doctor. */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { CloudFormationClient, DeleteStackCommand, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DeleteItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupsCommand,
  EC2Client,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GATEWAY_FUNCTION_NAME } from '../../handlers/contract';
import type { CheckUpReport, Treatment } from '../../handlers/gateway/doctor/event';
import { connect } from '../../scripts/aws';
import { askDoctor } from '../../scripts/install/doctor';
import { requireInstall } from '../../scripts/install/ledger';
import { packageRoot } from '../../scripts/package';
import type { InstalledAws } from './installed-aws';

export type Hands = ReturnType<typeof handsOn>;

export function handsOn(installed: InstalledAws) {
  const { endpoint, region } = installed.aws;
  const config = { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
  const elb = new ElasticLoadBalancingV2Client(config);
  const ec2 = new EC2Client(config);
  const ecs = new ECSClient(config);
  const cloudformation = new CloudFormationClient(config);
  const dynamodb = new DynamoDBClient(config);
  const lambda = new LambdaClient(config);
  const aws = connect({ AWS_ENDPOINT_URL: endpoint, AWS_REGION: region });

  const command = (...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> =>
    new Promise((resolve) => {
      const env = {
        ...process.env,
        AWS_ENDPOINT_URL: installed.aws.endpoint,
        AWS_REGION: installed.aws.region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      };
      const path = join(packageRoot(), 'dist', 'cfn-express.js');
      execFile(process.execPath, [path, ...args], { env }, (error, stdout, stderr) =>
        resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
      );
    });

  /** The doctor's answer. No process is started for the command line, which would take longer than all the rest. */
  const doctor = async (treatment: Treatment = 'none'): Promise<Pick<CheckUpReport, 'findings' | 'repaired'>> => {
    const { findings, repaired } = await askDoctor(aws, treatment);
    return { findings, repaired };
  };

  const template = (options: { image?: string; refresh?: string; pool?: string; retain?: boolean } = {}): string => `
Transform: Express
Resources:
  Web:
    Type: Express::Service
    ${options.retain ? 'DeletionPolicy: Retain' : ''}
    Properties:
      Image: ${options.image ?? 'web:1'}
      AllowedCidrs: [10.0.0.0/8]
      Gateway: { Name: ${options.pool ?? 'default'}, Refresh: "${options.refresh ?? 'first'}" }
`;

  const deploy = async (stack: string, options?: Parameters<typeof template>[0]): Promise<void> => {
    await installed.run('deploy', await installed.template(`${stack}.yaml`, template(options)), '--stack-name', stack);
  };

  /** Deletes a stack without its custom resources: the gateway is made to fail, and CloudFormation retains them. */
  const vanish = async (StackName: string): Promise<void> => {
    const FunctionName = GATEWAY_FUNCTION_NAME;
    const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, TABLE_NAME: 'no-such-table' };
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables } }));
    await expect(installed.run('delete', '--stack-name', StackName)).rejects.toThrow('ResourceNotFoundException');
    for (let deleted = false; !deleted; ) {
      const { StackResourceSummaries = [] } = await cloudformation.send(new ListStackResourcesCommand({ StackName }));
      const RetainResources = StackResourceSummaries.filter(
        ({ ResourceStatus }) => ResourceStatus === 'DELETE_FAILED',
      ).map(({ LogicalResourceId = '' }) => LogicalResourceId);
      await cloudformation.send(new DeleteStackCommand({ StackName, RetainResources }));
      // Nothing is left to delete if that deletion was quick.
      const { code, stderr } = await command('delete', '--stack-name', StackName);
      deleted = code === 0 || stderr.startsWith('There is no stack');
    }
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment }));
  };

  /** Revokes the ingress from the group in every security group whose name has the prefix. */
  const cutOff = async (GroupId: string, prefix = ''): Promise<void> => {
    const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({}));
    for (const group of SecurityGroups.filter(({ GroupName }) => GroupName?.startsWith(prefix))) {
      const IpPermissions = (group.IpPermissions ?? []).filter(({ UserIdGroupPairs = [] }) =>
        UserIdGroupPairs.some((pair) => pair.GroupId === GroupId),
      );
      if (IpPermissions.length > 0) {
        await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId: group.GroupId, IpPermissions }));
      }
    }
  };

  /** Deletes the group, once the network interfaces of its load balancer are gone. */
  const deleteGroup = async (GroupId: string): Promise<void> => {
    for (;;) {
      try {
        await ec2.send(new DeleteSecurityGroupCommand({ GroupId }));
        return;
      } catch (error) {
        if (!(error instanceof Error) || error.name !== 'DependencyViolation') throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };

  const table = async (): Promise<string> => (await requireInstall(aws)).table;

  const forget = async ({ PK, SK }: { PK: string; SK: string }): Promise<void> => {
    await dynamodb.send(new DeleteItemCommand({ TableName: await table(), Key: { PK: { S: PK }, SK: { S: SK } } }));
  };

  return {
    elb,
    ec2,
    ecs,
    dynamodb,
    lambda,
    command,
    doctor,
    deploy,
    vanish,
    cutOff,
    deleteGroup,
    table,
    forget,
  };
}
