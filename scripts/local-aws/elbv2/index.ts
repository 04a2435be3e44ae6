/** Elastic Load Balancing: moto's, made strict. moto answers every operation that is not in the table. */
import type { Queue } from '../queue';
import { createService, inTurn } from '../service/operation';
import { queryFormat } from '../wire/format';
import type { AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { loadBalancersIn } from './arns';
import { describeRules } from './describe-rules';
import * as certificates from './listener-certificates';
import * as listeners from './listeners';
import * as balancers from './load-balancers';
import type { ElbOperation } from './operation';
import { setRulePriorities } from './priorities';
import { DEFAULT_QUOTAS, type Quotas } from './quotas';
import * as rules from './rules';
import { LoadBalancerServers, type ReachableLoadBalancer } from './server';
import { LoadBalancingState } from './state';
import { modifyTargetGroupAttributes } from './stickiness';
import * as tags from './tags';
import * as groups from './target-groups';
import * as targets from './targets';
import { isChange } from './throttling';

const OPERATIONS: Readonly<Record<string, ElbOperation>> = {
  CreateLoadBalancer: balancers.createLoadBalancer,
  DescribeLoadBalancers: balancers.describeLoadBalancers,
  DeleteLoadBalancer: balancers.deleteLoadBalancer,
  ModifyLoadBalancerAttributes: balancers.modifyLoadBalancerAttributes,
  SetSecurityGroups: balancers.setSecurityGroups,
  SetSubnets: balancers.setSubnets,
  CreateListener: listeners.createListener,
  ModifyListener: listeners.modifyListener,
  DescribeListeners: listeners.describeListeners,
  DeleteListener: listeners.deleteListener,
  AddListenerCertificates: certificates.addListenerCertificates,
  RemoveListenerCertificates: certificates.removeListenerCertificates,
  DescribeListenerCertificates: certificates.describeListenerCertificates,
  CreateRule: rules.createRule,
  ModifyRule: rules.modifyRule,
  DeleteRule: rules.deleteRule,
  DescribeRules: describeRules,
  SetRulePriorities: setRulePriorities,
  CreateTargetGroup: groups.createTargetGroup,
  ModifyTargetGroup: groups.modifyTargetGroup,
  ModifyTargetGroupAttributes: modifyTargetGroupAttributes,
  DescribeTargetGroups: groups.describeTargetGroups,
  DeleteTargetGroup: groups.deleteTargetGroup,
  RegisterTargets: targets.registerTargets,
  DeregisterTargets: targets.deregisterTargets,
  DescribeTargetHealth: targets.describeTargetHealth,
  AddTags: tags.addTags,
  RemoveTags: tags.removeTags,
  DescribeTags: tags.describeTags,
};

/** The same operations; AWS throttles an account that makes too many changes. */
const throttled = (operations: Readonly<Record<string, ElbOperation>>): Record<string, ElbOperation> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]): [string, ElbOperation] => [
      name,
      (call) => {
        const { limits, world } = call.state;
        if (isChange(name)) limits.admit(name, call.request.caller, world.seconds());
        return operation(call);
      },
    ]),
  );

/** The same operations; after each that changes a load balancer, its view is made again. */
const viewed = (operations: Readonly<Record<string, ElbOperation>>): Record<string, ElbOperation> =>
  Object.fromEntries(
    Object.entries(operations).map(([name, operation]): [string, ElbOperation] => [
      name,
      async (call) => {
        const answer = await operation(call);
        if (!isChange(name)) return answer;
        for (const arn of loadBalancersIn(call.parameters)) {
          call.state.changed(arn);
          await call.state.servers.follow(arn);
        }
        return answer;
      },
    ]),
  );

const XMLNS = 'http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/';

export interface ElbService {
  service: AwsService;
  /** Where the load balancers can be reached from this machine, in every region. */
  loadBalancers(): ReachableLoadBalancer[];
}

export interface ElbOptions {
  quotas?: Partial<Quotas>;
  /** Gets a line for each port on which a load balancer listens from now on. */
  tell(line: string): void;
}

/** @param queue shared with EC2, whose security groups and interfaces are checked and used here */
export function createElbv2(world: LocalWorld, queue: Queue, { quotas = {}, tell }: ElbOptions): ElbService {
  const servers = new LoadBalancerServers(world, tell);
  const service = createService({
    format: queryFormat(XMLNS),
    operations: throttled(inTurn(queue, viewed(OPERATIONS))),
    createState: (region) => new LoadBalancingState(region, world, { ...DEFAULT_QUOTAS, ...quotas }, servers),
  });
  return { service, loadBalancers: () => servers.list() };
}
