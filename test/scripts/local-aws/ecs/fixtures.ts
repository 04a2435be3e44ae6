/** A service and its deployment in memory, for tests that need no embedded AWS. */
import { newRevision } from '../../../../scripts/local-aws/ecs/deployment/start';
import type { DeploymentState, Revision, ServiceState } from '../../../../scripts/local-aws/ecs/model';
import { createEcsRegion, type EcsRegion } from '../../../../scripts/local-aws/ecs/region';
import { createLocalWorld } from '../../../../scripts/local-aws/world';

/** @param minuteMs with 0, AWS time takes no real time */
export function fakeEcs(minuteMs: number): { ecs: EcsRegion; end(): void } {
  const ending = new AbortController();
  const endpoint = 'http://127.0.0.1:1';
  const world = createLocalWorld({ endpoint, region: 'us-east-1', minuteMs, signal: ending.signal, log() {} });
  return { ecs: createEcsRegion(world, 'us-east-1'), end: () => ending.abort() };
}

export function fakeRevision(): Revision {
  const place = { region: 'us-east-1', accountId: '123456789012' };
  const owner = { cluster: 'main', service: 'web' };
  return newRevision(place, owner, { taskDefinition: 'web:1' }, { taskDefinition: {}, tags: [] }, new Date());
}

/** An active service with that revision, and no tasks. */
export function fakeService(primary: Revision): ServiceState {
  return {
    arn: 'arn:aws:ecs:us-east-1:123456789012:service/main/web',
    name: 'web',
    cluster: {
      arn: 'arn:aws:ecs:us-east-1:123456789012:cluster/main',
      name: 'main',
      status: 'ACTIVE',
      settings: [],
      capacityProviders: [],
      defaultCapacityProviderStrategy: [],
      tags: [],
      services: new Map(),
    },
    status: 'ACTIVE',
    created: '',
    createdAt: new Date(),
    desiredCount: 1,
    settings: { deploymentConfiguration: {} },
    tags: [],
    events: [],
    revisions: [primary],
    primary,
    deployments: [],
    tasks: [],
  };
}

/** A deployment from one revision to another. */
export function fakeDeployment(change: Partial<DeploymentState> = {}): DeploymentState {
  return {
    arn: 'deployment',
    createdAt: new Date(),
    updatedAt: new Date(),
    target: fakeRevision(),
    sources: [],
    status: 'IN_PROGRESS',
    configuration: {},
    breaker: 'DISABLED',
    alarms: 'DISABLED',
    triggeredAlarms: [],
    hooks: [],
    over: Promise.resolve(),
    ...change,
  };
}
