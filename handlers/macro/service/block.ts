import type { Struct } from './schema';

/** ECS and IAM accept one form of ARN for a role; the path is part of it. */
const roleArn = {
  kind: 'text',
  pattern: /^arn:[^:]+:iam::\d{12}:role\/.+$/,
  form: 'the ARN of an IAM role, such as arn:aws:iam::123456789012:role/name',
} as const;

/** The fields of the primary container, in `PrimaryContainer` as Express Mode has them or at the top of the block. */
export const CONTAINER = {
  Image: {
    kind: 'text',
    description: 'The container image, with its registry unless that is Docker Hub.',
    pattern: /^\S+$/,
    form: 'the name of an image, such as public.ecr.aws/nginx/nginx:latest',
    required: true,
  },
  ContainerPort: {
    kind: 'integer',
    description: 'The port that the container listens on.',
    minimum: 1,
    maximum: 65535,
    default: 80,
  },
  Command: {
    kind: 'list',
    description: 'The command that the container runs instead of its own.',
    of: { kind: 'text', description: 'A word of the command.' },
  },
  Environment: {
    kind: 'pairs',
    description: 'Environment variables: a map, or a list of Name and Value.',
    value: 'Value',
    default: [],
  },
  Secrets: {
    kind: 'pairs',
    description:
      'Environment variables from Secrets Manager or Parameter Store: a map from name to ARN, or a list of Name and ValueFrom.',
    value: 'ValueFrom',
    default: [],
  },
  RepositoryCredentials: {
    kind: 'struct',
    description: 'How to sign in to a private registry.',
    properties: {
      CredentialsParameter: {
        kind: 'text',
        description: 'The ARN of the secret that holds the user name and password.',
        required: true,
      },
    },
  },
  AwsLogsConfiguration: {
    kind: 'struct',
    description: 'A log group of your own; without it the service makes one.',
    properties: {
      LogGroup: { kind: 'text', description: 'The name of the log group.', required: true },
      LogStreamPrefix: { kind: 'text', description: 'The first part of every log stream name.', default: 'ecs' },
    },
  },
} as const satisfies Struct['properties'];

/** The properties that stand at the top of the block in either form. */
export const SERVICE = {
  Cpu: { kind: 'text', description: 'CPU units of a task (1024 are one vCPU).', default: '256' },
  Memory: { kind: 'text', description: 'Memory of a task in MiB.', default: '512' },
  TaskRoleArn: { ...roleArn, description: 'The role that the application itself acts in.' },
  ExecutionRoleArn: {
    ...roleArn,
    description: 'The role that pulls the image, reads secrets and writes logs; the installation has one to share.',
  },
  InfrastructureRoleArn: {
    ...roleArn,
    description: 'The role in which ECS moves traffic from one version to the next; the installation has one to share.',
  },
  HealthCheckPath: {
    kind: 'text',
    description: 'The path that answers 200 when a task is healthy.',
    pattern: /^\/\S{0,1023}$/,
    form: 'a path that begins with "/" and has at most 1,024 characters',
    default: '/',
  },
  NetworkConfiguration: {
    kind: 'struct',
    description: "Where the tasks run; without it the default VPC's public subnets.",
    properties: {
      Subnets: {
        kind: 'list',
        description: 'Subnets in at least two Availability Zones. Public ones make the service public.',
        of: { kind: 'text', description: 'The id of a subnet.' },
      },
      SecurityGroups: {
        kind: 'list',
        description: "Security groups of the tasks, besides the service's own.",
        of: { kind: 'text', description: 'The id of a security group.' },
        // A task's network interface has room for five, and one is the service's own.
        most: 4,
      },
    },
  },
  ScalingTarget: {
    kind: 'struct',
    description: 'How many tasks run, and what decides it.',
    default: {},
    properties: {
      // The default quota of tasks in a service is 5,000.
      MinTaskCount: { kind: 'integer', description: 'The fewest tasks.', minimum: 0, maximum: 5000, default: 1 },
      MaxTaskCount: { kind: 'integer', description: 'The most tasks.', minimum: 1, maximum: 5000, default: 20 },
      AutoScalingMetric: {
        kind: 'choice',
        description: 'What is held near the target value.',
        values: ['AVERAGE_CPU', 'AVERAGE_MEMORY', 'REQUEST_COUNT_PER_TARGET'],
        default: 'AVERAGE_CPU',
      },
      AutoScalingTargetValue: {
        kind: 'number',
        description: 'The target value: percent, or requests per task and minute.',
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        default: 60,
      },
    },
  },
  ServiceName: {
    kind: 'text',
    description: 'The name of the ECS service; without it one that lets the service move between load balancers.',
    pattern: /^[A-Za-z0-9_-]{1,255}$/,
    form: 'at most 255 letters, digits, hyphens and underscores',
  },
  Cluster: {
    kind: 'text',
    description: 'The name or ARN of the cluster; without it the shared cluster "default".',
    pattern: /^(arn:[^:]+:ecs:[^:]+:\d{12}:cluster\/)?[A-Za-z0-9_-]{1,255}$/,
    form: 'the name of a cluster (at most 255 letters, digits, hyphens and underscores) or its ARN',
  },
  Tags: {
    kind: 'list',
    description: 'Tags of everything that is made for the service.',
    known: true,
    // ELBv2 and ECS take 50; the mark that ECS manages a target group is one of them.
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
  Gateway: {
    kind: 'struct',
    description: 'Which of the shared load balancers the service joins.',
    default: {},
    properties: {
      Name: {
        kind: 'text',
        description: 'The pool of load balancers; services with one name, VPC and scheme share.',
        pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/,
        form: 'at most 64 letters, digits and hyphens, and begin with a letter or digit',
      },
      Scheme: {
        kind: 'text',
        description: 'Who can reach the service; without it the subnets tell.',
        values: ['internet-facing', 'internal'],
      },
      Refresh: { kind: 'text', description: 'Any text; a new one has the load balancer looked at again.' },
    },
  },
} as const satisfies Struct['properties'];

/**
 * Every property of `Express::Service`. Names, meanings and defaults are those of `AWS::ECS::ExpressGatewayService`,
 * so that a native block works here with nothing but its `Type` changed; `Gateway` is this project's own.
 */
export const BLOCK = {
  ...CONTAINER,
  PrimaryContainer: { kind: 'struct', description: 'The container that answers requests.', properties: CONTAINER },
  ...SERVICE,
} as const satisfies Struct['properties'];
