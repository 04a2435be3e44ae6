import { Cloud, stackId, succeeded } from '../account/at-once/cloud';

/** The id of the membership that a request of stack shop took. */
export const member = (request: string, service = 'Web') => `${stackId('shop')}/${service}~${request}`;

/** Priorities of all rules. */
export const rules = (cloud: Cloud) => [...cloud.account.rules.values()].map(({ priority }) => priority);

export async function withGateway() {
  const cloud = new Cloud();
  succeeded(await cloud.gateway('Create', { request: 'g1' }));
  return cloud;
}

/** A rule of somebody else's. */
export const foreignRule = (cloud: Cloud, priority: number) =>
  cloud.loadBalancers.createRule({
    listenerArn: [...cloud.account.listeners.keys()][0] ?? '',
    priority,
    weights: {},
    tags: {},
    conditions: { hosts: ['hand.made'], paths: [], cidrs: [] },
  });
