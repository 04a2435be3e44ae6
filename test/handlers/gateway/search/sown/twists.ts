import { PARKED } from '../../../../../handlers/gateway/route/bands';
import type { LoadBalancers } from '../../../../../handlers/gateway/world/load-balancers';
import type { ResourceEvent } from '../resource-event';

/** What is changed on its way to the gateway, or from the gateway to AWS: neither has a trace of it. */
export interface Twist {
  /** A request of CloudFormation. */
  event?(event: ResourceEvent): ResourceEvent;
  /** What requests leave behind is not done. */
  losesErrands?: true;
  /** What requests leave behind fails whenever it is tried. */
  failsErrands?: true;
  /** The calls to Elastic Load Balancing. */
  calls?(loadBalancers: LoadBalancers): LoadBalancers;
}

/** The route is told that its stack has no `Custom::ExpressTraffic`. */
export const parksNothing: Twist = {
  event: (event) =>
    event.ResourceType === 'Custom::ExpressRoute'
      ? { ...event, ResourceProperties: { ...event.ResourceProperties, Contract: '2' } }
      : event,
};

/** An Update of a route does not tell which route CloudFormation has: the gateway keeps none for a roll back. */
export const keepsNothing: Twist = {
  event: (event) =>
    event.ResourceType === 'Custom::ExpressRoute' && event.RequestType === 'Update'
      ? { ...event, PhysicalResourceId: `${event.PhysicalResourceId}|` }
      : event,
};

/** Rules get one value of each kind of condition. */
export const unitesNothing: Twist = {
  calls: (loadBalancers) =>
    changed(loadBalancers, {
      changeRule: (arn, { conditions: { hosts, paths, cidrs }, ...rest }) =>
        loadBalancers.changeRule(arn, {
          ...rest,
          conditions: { hosts: hosts.slice(0, 1), paths: paths.slice(0, 1), cidrs: cidrs.slice(0, 1) },
        }),
    }),
};

/** No rule that stands in its place is parked. */
export const staysInFront: Twist = {
  calls: (loadBalancers) =>
    changed(loadBalancers, {
      changePriority: async (arn, priority) =>
        priority >= PARKED.from ? 'changed' : loadBalancers.changePriority(arn, priority),
    }),
};

/** No rule comes forward. */
export const staysBehind: Twist = {
  calls: (loadBalancers) =>
    changed(loadBalancers, {
      changePriority: async (arn, priority) =>
        priority < PARKED.from ? 'changed' : loadBalancers.changePriority(arn, priority),
    }),
};

/** Errands are left, and nobody goes on them. */
export const losesErrands: Twist = { losesErrands: true };

/** Errands fail. */
export const failsErrands: Twist = { failsErrands: true };

/** Weights stay as they are, unless ECS moves them. */
export const movesNoWeights: Twist = {
  calls: (loadBalancers) => changed(loadBalancers, { changeWeights: async () => {} }),
};

/** The same calls, but for some. */
const changed = (loadBalancers: LoadBalancers, others: Partial<LoadBalancers>): LoadBalancers =>
  new Proxy(loadBalancers, {
    get(target, name) {
      const other = others[name as keyof LoadBalancers];
      const own = target[name as keyof LoadBalancers];
      return other ?? own.bind(target);
    },
  });
