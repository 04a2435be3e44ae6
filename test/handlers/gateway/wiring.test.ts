import { createGateway } from '../../../handlers/gateway/wiring';

const env = { TABLE_NAME: 'ledger', AWS_REGION: 'eu-west-1' };

describe('the gateway, put together from its environment,', () => {
  it('has a handler for each resource type of a service and for the guard, and a check-up', () => {
    const { handlers, checkUp } = createGateway(env);
    expect(Object.keys(handlers).sort()).toEqual([
      'Custom::ExpressGateway',
      'Custom::ExpressGuard',
      'Custom::ExpressRoute',
      'Custom::ExpressTraffic',
    ]);
    expect(checkUp).toBeInstanceOf(Function);
  });

  it('needs a table', () => {
    expect(() => createGateway({ AWS_REGION: 'eu-west-1' })).toThrow('TABLE_NAME must hold');
  });

  it.each(['0', '51', '2.5', 'many'])(
    'refuses %s as the number of services per load balancer',
    (MAX_SERVICES_PER_LOAD_BALANCER) => {
      expect(() => createGateway({ ...env, MAX_SERVICES_PER_LOAD_BALANCER })).toThrow('a whole number from 1 to 50');
    },
  );
});
