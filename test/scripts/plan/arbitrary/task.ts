import fc from '../../../fast-check';
import { anyText, environmentVariables, role, secret, secrets, several, some } from './values';

const size = fc.constantFrom(['256', '512'], ['256', '1024'], ['512', '1024'], ['1024', '4096'], ['4096', '8192']);

/** The user's log group, or the service's own. */
const logs = fc.oneof(
  fc.record({ AwsLogsConfiguration: fc.record({ LogGroup: fc.constantFrom('logs', 'other-logs') }) }),
  fc.record({ LogRetentionInDays: fc.constantFrom(1, 7, 30) }),
);

const containerHealthCheck = fc
  .tuple(
    fc.constantFrom(['CMD', 'true'], ['CMD-SHELL', 'exit 1']),
    some({ Interval: fc.integer({ min: 5, max: 300 }), Retries: fc.integer({ min: 1, max: 10 }) }),
  )
  .map(([Command, settings]) => ({ Command, ...settings }));

const sidecars = several(
  fc
    .tuple(
      fc.record({
        Name: fc.constantFrom('Proxy', 'Agent'),
        Image: fc.constantFrom('envoy', 'agent'),
        Essential: fc.boolean(),
      }),
      some({
        Environment: environmentVariables,
        Secrets: secrets,
        HealthCheck: containerHealthCheck,
        DependsOn: fc.constantFrom([], [{ ContainerName: 'Main' }]),
        MemoryReservation: fc.integer({ min: 6, max: 64 }),
      }),
    )
    .map(([known, settings]) => ({ ...known, ...settings })),
  ({ Name }) => Name,
);

const files = fc
  .tuple(
    fc.constantFrom(
      {},
      { EFSVolumeConfiguration: { FilesystemId: 'fs-1', AuthorizationConfig: { IAM: 'ENABLED' } } },
      { EFSVolumeConfiguration: { FilesystemId: 'fs-2' } },
    ),
    fc.boolean(),
  )
  .map(([where, ReadOnly]) => ({
    Volumes: [{ Name: 'Files', ...where }],
    MountPoints: [{ SourceVolume: 'Files', ContainerPath: '/files', ReadOnly }],
  }));

const container = some({
  Command: fc.array(anyText, { minLength: 1, maxLength: 3 }),
  EntryPoint: fc.array(anyText, { minLength: 1, maxLength: 2 }),
  Environment: environmentVariables,
  Secrets: secrets,
  RepositoryCredentials: fc.record({ CredentialsParameter: secret }),
  User: fc.constantFrom('root', 'nobody'),
  ContainerHealthCheck: containerHealthCheck,
  ContainerPort: fc.constantFrom(80, 3000, 8080),
});

/** A task that the block describes. Its container is at the top of the block or in `PrimaryContainer`. */
const described = fc
  .tuple(
    fc.constantFrom('nginx', 'httpd:2.4', 'nginx@sha256:0'),
    container,
    some({
      size,
      logs,
      files,
      CpuArchitecture: fc.constantFrom('X86_64', 'ARM64'),
      TaskRoleArn: role('task'),
      ExecutionRoleArn: role('execution'),
      Sidecars: sidecars,
    }),
    fc.boolean(),
  )
  .map(([Image, rest, { size: pair, logs: group, files: volumes, ...others }, primary]) => {
    const main = { Image, ...rest };
    return {
      ...(primary ? { PrimaryContainer: main } : main),
      ...others,
      ...group,
      ...volumes,
      ...(pair && { Cpu: pair[0], Memory: pair[1] }),
    };
  });

/** The logical id of a task definition in the template, whose container listens on port 9000. */
export const OWN_DEFINITION = 'Definition';

/** The user's own task definition, in the template or elsewhere. */
const theirs = fc.oneof(
  fc.constant({ TaskDefinitionArn: { Ref: OWN_DEFINITION } }),
  fc.record({
    TaskDefinitionArn: fc
      .constantFrom(3, 4)
      .map((revision) => `arn:aws:ecs:eu-west-1:123456789012:task-definition/theirs:${revision}`),
    ContainerPort: fc.constantFrom(80, 8080),
  }),
);

export const task = fc.oneof({ arbitrary: described, weight: 4 }, { arbitrary: theirs, weight: 1 });
