import {
  DescribeServiceDeploymentsCommand,
  DescribeServiceRevisionsCommand,
  DescribeServicesCommand,
  ECSClient,
  type ServiceRevisionSummary,
} from '@aws-sdk/client-ecs';
import { EcsServices } from '../../../../../handlers/gateway/aws/ecs/services';
import { mockClient } from '../../../../mock-client';
import { awsError } from '../../account/aws-error';

const ecs = mockClient(ECSClient);
const client = new EcsServices(new ECSClient({ region: 'eu-west-1' }));

/** Revision `r` is behind target group `tg-r`. */
beforeEach(() => {
  ecs.reset();
  ecs.on(DescribeServiceRevisionsCommand).callsFake(({ serviceRevisionArns: [arn] }) => ({
    serviceRevisions: [
      { serviceRevisionArn: arn, resolvedConfiguration: { loadBalancers: [{ targetGroupArn: `tg-${arn}` }] } },
    ],
  }));
});

function deploys(sources: ServiceRevisionSummary[], target?: ServiceRevisionSummary): void {
  ecs
    .on(DescribeServicesCommand, { cluster: 'c', services: ['s'] })
    .resolves({ services: [{ status: 'ACTIVE', currentServiceDeployment: 'd' }] });
  ecs.on(DescribeServiceDeploymentsCommand, { serviceDeploymentArns: ['d'] }).resolves({
    serviceDeployments: [{ sourceServiceRevisions: sources, ...(target && { targetServiceRevision: target }) }],
  });
}

const revision = (arn: string, requestedProductionTrafficWeight?: number): ServiceRevisionSummary => ({
  arn,
  ...(requestedProductionTrafficWeight !== undefined && { requestedProductionTrafficWeight }),
});

describe('the live target group of a service', () => {
  it.each([
    ['the old one with a canary beside it', 95, 5, 'tg-old'],
    ['the new one when all has been shifted', 0, 100, 'tg-new'],
    ['unknown while both get the same', 50, 50, undefined],
  ])('is %s', async (_, old, young, expected) => {
    deploys([revision('old', old)], revision('new', young));
    expect(await client.liveTargetGroup('c', 's')).toBe(expected);
  });

  it('is that of the only revision of a first deployment, once it gets traffic', async () => {
    deploys([], revision('new', 100));
    expect(await client.liveTargetGroup('c', 's')).toBe('tg-new');
    deploys([], revision('new'));
    expect(await client.liveTargetGroup('c', 's')).toBeUndefined();
  });

  it('is that of the only revision if no deployment is running, and unknown if there are several', async () => {
    const rests = (...arns: string[]) =>
      ecs
        .on(DescribeServicesCommand)
        .resolves({ services: [{ status: 'ACTIVE', currentServiceRevisions: arns.map((arn) => ({ arn })) }] });
    rests('one');
    expect(await client.liveTargetGroup('c', 's')).toBe('tg-one');
    rests('one', 'two');
    expect(await client.liveTargetGroup('c', 's')).toBeUndefined();
    rests();
    expect(await client.liveTargetGroup('c', 's')).toBeUndefined();
  });

  it('is unknown if the service, its cluster or its deployment does not exist', async () => {
    ecs.on(DescribeServicesCommand).resolvesOnce({ services: [{ status: 'INACTIVE' }] });
    expect(await client.liveTargetGroup('c', 's')).toBeUndefined();
    ecs.on(DescribeServicesCommand).rejects(awsError('ClusterNotFoundException'));
    expect(await client.liveTargetGroup('c', 's')).toBeUndefined();
    deploys([]);
    ecs.on(DescribeServiceDeploymentsCommand).resolves({});
    expect(await client.liveTargetGroup('c', 's')).toBeUndefined();
  });
});

describe('the deployment of a service', () => {
  const shows = (...deployments: object[]) =>
    ecs.on(DescribeServicesCommand).resolves({ services: [{ status: 'ACTIVE', deployments }] });
  const state = () => client.deploymentState('c', 's');

  it.each([
    ['in progress while its only entry is', 'in progress', [{ status: 'PRIMARY', rolloutState: 'IN_PROGRESS' }]],
    [
      'in progress while tasks of an older one are left',
      'in progress',
      [
        { status: 'PRIMARY', rolloutState: 'COMPLETED' },
        { status: 'ACTIVE', rolloutState: 'COMPLETED' },
      ],
    ],
    ['over when its only entry is complete', 'over', [{ status: 'PRIMARY', rolloutState: 'COMPLETED' }]],
  ])('is %s', async (_, expected, deployments) => {
    shows(...deployments);
    expect(await state()).toBe(expected);
  });

  it('is none if the service or its cluster does not exist', async () => {
    ecs.on(DescribeServicesCommand).resolvesOnce({ services: [{ status: 'INACTIVE' }] });
    expect(await state()).toBe('no service');
    ecs.on(DescribeServicesCommand).rejects(awsError('ClusterNotFoundException'));
    expect(await state()).toBe('no service');
  });
});
