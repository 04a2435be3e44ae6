import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, resource, service } from '../fixtures';

const WHOLE = ['Web', 'WebScalingPolicy', 'WebTraffic'];

test('What depends on a block waits until its traffic has begun', () => {
  const Resources = { Topic: { Type: 'AWS::SNS::Topic', DependsOn: 'Web' } };
  expect(resource(expanded(service({}, { Resources })), 'Topic').DependsOn).toEqual(WHOLE);
});

test('Every resource of a block that depends on another block waits until the traffic of that has begun', () => {
  const Resources = { Shop: { Type: 'Express::Service', DependsOn: 'Web', Properties: { Image: 'nginx' } } };
  const template = expanded(service({}, { Resources }));
  const made = Object.keys(template.Resources as JsonObject).filter((id) => id.startsWith('Shop'));
  expect(made).toContain('ShopTraffic');
  for (const id of made) expect([id, resource(template, id).DependsOn]).toEqual([id, expect.arrayContaining(WHOLE)]);
});

test('A resource of a block that depends on that block waits for the ECS service alone, because the rest may wait for it', () => {
  const Overrides = { ScalingPolicy: { DependsOn: ['Web'] }, Traffic: { DependsOn: ['Other'] } };
  const template = expanded(service({ Overrides }, { Resources: { Other: { Type: 'AWS::SNS::Topic' } } }));
  expect(resource(template, 'WebScalingPolicy').DependsOn).toEqual(['Web']);
  expect(resource(template, 'WebTraffic').DependsOn).toEqual(['Web', 'Other']);
});
