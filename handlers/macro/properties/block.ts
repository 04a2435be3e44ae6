import { CONTAINER, SIDECARS } from './container';
import { DEPLOYMENT } from './deployment';
import { OVERRIDES } from './overrides';
import { SCALING } from './scaling';
import type { Struct } from './schema';
import { TASK, TASK_BEYOND } from './task';
import { TRAFFIC, TRAFFIC_BEYOND } from './traffic';

/** The names and tags of the service. */
const IDENTITY = {
  ServiceName: {
    kind: 'text',
    description:
      'The name of the ECS service. By default the service gets a name that lets it move between load balancers.',
    pattern: /^[A-Za-z0-9_-]{1,255}$/,
    form: 'at most 255 letters, digits, hyphens and underscores',
  },
  Cluster: {
    kind: 'text',
    description:
      'The name of the cluster, which is created if it does not exist, or the ARN of an existing one. By default the ' +
      'shared cluster "default". It needs the capacity provider FARGATE, and FARGATE_SPOT for Spot: a cluster of ' +
      'the same template that names no capacity provider gets both.',
    pattern: /^(arn:[^:]+:ecs:[^:]+:\d{12}:cluster\/)?[A-Za-z0-9_-]{1,255}$/,
    form: 'the name of a cluster (at most 255 letters, digits, hyphens and underscores) or its ARN',
  },
  Tags: {
    kind: 'list',
    description: 'Tags of everything that is created for the service.',
    known: true,
    // ELBv2 and ECS allow 50; the tag that lets ECS manage a target group is one of them.
    most: 49,
    default: [],
    of: {
      kind: 'struct',
      description: 'A tag.',
      properties: {
        Key: {
          kind: 'text',
          description: 'The key of the tag.',
          required: true,
          pattern: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
          form: '1 to 128 letters, digits, spaces and _.:/=+-@, and not begin with "aws:"',
        },
        Value: {
          kind: 'text',
          description: 'The value of the tag.',
          required: true,
          pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
          form: 'at most 256 letters, digits, spaces and _.:/=+-@',
        },
      },
    },
  },
} as const satisfies Struct['properties'];

/** The properties at the top of the block in either form. Express Mode has those of the first three lines. */
export const SERVICE = {
  ...TASK,
  ...TRAFFIC,
  ...SCALING,
  ...IDENTITY,
  ...TASK_BEYOND,
  ...TRAFFIC_BEYOND,
  Sidecars: { ...SIDECARS, description: 'Containers that run beside the primary one in every task.' },
  ...DEPLOYMENT,
  ...OVERRIDES,
} as const satisfies Struct['properties'];

/**
 * Every property of `Express::Service`. Names, meanings and defaults are those of `AWS::ECS::ExpressGatewayService`,
 * so that a native block works here with nothing but its `Type` changed.
 */
export const BLOCK = {
  ...CONTAINER,
  PrimaryContainer: { kind: 'struct', description: 'The container that answers requests.', properties: CONTAINER },
  ...SERVICE,
} as const satisfies Struct['properties'];
