import { expanded, resource, service } from '../fixtures';

const group = (properties = {}) => resource(expanded(service(properties)), 'WebLogGroup');

test('Logs outlive the service, save those of one that never came up', () => {
  expect(group()).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
});

test('What stays has no name of the template, so that it is not in the way when the service comes again', () => {
  expect(group()).toHaveProperty('Properties', {});
  expect(group({ LogRetentionInDays: 7, Tags: [{ Key: 'team', Value: 'shop' }] }).Properties).toEqual({
    RetentionInDays: 7,
    Tags: [{ Key: 'team', Value: 'shop' }],
  });
});
