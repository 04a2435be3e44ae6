import type { DeploymentConfiguration } from '@aws-sdk/client-ecs';
import { resolveDeploymentConfiguration } from '../../../../../scripts/local-aws/ecs/validation/deployment-configuration';

test('the default is a rolling deployment with the default percentages', () => {
  expect(resolveDeploymentConfiguration()).toEqual({
    strategy: 'ROLLING',
    maximumPercent: 200,
    minimumHealthyPercent: 100,
    deploymentCircuitBreaker: { enable: false, rollback: false },
    bakeTimeInMinutes: undefined,
  });
});

test('a canary gets defaults for the members that it leaves out', () => {
  expect(
    resolveDeploymentConfiguration({ strategy: 'CANARY', canaryConfiguration: { canaryPercent: 1 } }),
  ).toMatchObject({ bakeTimeInMinutes: 15, canaryConfiguration: { canaryPercent: 1, canaryBakeTimeInMinutes: 10 } });
});

test('an update keeps the members that it leaves out', () => {
  const before = resolveDeploymentConfiguration({
    strategy: 'CANARY',
    canaryConfiguration: { canaryPercent: 1, canaryBakeTimeInMinutes: 2 },
    maximumPercent: 150,
  });
  expect(resolveDeploymentConfiguration({ bakeTimeInMinutes: 1 }, before)).toEqual({ ...before, bakeTimeInMinutes: 1 });
});

test('a change of strategy drops the configuration of the old strategy', () => {
  const before = resolveDeploymentConfiguration({ strategy: 'CANARY' });
  const after = resolveDeploymentConfiguration({ strategy: 'LINEAR' }, before);
  expect(after.canaryConfiguration).toBeUndefined();
  expect(after.linearConfiguration).toEqual({ stepPercent: 10, stepBakeTimeInMinutes: 6 });
});

test.each<[string, DeploymentConfiguration]>([
  ['canaryPercent must be', { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 200 } }],
  ['canaryPercent must be', { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 0 } }],
  ['canaryPercent must be', { strategy: 'CANARY', canaryConfiguration: { canaryPercent: 5.05 } }],
  ['stepPercent must be', { strategy: 'LINEAR', linearConfiguration: { stepPercent: 2.9 } }],
  ['canaryBakeTimeInMinutes must be', { strategy: 'CANARY', canaryConfiguration: { canaryBakeTimeInMinutes: 1441 } }],
  ['stepBakeTimeInMinutes must be', { strategy: 'LINEAR', linearConfiguration: { stepBakeTimeInMinutes: -1 } }],
  ['bakeTimeInMinutes must be', { strategy: 'BLUE_GREEN', bakeTimeInMinutes: 1.5 }],
  ['canaryConfiguration is only valid', { strategy: 'ROLLING', canaryConfiguration: { canaryPercent: 5 } }],
  ['linearConfiguration is only valid', { strategy: 'CANARY', linearConfiguration: { stepPercent: 5 } }],
  ['maximumPercent must be greater', { maximumPercent: 50, minimumHealthyPercent: 100 }],
])('with the message "%s", %j is refused', (message, configuration) => {
  expect(() => resolveDeploymentConfiguration(configuration)).toThrow(message);
});
