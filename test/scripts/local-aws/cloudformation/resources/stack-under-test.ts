/** An embedded AWS for a file of tests of resource types, with one stack in it. */
import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackResourcesCommand,
  type Tag,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import type { LocalAws } from '../../../../../scripts/local-aws';
import { createRestXmlClient, type RestXmlClient } from '../../../../../scripts/local-aws/service/rest-xml-client';
import { startLocalAws } from '../../../../nursery';
import { failures, rested, type TestAws } from '../aws';

export interface StackUnderTest {
  /** Creates or updates the stack. @returns its outputs by name. @throws Error with the reasons of all failures */
  deploy(resources: object, outputs?: Record<string, unknown>, tags?: Tag[]): Promise<Record<string, string>>;
  /** Deletes the stack if it exists. */
  remove(): Promise<void>;
  /** Physical ids by logical id. */
  ids(): Promise<Record<string, string>>;
  client<Client extends { destroy(): void }>(Class: new (config: object) => Client): Client;
  /** CloudFront, whose SDK client is not here. */
  cloudFront: RestXmlClient;
  stop(): Promise<void>;
}

export async function startStackUnderTest(name: string): Promise<StackUnderTest> {
  const aws: LocalAws = await startLocalAws({ minuteMs: 200, region: 'us-east-1' });
  const config = {
    endpoint: aws.endpoint,
    region: aws.region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    forcePathStyle: true,
  };
  const clients: { destroy(): void }[] = [];
  const client: StackUnderTest['client'] = (Class) => {
    const made = new Class(config);
    clients.push(made);
    return made;
  };
  const cloudformation = client(CloudFormationClient);
  const test: Pick<TestAws, 'cloudformation'> = { cloudformation };
  let id: string | undefined;
  const settledAs = async (StackName: string, wanted: string) => {
    const stack = await rested(test as TestAws, StackName);
    if (stack.StackStatus === wanted) return stack;
    throw new Error(
      `${stack.StackStatus}: ${(await failures(test as TestAws, StackName)).join('\n')} ${stack.StackStatusReason}`,
    );
  };
  return {
    client,
    cloudFront: createRestXmlClient(aws.world, 'cloudfront', 'test'),
    deploy: async (Resources, outputs = {}, Tags = []) => {
      const Outputs = Object.fromEntries(Object.entries(outputs).map(([key, Value]) => [key, { Value }]));
      const request = {
        StackName: name,
        TemplateBody: JSON.stringify({ Resources, Outputs }),
        Tags,
        Capabilities: ['CAPABILITY_NAMED_IAM' as const],
      };
      const isNew = id === undefined;
      const { StackId } = await cloudformation.send(
        isNew ? new CreateStackCommand(request) : new UpdateStackCommand(request),
      );
      id = StackId;
      const stack = await settledAs(StackId ?? name, isNew ? 'CREATE_COMPLETE' : 'UPDATE_COMPLETE');
      return Object.fromEntries(
        (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
      );
    },
    remove: async () => {
      if (id === undefined) return;
      await cloudformation.send(new DeleteStackCommand({ StackName: name }));
      await settledAs(id, 'DELETE_COMPLETE');
      id = undefined;
    },
    ids: async () => {
      const { StackResources = [] } = await cloudformation.send(new DescribeStackResourcesCommand({ StackName: name }));
      return Object.fromEntries(StackResources.map((r) => [r.LogicalResourceId ?? '', r.PhysicalResourceId ?? '']));
    },
    stop: async () => {
      for (const made of clients) made.destroy();
      await aws.stop();
    },
  };
}

export const ref = (Ref: string) => ({ Ref });
export const att = (logicalId: string, attribute: string) => ({ 'Fn::GetAtt': [logicalId, attribute] });
