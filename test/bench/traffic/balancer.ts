/** The server of a load balancer, with 51 rules: the request meets the last one. */
import { createSecureContext } from 'node:tls';
import { readConditions } from '../../../scripts/local-aws/elbv2/routing/meets';
import type { ListenerRuleView, LoadBalancerView } from '../../../scripts/local-aws/elbv2/routing/view';
import { LoadBalancerServer } from '../../../scripts/local-aws/elbv2/server/load-balancer-server';
import { Metrics } from '../../../scripts/local-aws/metrics';
import { forwardTo, listener, rule } from '../../scripts/local-aws/elbv2/server/stage';
import { targetPort, tell, tellUsage } from './parts';

const RULES = 51;
/** AWS time goes like real time: the metrics of played minutes, which are kept for three hours, are not what is looked for. */
const MINUTE_MS = 60_000;

export async function balancer(): Promise<void> {
  const target = targetPort();
  const rules = Array.from({ length: RULES }, (_, at): ListenerRuleView => {
    const last = at === RULES - 1;
    const path = {
      Field: 'path-pattern',
      PathPatternConfig: { Values: [last ? '/*' : `/service-${at}/*`] },
    };
    const host = { Field: 'host-header', HostHeaderConfig: { Values: ['*.test'] } };
    return { ...rule(forwardTo(target)), priority: at + 1, meets: readConditions([path, host]) };
  });
  const arn = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188';
  const view: LoadBalancerView = {
    arn,
    name: 'web',
    scheme: 'internet-facing',
    vpcId: 'vpc-1',
    state: 'active',
    attributes: new Map(),
    listeners: [listener(rules)],
  };
  const world = {
    minuteMs: MINUTE_MS,
    now: () => new Date(),
    log: console.error,
    metrics: new Metrics(() => Date.now()),
  };
  const certificates = { contextFor: () => createSecureContext() };
  const server = new LoadBalancerServer({ world, region: 'us-east-1', arn, certificates, view: () => view });
  tellUsage();
  tell({ port: await server.open() });
}
