/** DescribeServices and ListServices. */
import type { DescribeServicesRequest, ListServicesRequest } from '@aws-sdk/client-ecs';
import type { Operation } from '../ecs';
import { invalidParameter } from '../errors';
import { page } from '../json';
import { ecsArn, shortName } from '../names';
import { describeService } from './describe';

/** Most services of one DescribeServices (API reference). */
const MOST = 10;

export const describeServices: Operation<DescribeServicesRequest> = ({ state, place }, input) => {
  const cluster = state.cluster(input.cluster);
  const { services: named = [], include = [] } = input;
  if (named.length === 0) throw invalidParameter('Services cannot be empty.');
  if (named.length > MOST) throw invalidParameter(`Services cannot have more than ${MOST} elements.`);
  const found = named.flatMap((name) => cluster.services.get(shortName(name)) ?? []);
  const missing = named.filter((name) => !cluster.services.has(shortName(name)));
  return {
    services: found.map((service) => describeService(service, include.includes('TAGS'))),
    failures: missing.map((name) => ({
      arn: name.startsWith('arn:') ? name : ecsArn(place, `service/${cluster.name}/${name}`),
      reason: 'MISSING',
    })),
  };
};

/** Draining and inactive services are not listed (API reference of `DeleteService`). */
export const listServices: Operation<ListServicesRequest> = ({ state }, input) => {
  const active = [...state.cluster(input.cluster).services.values()].filter(({ status, settings }) => {
    const { launchType = settings.launchType, schedulingStrategy = settings.schedulingStrategy } = input;
    return (
      status === 'ACTIVE' && settings.launchType === launchType && settings.schedulingStrategy === schedulingStrategy
    );
  });
  const { items, nextToken } = page(active, input, 10);
  return { serviceArns: items.map(({ arn }) => arn), nextToken };
};
