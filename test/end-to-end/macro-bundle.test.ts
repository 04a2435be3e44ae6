import { statSync } from 'node:fs';
import { join } from 'node:path';
import { handler, type MacroResponse } from '../../handlers/macro/index';

const BUNDLE = join(__dirname, '../../dist/macro.js');

/** A block in which every required property is missing. */
const Properties = {
  Sidecars: [{}],
  Volumes: [{}],
  MountPoints: [{}],
  DependsOn: [{}],
  Tags: [{}],
  RepositoryCredentials: {},
  AwsLogsConfiguration: {},
  ContainerHealthCheck: {},
  CapacityProviderStrategy: [{}],
  ScalingTarget: { AdditionalMetrics: [{}], ScheduledActions: [{}] },
  Deployment: { LifecycleHooks: [{}] },
};

test('the bundle of the macro describes missing properties as the sources do', async () => {
  const bundle: { handler: typeof handler } = require(BUNDLE);
  const fragment = { Resources: { Web: { Type: 'Express::Service', Properties } } };
  const event = { requestId: '1', region: 'eu-west-1', accountId: '123456789012', fragment };
  const { errorMessage }: MacroResponse = await bundle.handler(event);
  expect(errorMessage).toContain('Volumes.0.Name: is missing: the name that MountPoints refer to');
  expect(errorMessage).toBe((await handler(event)).errorMessage);
});

test('the bundle of the macro is small, because every change set waits until it is loaded', () => {
  expect(statSync(BUNDLE).size).toBeLessThan(110_000);
});
