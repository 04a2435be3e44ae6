import { GATEWAY_FUNCTION_NAME, sharedRoleName } from '../contract';
import { type Intrinsic, sub } from '../template-language/intrinsics';

/**
 * What is made of a block besides its service. A resource's logical id is the block's with one of these after it;
 * CloudFormation takes another id for another resource, so none of them ever changes.
 */
export const PARTS = [
  'TaskDefinition',
  'LogGroup',
  'ExecutionRole',
  'TaskRole',
  'SecurityGroup',
  'Ingress',
  'Blue',
  'Green',
  'Gateway',
  'Route',
  'ScalableTarget',
  'ScalingPolicy',
  'ScalingPolicyAverageMemory',
  'ScalingPolicyRequestCount',
  'RollbackAlarm',
] as const;

export type Part = (typeof PARTS)[number];

/** Those that every service has, whatever its properties. */
export const CERTAIN_PARTS = [
  'SecurityGroup',
  'Ingress',
  'Blue',
  'Green',
  'Gateway',
  'Route',
  'ScalableTarget',
] as const satisfies readonly Part[];

export const logicalId = (block: { id: string }, part: Part): string => `${block.id}${part}`;

/** The container that answers requests; Express Mode's name for it. */
export const CONTAINER_NAME = 'Main';

/** The ARN of something in the account and region that the stack is in, as the text of an `Fn::Sub`. */
export const arnText = (service: string, resource: string): string =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;

/** The gateway Lambda, found by its name: an expansion must need nothing of the install but account and region. */
export const gatewayFunctionArn = (): Intrinsic => sub(arnText('lambda', `function:${GATEWAY_FUNCTION_NAME}`));

/** A role of the install, found by its name. */
export const sharedRoleArn = (role: 'execution' | 'infrastructure'): Intrinsic =>
  sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${sharedRoleName(role, `\${AWS::Region}`)}`);
