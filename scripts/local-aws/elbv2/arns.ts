/** ARNs of Elastic Load Balancing. From the ARN of a listener or a rule follow the ARNs of its parents. */
import { objectsOf, type QueryObject, textOf } from '../wire/query';

export type ResourceKind = 'load balancer' | 'target group' | 'listener' | 'rule';

/** The kind of resource that an ARN names; undefined if it is not an ARN of Elastic Load Balancing. */
export function kindOf(arn: string): ResourceKind | undefined {
  if (arn.includes(':loadbalancer/')) return 'load balancer';
  if (arn.includes(':targetgroup/')) return 'target group';
  if (arn.includes(':listener-rule/')) return 'rule';
  return arn.includes(':listener/') ? 'listener' : undefined;
}

/** `…:listener/app/<name>/<id>/<listener>` of `…:listener-rule/app/<name>/<id>/<listener>/<rule>`. */
export function listenerOf(ruleArn: string): string {
  return ruleArn.replace(':listener-rule/', ':listener/').replace(/\/[^/]+$/, '');
}

/** `…:loadbalancer/app/<name>/<id>` of the ARN of a listener or a rule. */
export function loadBalancerOf(arn: string): string {
  return arn.replace(/:listener(?:-rule)?\/([^/]+\/[^/]+\/[^/]+).*$/, ':loadbalancer/$1');
}

/** The ARNs of the load balancers that the parameters of a call name, or whose listeners or rules they name. */
export function loadBalancersIn({ LoadBalancerArn, ListenerArn, RuleArn, RulePriorities }: QueryObject): Set<string> {
  const rules = objectsOf(RulePriorities).map((pair) => pair.RuleArn);
  const arns = [LoadBalancerArn, ListenerArn, RuleArn, ...rules].flatMap((arn) => textOf(arn) ?? []);
  return new Set(arns.map(loadBalancerOf));
}

/** `app/<name>/<id>`, as metrics and the descriptions of network interfaces name the load balancer. */
export function fullNameOf(loadBalancerArn: string): string {
  return loadBalancerArn.slice(loadBalancerArn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}

/** `us-east-1` of `arn:aws:elasticloadbalancing:us-east-1:…`. */
export const regionOf = (arn: string): string => arn.split(':')[3] ?? '';
