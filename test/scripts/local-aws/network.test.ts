import { LocalNetwork, type NetworkHost } from '../../../scripts/local-aws/network';

const host = (port: number): NetworkHost => ({ securityGroupIds: ['sg-1'], listeners: new Map([[80, { port }]]) });

describe('a network', () => {
  test('finds the host that has an address of a VPC, and nobody at the same address of another VPC', () => {
    const network = new LocalNetwork();
    network.attach('vpc-1', '10.0.0.7', host(1));
    expect(network.find('vpc-1', '10.0.0.7')?.listeners.get(80)).toEqual({ port: 1 });
    expect(network.find('vpc-2', '10.0.0.7')).toBeUndefined();
    network.attach('vpc-1', '10.0.0.7', host(2));
    expect(network.find('vpc-1', '10.0.0.7')?.listeners.get(80)).toEqual({ port: 2 });
    network.detach('vpc-1', '10.0.0.7');
    expect(network.find('vpc-1', '10.0.0.7')).toBeUndefined();
  });

  test('tells of changed health until a listener leaves', () => {
    const network = new LocalNetwork();
    const told: string[] = [];
    const leave = network.onHealthChange((targetGroupArn) => told.push(targetGroupArn));
    network.healthChanged('arn:1');
    leave();
    network.healthChanged('arn:2');
    expect(told).toEqual(['arn:1']);
  });
});
