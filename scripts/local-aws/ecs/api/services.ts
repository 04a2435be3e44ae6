/** DescribeServices and ListServices. */

import type { DescribeServicesRequest, ListServicesRequest } from '@aws-sdk/client-ecs';
import { invalidParameter } from '../errors';
import { ecsArn, shortName } from '../names';
import type { EcsOperation } from '../operation';
import { page } from '../paging';
import { describeService } from './describe';

/** How many services one DescribeServices may name (API reference). */
const MOST = 10;

export const describeServices: EcsOperation<DescribeServicesRequest> = ({ state: ecs, parameters: input }) => {
  const cluster = ecs.resources.cluster(input.cluster);
  const { services: named = [], include = [] } = input;
  if (named.length === 0) throw invalidParameter('Services cannot be empty.');
  if (named.length > MOST) throw invalidParameter(`Services cannot have more than ${MOST} elements.`);
  const found = named.flatMap((name) => cluster.services.get(shortName(name)) ?? []);
  const missing = named.filter((name) => !cluster.services.has(shortName(name)));
  return {
    services: found.map((service) => describeService(service, include.includes('TAGS'))),
    failures: missing.map((name) => ({
      arn: name.startsWith('arn:') ? name : ecsArn(ecs, `service/${cluster.name}/${name}`),
      reason: 'MISSING',
    })),
  };
};

/** Draining and inactive services are not listed (API reference of `DeleteService`). */
export const listServices: EcsOperation<ListServicesRequest> = ({ state: { resources }, parameters: input }) => {
  const active = [...resources.cluster(input.cluster).services.values()].filter(({ status, settings }) => {
    const { launchType = settings.launchType, schedulingStrategy = settings.schedulingStrategy } = input;
    return (
      status === 'ACTIVE' && settings.launchType === launchType && settings.schedulingStrategy === schedulingStrategy
    );
  });
  const { items, nextToken } = page(active, input, 10);
  return { serviceArns: items.map(({ arn }) => arn), nextToken };
};
