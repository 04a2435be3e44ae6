/** ARNs of Elastic Load Balancing, which carry the ARNs of what they belong to. */

export type ResourceKind = 'load balancer' | 'target group' | 'listener' | 'rule';

/** What an ARN names; undefined when it is none of the service's. */
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

/** `…:loadbalancer/app/<name>/<id>` of a listener's or a rule's ARN. */
export function loadBalancerOf(arn: string): string {
  return arn.replace(/:listener(?:-rule)?\/([^/]+\/[^/]+\/[^/]+).*$/, ':loadbalancer/$1');
}

/** `app/<name>/<id>`: the load balancer's name in metrics and in the description of its network interfaces. */
export function fullNameOf(loadBalancerArn: string): string {
  return loadBalancerArn.slice(loadBalancerArn.indexOf(':loadbalancer/') + ':loadbalancer/'.length);
}
