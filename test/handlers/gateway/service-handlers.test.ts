import { createDoctor, createHandlers } from '../../../handlers/gateway/service-handlers';

const env = { TABLE_NAME: 'ledger', AWS_REGION: 'eu-west-1' };

it('handles the resource types of a service and the guard', () => {
  expect(Object.keys(createHandlers(env)).sort()).toEqual([
    'Custom::ExpressGateway',
    'Custom::ExpressGuard',
    'Custom::ExpressRoute',
  ]);
  expect(createDoctor(env)).toBeInstanceOf(Function);
});

it('needs a table', () => {
  expect(() => createHandlers({ AWS_REGION: 'eu-west-1' })).toThrow('TABLE_NAME must hold');
});

it.each(['0', '51', '2.5', 'many'])('cannot put %s services on a load balancer', (MAX_SERVICES_PER_LOAD_BALANCER) => {
  expect(() => createHandlers({ ...env, MAX_SERVICES_PER_LOAD_BALANCER })).toThrow('a whole number from 1 to 50');
});
