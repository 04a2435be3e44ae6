import { NAME } from './container';
import type { Struct } from './schema';

/** ECS and IAM accept only this form of a role's ARN; the path is part of it. */
const roleArn = {
  kind: 'text',
  pattern: /^arn:[^:]+:iam::\d{12}:role\/.+$/,
  form: 'the ARN of an IAM role, such as arn:aws:iam::123456789012:role/name',
  settled: true,
} as const;

/** The values of RetentionInDays in the CloudWatch Logs API. */
const RETENTIONS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;

/** The size of a task, its roles, and the task definition that can replace all that. */
export const TASK = {
  Cpu: { kind: 'text', description: 'CPU units of a task (1024 are one vCPU).', default: '256' },
  Memory: { kind: 'text', description: 'Memory of a task in MiB.', default: '512' },
  CpuArchitecture: {
    kind: 'text',
    description: 'The processor that the image is built for.',
    values: ['X86_64', 'ARM64'],
    default: 'X86_64',
  },
  TaskRoleArn: { ...roleArn, description: 'The role of the application itself.' },
  ExecutionRoleArn: {
    ...roleArn,
    description:
      'The role that pulls the image, reads secrets and writes logs. By default a shared role of the installation.',
  },
  InfrastructureRoleArn: {
    ...roleArn,
    description:
      'The role with which ECS moves traffic between versions. By default a shared role of the installation.',
  },
  TaskDefinitionArn: {
    kind: 'text',
    description:
      'Your own task definition, with a container named Main. It replaces all properties that describe a task.',
    pattern: /^(arn:[^:]+:ecs:[^:]+:\d{12}:task-definition\/)?[A-Za-z0-9_-]{1,255}(:\d+)?$/,
    form: 'the ARN of a task definition, or its family and revision',
    settled: true,
  },
} as const satisfies Struct['properties'];

/** Properties of a task that Express Mode does not have. */
export const TASK_BEYOND = {
  LogRetentionInDays: {
    kind: 'integer',
    description: "How many days the service's own log group keeps logs; forever by default.",
    minimum: 1,
    maximum: 3653,
    values: RETENTIONS,
  },
  EnableExecuteCommand: {
    kind: 'flag',
    description: 'Whether ECS Exec can run commands in the containers.',
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
        Base: { kind: 'integer', description: 'The fewest tasks that run there.', minimum: 0, maximum: 100000 },
        Weight: { kind: 'integer', description: 'Its share of the other tasks.', minimum: 0, maximum: 1000 },
      },
    },
  },
  Volumes: {
    kind: 'list',
    description: 'Volumes of the task: EFS file systems, or storage that its containers share.',
    known: true,
    default: [],
    of: {
      kind: 'struct',
      description: 'A volume.',
      properties: {
        Name: { ...NAME, description: 'The name that MountPoints refer to.', required: true },
        EFSVolumeConfiguration: {
          kind: 'struct',
          description: 'The file system.',
          properties: {
            FilesystemId: { kind: 'text', description: 'The id of the file system.', required: true },
            RootDirectory: { kind: 'text', description: 'The directory that is mounted; the root by default.' },
            TransitEncryption: {
              kind: 'choice',
              description: 'Whether data is encrypted in transit.',
              values: ['ENABLED', 'DISABLED'],
              default: 'ENABLED',
            },
            TransitEncryptionPort: {
              kind: 'integer',
              description: 'The port for encrypted data.',
              minimum: 0,
              maximum: 65535,
            },
            AuthorizationConfig: {
              kind: 'struct',
              description: 'Who may mount it.',
              properties: {
                AccessPointId: { kind: 'text', description: 'The access point to mount through.' },
                IAM: {
                  kind: 'choice',
                  description:
                    'Whether the permissions of the task role count. Without a TaskRoleArn the service creates a role.',
                  values: ['ENABLED', 'DISABLED'],
                  default: 'DISABLED',
                },
              },
            },
          },
        },
      },
    },
  },
} as const satisfies Struct['properties'];
