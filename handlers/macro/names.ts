import { GATEWAY_FUNCTION_NAME, sharedRoleName } from '../contract';
import { type Intrinsic, sub } from '../template-language/intrinsics';

/**
 * The resources that a block becomes besides its ECS service, in the order in which the processed template has them,
 * and whether every service has one. To add a resource, begin here: the compiler then asks for its maker (`resources/`)
 * and for the properties that `Overrides` must leave alone (`overrides/frozen.ts`).
 *
 * A resource's logical id is the block's with one of these names after it. CloudFormation takes another id for another
 * resource, so no name ever changes.
 */
const TABLE = {
  TaskDefinition: false,
  LogGroup: false,
  ExecutionRole: false,
  TaskRole: false,
  SecurityGroup: true,
  Ingress: true,
  Blue: true,
  Green: true,
  Gateway: true,
  Route: true,
  Traffic: true,
  Distribution: false,
  ScalableTarget: true,
  ScalingPolicy: false,
  ScalingPolicyAverageMemory: false,
  ScalingPolicyRequestCount: false,
  RollbackAlarm: false,
} as const;

export type Part = keyof typeof TABLE;

/** The parts that every service has, whatever its properties. */
export type CertainPart = { [P in Part]: (typeof TABLE)[P] extends true ? P : never }[Part];

export const PARTS = Object.keys(TABLE) as Part[];

export const CERTAIN_PARTS = PARTS.filter((part): part is CertainPart => TABLE[part]);

export const logicalId = (block: { id: string }, part: Part): string => `${block.id}${part}`;

/** The container that answers requests; Express Mode's name for it. */
export const CONTAINER_NAME = 'Main';

/** The ARN of something in the stack's account and region, as the text of an `Fn::Sub`. */
export const arnText = (service: string, resource: string): string =>
  `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;

/** The ARN of the gateway Lambda, made from its name: an expansion needs nothing of the installation. */
export const gatewayFunctionArn = (): Intrinsic => sub(arnText('lambda', `function:${GATEWAY_FUNCTION_NAME}`));

/** The ARN of a role of the installation, made from its name. */
export const sharedRoleArn = (role: 'execution' | 'infrastructure'): Intrinsic =>
  sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${sharedRoleName(role, `\${AWS::Region}`)}`);
