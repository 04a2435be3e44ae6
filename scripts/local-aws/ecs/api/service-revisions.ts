/** DescribeServiceRevisions. */

import type { DescribeServiceRevisionsRequest, ServiceRevision } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../errors';
import type { Revision, ServiceState } from '../model';
import type { EcsOperation } from '../operation';
import { platformFamily } from './describe';

/** How many ARNs one request may have (API reference). */
const MOST = 20;

export const describeServiceRevisions: EcsOperation<DescribeServiceRevisionsRequest> = ({
  state: { resources },
  parameters: input,
}) => {
  const arns = input.serviceRevisionArns ?? [];
  if (arns.length === 0 || arns.length > MOST) {
    throw invalidParameter(`serviceRevisionArns must have 1 to ${MOST} elements.`);
  }
  const found = arns.map((arn) => ({ arn, ...resources.revision(arn) }));
  return {
    serviceRevisions: found.flatMap(({ service, revision }) =>
      service === undefined || revision === undefined ? [] : describe(service, revision),
    ),
    failures: found.filter(({ service }) => service === undefined).map(({ arn }) => ({ arn, reason: 'MISSING' })),
  };
};

function describe(service: ServiceState, revision: Revision): ServiceRevision {
  const { launchType, capacityProviderStrategy } = service.settings;
  return {
    ...revision.settings,
    serviceRevisionArn: revision.arn,
    serviceArn: service.arn,
    clusterArn: service.cluster.arn,
    createdAt: revision.createdAt,
    launchType,
    capacityProviderStrategy,
    platformFamily: platformFamily(revision),
    platformVersion: revision.settings.platformVersion ?? '1.4.0',
    containerImages: (revision.taskDefinition.containerDefinitions ?? []).map(({ name, image }) => ({
      containerName: name,
      image,
    })),
    guardDutyEnabled: false,
    resolvedConfiguration: {
      loadBalancers: revision.targets.map(({ targetGroupArn, productionListenerRule }) => ({
        targetGroupArn,
        productionListenerRule,
      })),
    },
  };
}
