import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const SIDECAR = { Name: 'proxy', Image: 'envoy' };
const task = (properties: JsonObject): JsonObject =>
  resource(expanded(service(properties)), 'WebTaskDefinition').Properties;
const containers = (properties: JsonObject): JsonObject[] => task(properties).ContainerDefinitions as JsonObject[];

test('A sidecar comes after the primary container and logs to the same group', () => {
  const [main, proxy] = containers({ Sidecars: [SIDECAR] });
  expect(main?.Name).toBe('Main');
  expect(proxy).toMatchObject({ Name: 'proxy', Image: 'envoy', Essential: true, StopTimeout: 30 });
  expect(proxy?.LogConfiguration).toEqual(main?.LogConfiguration);
  expect(proxy).not.toHaveProperty('PortMappings');
});

test('A sidecar has every property that the block gives it', () => {
  const given = {
    Essential: false,
    EntryPoint: ['/entry'],
    Command: ['run'],
    User: '1000',
    Cpu: 64,
    Memory: 256,
    MemoryReservation: 128,
    HealthCheck: { Command: ['CMD', 'ready'], Interval: 10, Timeout: 2, Retries: 3, StartPeriod: 5 },
  };
  expect(containers({ Sidecars: [{ ...SIDECAR, ...given, Environment: { A: 1 } }] })[1]).toMatchObject({
    ...given,
    Environment: [{ Name: 'A', Value: '1' }],
  });
});

test.each<[string, JsonObject]>([
  ['secret', { Secrets: { A: 'a' } }],
  ['registry', { RepositoryCredentials: { CredentialsParameter: 'arn:aws:secretsmanager:eu-west-1:1:secret:x' } }],
])('The service has its own execution role to read the %s of a sidecar', (_, given) => {
  expect(expanded(service({ Sidecars: [{ ...SIDECAR, ...given }] })).Resources).toHaveProperty('WebExecutionRole');
});

test('The primary container can have an entry point, a user and a health check, and can wait for a sidecar', () => {
  const [main] = containers({
    EntryPoint: ['/entry'],
    User: 'app',
    ContainerHealthCheck: { Command: ['CMD-SHELL', 'true'] },
    DependsOn: [{ ContainerName: 'proxy' }],
    Sidecars: [SIDECAR],
  });
  expect(main).toMatchObject({
    EntryPoint: ['/entry'],
    User: 'app',
    HealthCheck: { Command: ['CMD-SHELL', 'true'] },
    DependsOn: [{ ContainerName: 'proxy', Condition: 'START' }],
  });
});

test('A volume is a file system with encryption in transit, or space that the containers share', () => {
  const Volumes: JsonObject[] = [
    { Name: 'data', EFSVolumeConfiguration: { FilesystemId: 'fs-1', RootDirectory: '/x' } },
    { Name: 'tmp' },
  ];
  expect(task({ Volumes }).Volumes).toEqual([
    {
      Name: 'data',
      EFSVolumeConfiguration: { FilesystemId: 'fs-1', RootDirectory: '/x', TransitEncryption: 'ENABLED' },
    },
    { Name: 'tmp' },
  ]);
});

test('A container mounts a volume at the path it gives, and may write to it unless ReadOnly is true', () => {
  const [main] = containers({
    Volumes: [{ Name: 'data' }],
    MountPoints: [
      { SourceVolume: 'data', ContainerPath: '/a' },
      { SourceVolume: 'data', ContainerPath: '/b', ReadOnly: 'true' },
    ],
  });
  expect(main?.MountPoints).toEqual([
    { SourceVolume: 'data', ContainerPath: '/a', ReadOnly: false },
    { SourceVolume: 'data', ContainerPath: '/b', ReadOnly: true },
  ]);
});

test('A function beside environment variables is refused', () => {
  const [line] = findingsOf(service({ Environment: { A: 'a', 'Fn::Transform': 'x' } }));
  expect(line).toContain(
    'Environment.Fn::Transform: Fn::Transform stands beside other variables, but a function must be the only key',
  );
});

test('A service whose properties are AWS::NoValue is refused because it has no image', () => {
  const input = service({});
  const fragment = { Resources: { Web: { Type: 'Express::Service', Properties: { Ref: 'AWS::NoValue' } } } };
  expect(findingsOf({ ...input, fragment })[0]).toMatch(/^Resources\.Web\.Properties\.Image: is missing/);
});

test('The timeout of a container health check is at most 60 seconds, the maximum of ECS', () => {
  const check = (Timeout: number) => service({ ContainerHealthCheck: { Command: ['CMD', 'ready'], Timeout } });
  expect(findingsOf(check(60))).toEqual([]);
  expect(findingsOf(check(61)).join()).toContain('Timeout: is 61 but must be a whole number between 2 and 60');
});
