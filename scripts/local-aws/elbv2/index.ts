/** Elastic Load Balancing: moto's, made strict. Operations that are not in the table go to moto as they are. */
import { randomUUID } from 'node:crypto';
import { createMoto } from '../moto/ask';
import type { Queue } from '../queue';
import type { AwsService } from '../wire/messages';
import { parseQuery } from '../wire/query';
import type { LocalWorld } from '../world';
import { type Operation, respond } from './call';
import * as listeners from './listeners';
import * as balancers from './load-balancers';
import { setRulePriorities } from './priorities';
import { DEFAULT_QUOTAS, type Quotas } from './quotas';
import * as rules from './rules';
import { State } from './state';
import { modifyTargetGroupAttributes } from './stickiness';
import * as tags from './tags';
import * as groups from './target-groups';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateLoadBalancer: balancers.createLoadBalancer,
  DescribeLoadBalancers: balancers.describeLoadBalancers,
  DeleteLoadBalancer: balancers.deleteLoadBalancer,
  SetSecurityGroups: balancers.setSecurityGroups,
  SetSubnets: balancers.setSubnets,
  CreateListener: listeners.createListener,
  ModifyListener: listeners.modifyListener,
  DescribeListeners: listeners.describeListeners,
  DeleteListener: listeners.deleteListener,
  CreateRule: rules.createRule,
  ModifyRule: rules.modifyRule,
  DeleteRule: rules.deleteRule,
  DescribeRules: rules.describeRules,
  SetRulePriorities: setRulePriorities,
  CreateTargetGroup: groups.createTargetGroup,
  ModifyTargetGroup: groups.modifyTargetGroup,
  ModifyTargetGroupAttributes: modifyTargetGroupAttributes,
  DescribeTargetGroups: groups.describeTargetGroups,
  DeleteTargetGroup: groups.deleteTargetGroup,
  DeregisterTargets: groups.deregisterTargets,
  DescribeTargetHealth: groups.describeTargetHealth,
  AddTags: tags.addTags,
  RemoveTags: tags.removeTags,
  DescribeTags: tags.describeTags,
};

/** @param queue shared with EC2, whose security groups and interfaces are checked and used here */
export function createElbv2(world: LocalWorld, queue: Queue, quotas: Partial<Quotas> = {}): AwsService {
  const states = new Map<string, State>();
  return (request, forward) => {
    const operation = request.operation ?? '';
    const play = OPERATIONS[operation];
    if (play === undefined) return forward(request);
    return queue(async () => {
      const { region } = request;
      const state = states.get(region) ?? new State();
      states.set(region, state);
      const moto = createMoto(forward, region);
      const parameters = parseQuery(request.body);
      const result = await play({
        operation,
        parameters,
        world,
        state,
        quotas: { ...DEFAULT_QUOTAS, ...quotas },
        moto,
        pass: (changed = parameters) => moto.ask('elasticloadbalancing', operation, changed),
      });
      return respond(operation, result, randomUUID());
    });
  };
}
