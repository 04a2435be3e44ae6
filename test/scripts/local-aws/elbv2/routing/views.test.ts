import { route } from '../../../../../scripts/local-aws/elbv2/routing/route';
import type { LoadBalancerView } from '../../../../../scripts/local-aws/elbv2/routing/view';
import { Views } from '../../../../../scripts/local-aws/elbv2/views';
import { BALANCER, forward, groupOf, listenerOf, request } from './listener';

const GROUPS = [groupOf('a'), groupOf('b')];

/** Views of a load balancer whose default action forwards by these weights. */
function viewsOf(weights: Record<string, number> | undefined) {
  const now = { weights };
  let made = 0;
  const make = (): LoadBalancerView | undefined => {
    made += 1;
    if (now.weights === undefined) return undefined;
    const listener = listenerOf({ defaultActions: forward(now.weights), groups: GROUPS });
    return {
      arn: BALANCER.arn,
      name: 'one',
      scheme: 'internal',
      vpcId: 'vpc-1',
      state: 'active',
      attributes: new Map(),
      listeners: [listener],
    };
  };
  const views = new Views(make);
  const next = () => {
    const [listener] = views.of(BALANCER.arn)?.listeners ?? [];
    const decision = listener && route(listener, request());
    return decision?.type === 'forward' ? decision.group?.name : undefined;
  };
  return { views, now, next, made: () => made };
}

test('a view is made once, and again after a change', () => {
  const { views, made } = viewsOf({ a: 1 });
  views.changed(BALANCER.arn);
  const first = views.of(BALANCER.arn);
  expect(views.of(BALANCER.arn)).toBe(first);
  expect(made()).toBe(1);
  views.changed(BALANCER.arn);
  expect(views.of(BALANCER.arn)).not.toBe(first);
  views.of(BALANCER.arn);
  expect(made()).toBe(2);
});

test('there is no view of a load balancer that is deleted', () => {
  const { views, now } = viewsOf({ a: 1 });
  expect(views.of(BALANCER.arn)).toBeDefined();
  now.weights = undefined;
  views.changed(BALANCER.arn);
  expect(views.of(BALANCER.arn)).toBeUndefined();
});

test('changes elsewhere do not begin the turns of a rule again: each group gets its share', () => {
  const { views, next } = viewsOf({ a: 3, b: 1 });
  const got = Array.from({ length: 8 }, () => {
    views.changed(BALANCER.arn);
    return next();
  });
  expect(got.filter((name) => name === 'b')).toHaveLength(2);
});

test('other weights begin new turns', () => {
  const { views, now, next } = viewsOf({ a: 1, b: 1 });
  expect(next()).toBe('a');
  now.weights = { a: 5, b: 4 };
  views.changed(BALANCER.arn);
  expect(next()).toBe('a');
});
