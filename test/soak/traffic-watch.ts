import type { AwsRequest, AwsResponse } from '../../scripts/local-aws/wire/messages';
import type { Event } from './lambda';

/** What a service in use must not lose. */
export interface ServiceInUse {
  ruleArn: string;
  loadBalancerArn: string;
  blueTargetGroupArn: string;
}

/** Watches every call that the function makes: no service in use may lose its rule or load balancer at any instant. */
export class TrafficWatch {
  readonly violations: string[] = [];
  /** The highest number of load balancers at a time. */
  peak = 0;
  /** Load balancers that were made in all. */
  made = 0;
  /** The services in use: their Creates were answered with SUCCESS, and they were not asked to leave. */
  readonly up = new Map<string, ServiceInUse>();
  readonly #loadBalancers = new Set<string>();

  watch({ service, operation = '', body }: AwsRequest, response: AwsResponse | undefined, by: Event): void {
    if (service !== 'elasticloadbalancing' || response?.status !== 200) return;
    const parameters = new URLSearchParams(body.toString('utf8'));
    switch (operation) {
      case 'CreateLoadBalancer': {
        const [, arn] = /<LoadBalancerArn>([^<]+)/.exec(response.body.toString()) ?? [];
        if (arn && !this.#loadBalancers.has(arn)) {
          this.#loadBalancers.add(arn);
          this.made++;
        }
        this.peak = Math.max(this.peak, this.#loadBalancers.size);
        break;
      }
      case 'DeleteLoadBalancer': {
        const arn = parameters.get('LoadBalancerArn') ?? '';
        this.#loadBalancers.delete(arn);
        this.#accuse(by, 'the load balancer', ({ loadBalancerArn }) => loadBalancerArn === arn);
        break;
      }
      case 'DeleteRule':
        this.#accuse(by, 'the rule', ({ ruleArn }) => ruleArn === parameters.get('RuleArn'));
        break;
      case 'ModifyRule':
        if ([...parameters.keys()].some((name) => name.startsWith('Actions.'))) {
          this.violations.push(`${by.RequestId} wrote the weights of ${parameters.get('RuleArn')}`);
        }
        break;
    }
  }

  #accuse(by: Event, what: string, isLost: (standing: ServiceInUse) => boolean): void {
    for (const [service, standing] of this.up) {
      if (isLost(standing)) this.violations.push(`${service} lost ${what} by ${by.RequestId}`);
    }
  }
}
