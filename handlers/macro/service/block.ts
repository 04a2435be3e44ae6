import type { Struct } from './schema';

/** ECS and IAM accept one form of ARN for a role; the path is part of it. */
const roleArn = {
  kind: 'text',
  pattern: /^arn:[^:]+:iam::\d{12}:role\/.+$/,
  form: 'the ARN of an IAM role, such as arn:aws:iam::123456789012:role/name',
} as const;

/** The values of RetentionInDays in the CloudWatch Logs API. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** Condition values in one listener rule (quotas of Application Load Balancers), whatever they are conditions on. */
export const MOST_CONDITION_VALUES = 5;

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
  CpuArchitecture: {
    kind: 'text',
    description: 'The processor that the image is built for.',
    values: ['X86_64', 'ARM64'],
    default: 'X86_64',
  },
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
  LogRetentionInDays: {
    kind: 'integer',
    description: "How long the service's own log group keeps its logs; without it for ever.",
    minimum: 1,
    maximum: 3653,
    values: RETENTIONS,
  },
  EnableExecuteCommand: {
    kind: 'flag',
    description: 'Lets ECS Exec run commands in the containers.',
    default: false,
  },
  CapacityProviderStrategy: {
    kind: 'list',
    description: 'Where tasks run: on FARGATE, on FARGATE_SPOT, or on both.',
    known: true,
    least: 1,
    most: 2,
    of: {
      kind: 'struct',
      description: 'One kind of capacity.',
      properties: {
        CapacityProvider: {
          kind: 'choice',
          description: 'The capacity provider.',
          required: true,
          values: ['FARGATE', 'FARGATE_SPOT'],
        },
        Base: { kind: 'integer', description: 'Tasks that run there before any other.', minimum: 0, maximum: 100000 },
        Weight: { kind: 'integer', description: 'Its share of the other tasks.', minimum: 0, maximum: 1000 },
      },
    },
  },
  Hosts: {
    kind: 'list',
    description: 'Host names that the service answers to; "*" stands for any letters.',
    most: MOST_CONDITION_VALUES,
    of: {
      kind: 'text',
      description: 'A host name.',
      pattern: /^[A-Za-z0-9.*?-]{1,128}$/,
      form: 'a host name of at most 128 letters, digits, dots and hyphens, "*" and "?"',
    },
  },
  Paths: {
    kind: 'list',
    description: 'Paths that the service answers to; "*" stands for any letters. They reach it as they are.',
    most: MOST_CONDITION_VALUES,
    of: {
      kind: 'text',
      description: 'A path.',
      pattern: /^[/*][A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/,
      form: 'a path that begins with "/" and has at most 128 letters, digits and _-.$/~"\'@:+&*?',
    },
  },
  AllowedCidrs: {
    kind: 'list',
    description: 'Source addresses that may reach the service; without it all.',
    most: MOST_CONDITION_VALUES,
    of: {
      kind: 'text',
      description: 'A range of addresses.',
      pattern: /^(\d{1,3}(\.\d{1,3}){3}\/\d{1,2}|[0-9A-Fa-f:]+\/\d{1,3})$/,
      form: 'a range of IPv4 or IPv6 addresses, such as 203.0.113.0/24',
    },
  },
  Priority: {
    kind: 'integer',
    description: 'The priority of the listener rule; without it the lowest that is free.',
    minimum: 1,
    maximum: 50000,
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
 * so that a native block works here with nothing but its `Type` changed; what stands below `Tags` Express Mode lacks.
 */
export const BLOCK = {
  ...CONTAINER,
  PrimaryContainer: { kind: 'struct', description: 'The container that answers requests.', properties: CONTAINER },
  ...SERVICE,
} as const satisfies Struct['properties'];
