import type { AwsRequest } from '../../scripts/local-aws/wire/messages';
import { TrafficWatch } from './traffic-watch';

const elb = (operation: string, parameters: Record<string, string> = {}): AwsRequest => ({
  service: 'elasticloadbalancing',
  region: 'eu-west-1',
  method: 'POST',
  url: new URL('http://127.0.0.1/'),
  headers: {},
  body: Buffer.from(new URLSearchParams(parameters).toString()),
  operation,
});
const ok = (body = '') => ({ status: 200, headers: {}, body });
const by = { RequestId: 'request-1' };

const standing = { ruleArn: 'rule-1', loadBalancerArn: 'balancer-1', blueTargetGroupArn: 'blue-1' };

test('a service that is up and loses its rule or its load balancer is told of', () => {
  const traffic = new TrafficWatch();
  traffic.up.set('service 1', standing);
  traffic.watch(elb('DeleteRule', { RuleArn: 'rule-1' }), ok(), by);
  traffic.watch(elb('DeleteLoadBalancer', { LoadBalancerArn: 'balancer-1' }), ok(), by);
  expect(traffic.violations).toEqual([
    'service 1 lost the rule by request-1',
    'service 1 lost the load balancer by request-1',
  ]);
});

test('who goes may lose them, others may be deleted, and what AWS refuses did not happen', () => {
  const traffic = new TrafficWatch();
  traffic.up.set('service 1', standing);
  traffic.watch(elb('DeleteRule', { RuleArn: 'rule-2' }), ok(), by);
  traffic.watch(elb('DeleteRule', { RuleArn: 'rule-1' }), { status: 400, headers: {}, body: '' }, by);
  traffic.up.delete('service 1');
  traffic.watch(elb('DeleteRule', { RuleArn: 'rule-1' }), ok(), by);
  expect(traffic.violations).toEqual([]);
});

test('nobody but ECS writes weights', () => {
  const traffic = new TrafficWatch();
  traffic.watch(elb('ModifyRule', { RuleArn: 'rule-1', 'Conditions.member.1.Field': 'path-pattern' }), ok(), by);
  expect(traffic.violations).toEqual([]);
  traffic.watch(elb('ModifyRule', { RuleArn: 'rule-1', 'Actions.member.1.Type': 'forward' }), ok(), by);
  expect(traffic.violations).toEqual(['request-1 wrote the weights of rule-1']);
});

test('the peak is the most load balancers at a time, however often one is made', () => {
  const traffic = new TrafficWatch();
  const made = (arn: string) =>
    ok(`<LoadBalancers><member><LoadBalancerArn>${arn}</LoadBalancerArn></member></LoadBalancers>`);
  for (const arn of ['one', 'two', 'two']) traffic.watch(elb('CreateLoadBalancer'), made(arn), by);
  traffic.watch(elb('DeleteLoadBalancer', { LoadBalancerArn: 'one' }), ok(), by);
  traffic.watch(elb('CreateLoadBalancer'), made('three'), by);
  expect(traffic.peak).toBe(2);
});
