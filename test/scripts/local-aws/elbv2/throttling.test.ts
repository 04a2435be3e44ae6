import { ChangeLimits, isChange } from '../../../../scripts/local-aws/elbv2/throttling';

const admitted = (limits: ChangeLimits, operation: string, now: number, caller?: string): boolean => {
  try {
    limits.admit(operation, caller, now);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ name: 'Throttling', message: 'Rate exceeded' });
    return false;
  }
};

const times = (count: number, once: () => boolean): number =>
  Array.from({ length: count }, once).filter(Boolean).length;

test('20 changes are taken at once, and 3 in each second after that', () => {
  const limits = new ChangeLimits();
  expect(times(30, () => admitted(limits, 'CreateRule', 10))).toBe(20);
  expect(times(30, () => admitted(limits, 'DeleteRule', 12))).toBe(6);
});

test('10 load balancers can be made at once, and one in each 5 seconds after that, beside other changes', () => {
  const limits = new ChangeLimits();
  expect(times(30, () => admitted(limits, 'CreateLoadBalancer', 0))).toBe(10);
  expect(times(30, () => admitted(limits, 'CreateLoadBalancer', 11))).toBe(2);
  expect(admitted(limits, 'ModifyRule', 11)).toBe(true);
});

test('CloudFormation and ECS have limits of their own', () => {
  const limits = new ChangeLimits();
  for (const caller of ['cloudformation', 'ecs']) {
    expect(times(30, () => admitted(limits, 'CreateTargetGroup', 0, caller))).toBe(30);
  }
});

test('reading, and the registration of targets, is no change', () => {
  const all = ['DescribeRules', 'DeregisterTargets', 'CreateRule', 'AddTags', 'SetRulePriorities'];
  expect(all.filter(isChange)).toEqual(['CreateRule', 'AddTags', 'SetRulePriorities']);
});
