import type { Struct } from './schema';

/** Names of containers and volumes in the ECS API. */
export const NAME = {
  kind: 'name',
  pattern: /^[A-Za-z0-9_-]{1,255}$/,
  form: 'at most 255 letters, digits, hyphens and underscores',
} as const;

const CONTAINER_HEALTH = {
  kind: 'struct',
  properties: {
    Command: {
      kind: 'list',
      description: 'The command, after CMD (run as it is) or CMD-SHELL (run by the shell of the image).',
      required: true,
      least: 1,
      of: { kind: 'text', description: 'A word of the command.' },
    },
    // Ranges of HealthCheck in the ECS API.
    Interval: { kind: 'integer', description: 'Seconds between two checks.', minimum: 5, maximum: 300 },
    Timeout: { kind: 'integer', description: 'Seconds after which a check fails.', minimum: 2, maximum: 60 },
    Retries: {
      kind: 'integer',
      description: 'Failures after which the container is unhealthy.',
      minimum: 1,
      maximum: 10,
    },
    StartPeriod: { kind: 'integer', description: 'Seconds in which failures do not count.', minimum: 0, maximum: 300 },
  },
} as const satisfies Omit<Struct, 'description'>;

/** The properties of every container of the task, primary or sidecar. */
const ANY_CONTAINER = {
  EntryPoint: {
    kind: 'list',
    description: "The entry point of the container, instead of the image's.",
    of: { kind: 'text', description: 'A word of the entry point.' },
  },
  Command: {
    kind: 'list',
    description: "The command that the container runs, instead of the image's.",
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
        description: 'The secret that holds the user name and password: its ARN, or its name in the same Region.',
        required: true,
      },
    },
  },
  User: { kind: 'text', description: 'The user that the container runs as.' },
  MountPoints: {
    kind: 'list',
    description: 'Where the container sees the volumes of the task.',
    known: true,
    default: [],
    of: {
      kind: 'struct',
      description: 'A volume in the container.',
      properties: {
        SourceVolume: { ...NAME, description: 'The name of the volume, as in Volumes.', required: true },
        ContainerPath: { kind: 'text', description: 'The path in the container.', required: true },
        ReadOnly: { kind: 'flag', description: 'Whether the container can only read it.', default: false },
      },
    },
  },
  DependsOn: {
    kind: 'list',
    description: 'Containers of the task that this one waits for.',
    known: true,
    default: [],
    of: {
      kind: 'struct',
      description: 'A container to wait for.',
      properties: {
        ContainerName: { ...NAME, description: 'The name of the container.', required: true },
        Condition: {
          kind: 'choice',
          description: 'The state that it must have reached.',
          values: ['START', 'HEALTHY', 'COMPLETE', 'SUCCESS'],
          default: 'START',
        },
      },
    },
  },
} as const satisfies Struct['properties'];

const IMAGE = {
  kind: 'text',
  description: 'The container image, with its registry unless the registry is Docker Hub.',
  pattern: /^\S+$/,
  form: 'the name of an image, such as public.ecr.aws/nginx/nginx:latest',
  required: true,
} as const;

/** The fields of the primary container, in `PrimaryContainer` as Express Mode has them or at the top of the block. */
export const CONTAINER = {
  Image: IMAGE,
  ContainerPort: {
    kind: 'integer',
    description: 'The port that the container listens on.',
    minimum: 1,
    maximum: 65535,
    default: 80,
  },
  ...ANY_CONTAINER,
  AwsLogsConfiguration: {
    kind: 'struct',
    description: 'Your own log group. By default the service creates one.',
    properties: {
      LogGroup: { kind: 'text', description: 'The name of the log group.', required: true },
      LogStreamPrefix: { kind: 'text', description: 'The first part of every log stream name.', default: 'ecs' },
    },
  },
  ContainerHealthCheck: {
    ...CONTAINER_HEALTH,
    description:
      "A command in the container that tells whether it is healthy, in addition to the load balancer's check.",
  },
} as const satisfies Struct['properties'];

/** Containers that run beside the primary one, with the property names of a task definition. */
export const SIDECARS = {
  kind: 'list',
  known: true,
  // A task definition has at most ten containers.
  most: 9,
  default: [],
  of: {
    kind: 'struct',
    description: 'A container beside the primary one.',
    properties: {
      Name: { ...NAME, description: 'The name of the container.', required: true },
      Image: IMAGE,
      Essential: { kind: 'flag', description: 'Whether the task stops when the container stops.', default: true },
      ...ANY_CONTAINER,
      HealthCheck: { ...CONTAINER_HEALTH, description: 'A command that tells whether the container is healthy.' },
      Cpu: { kind: 'integer', description: 'CPU units reserved for the container.', minimum: 0, maximum: 32768 },
      Memory: {
        kind: 'integer',
        description: 'The most memory, in MiB: a container that exceeds it is stopped.',
        minimum: 6,
        maximum: 249856,
      },
      MemoryReservation: {
        kind: 'integer',
        description: 'MiB reserved for the container.',
        minimum: 6,
        maximum: 249856,
      },
    },
  },
} as const;
