import { ECS_MANAGED_TAG } from '../../../handlers/contract';
import { memberId, memberOfTags, serviceId } from '../../../handlers/gateway/identity';
import {
  foundedTags,
  fullName,
  gatewayResourceName,
  gatewayTags,
  interfaceDescription,
  loadBalancerTags,
  newToken,
  serviceNameOf,
  targetGroupName,
} from '../../../handlers/gateway/names';
import { stackId } from './account/at-once/cloud';
import { randomFrom } from './account/at-once/turns';

const member = (logicalId: string, request = 'r1') => memberId(serviceId(stackId('shop'), logicalId), request);

describe('names of target groups', () => {
  it.each(['Web', 'AVeryLongLogicalIdThatGoesOnAndOn', 'X'])('of %s are valid and differ by colour', (id) => {
    const [blue, green] = [targetGroupName(member(id), 'blue'), targetGroupName(member(id), 'green')];
    for (const name of [blue, green]) {
      expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9-]{0,30}[A-Za-z0-9]$/);
      expect(name.length).toBeLessThanOrEqual(32);
    }
    expect(blue).not.toBe(green);
  });

  it('belong to only one membership', () => {
    expect(targetGroupName(member('Web', 'r1'), 'blue')).not.toBe(targetGroupName(member('Web', 'r2'), 'blue'));
  });
});

it('names the service after its stack, its block and its membership', () => {
  expect(serviceNameOf(member('Web'))).toMatch(/^shop-Web-[0-9a-f]{10}$/);
  expect(serviceNameOf(member('W'.repeat(200))).length).toBe(100);
});

it('writes the names of a load balancer in CloudWatch and EC2', () => {
  const arn = 'arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/express-abc/0123';
  expect(fullName(arn)).toBe('app/express-abc/0123');
  expect(interfaceDescription(arn)).toBe('ELB app/express-abc/0123');
});

it('makes tokens from which valid names follow', () => {
  const random = randomFrom(1);
  const tokens = Array.from({ length: 100 }, () => newToken({ random }));
  expect(new Set(tokens).size).toBe(100);
  for (const token of tokens) {
    expect(gatewayResourceName(token)).toMatch(/^express-[a-z0-9]{10}$/);
  }
});

describe('the tags', () => {
  it('of a load balancer lack the mark by which Express Mode recognises its own', () => {
    expect(Object.keys(loadBalancerTags('token', 'default'))).toEqual([
      'cfn-express:gateway',
      expect.stringMatching(/pool/),
    ]);
    expect(loadBalancerTags('token', 'default')).not.toHaveProperty(ECS_MANAGED_TAG.Key);
  });

  it('of a load balancer and its security group name the member that they were made for, if there is one', () => {
    const founder = member('Web');
    expect(memberOfTags(foundedTags('token', founder))).toBe(founder);
    expect(memberOfTags(loadBalancerTags('token', 'default', founder))).toBe(founder);
    expect(foundedTags('token')).toEqual(gatewayTags('token'));
  });
});
