import type { Json } from '../../../../../handlers/template-language/json';
import { compare } from '../../../../../scripts/local-aws/cloudformation/engine/compare';
import {
  coerceProperties,
  hasAttribute,
  withStackTags,
} from '../../../../../scripts/local-aws/cloudformation/schema/specification';
import { validateAgainstSchemas } from '../../../../../scripts/local-aws/cloudformation/schema/validate';
import { templateOfChoices } from '../../../template/choices';

test('compare follows AWS’s specification of which properties replace a resource', () => {
  expect(compare('AWS::ECS::Service', { DesiredCount: 1 }, { DesiredCount: 2 })).toBe('update');
  expect(compare('AWS::ECS::Service', { ServiceName: 'a' }, { ServiceName: 'b' })).toBe('replace');
  expect(compare('AWS::ECS::TaskDefinition', { Cpu: '256' }, { Cpu: '512' })).toBe('replace');
  expect(compare('AWS::ElasticLoadBalancingV2::TargetGroup', {}, { Port: 80 })).toBe('replace');
  expect(compare('AWS::ECS::Service', { LoadBalancers: [{ a: 1, b: 2 }] }, { LoadBalancers: [{ b: 2, a: 1 }] })).toBe(
    'same',
  );
  expect(compare('Custom::Thing', { A: '1' }, { A: '2' })).toBe('update');
});

test('coerceProperties converts scalars to the types of the specification, at any depth', () => {
  const service = {
    DesiredCount: '2',
    EnableExecuteCommand: 'true',
    LoadBalancers: [{ ContainerPort: '80', ContainerName: 5 }],
    DeploymentConfiguration: { CanaryConfiguration: { CanaryPercent: '5' } },
    Tags: [{ Key: 'a', Value: 1 }],
  };
  expect(coerceProperties('AWS::ECS::Service', service)).toEqual({
    DesiredCount: 2,
    EnableExecuteCommand: true,
    LoadBalancers: [{ ContainerPort: 80, ContainerName: '5' }],
    DeploymentConfiguration: { CanaryConfiguration: { CanaryPercent: 5 } },
    Tags: [{ Key: 'a', Value: '1' }],
  });
  const variables = { Environment: { Variables: { N: 5, B: true } } };
  expect(coerceProperties('AWS::Lambda::Function', variables)).toEqual({
    Environment: { Variables: { N: '5', B: 'true' } },
  });
  expect(coerceProperties('AWS::No::Such', { A: '1' })).toEqual({ A: '1' });
});

test('withStackTags adds stack tags to a resource’s own tags, which take precedence, and only if the type has tags', () => {
  const tags = [
    { Key: 'a', Value: 'stack' },
    { Key: 'b', Value: 'stack' },
  ];
  expect(withStackTags('AWS::ECS::Service', { Tags: [{ Key: 'a', Value: 'own' }] }, tags)).toEqual({
    Tags: [
      { Key: 'a', Value: 'own' },
      { Key: 'b', Value: 'stack' },
    ],
  });
  expect(withStackTags('AWS::SSM::Parameter', { Tags: { a: 'own' } }, tags)).toEqual({
    Tags: { a: 'own', b: 'stack' },
  });
  expect(withStackTags('AWS::EC2::Route', {}, tags)).toEqual({});
});

test('hasAttribute follows the specification', () => {
  expect([hasAttribute('AWS::IAM::Role', 'Arn'), hasAttribute('AWS::IAM::Role', 'Nope')]).toEqual([true, false]);
});

test('a template that AWS’s schemas refuse is refused with all findings', () => {
  const properties = {
    DesiredCount: 'x',
    Nope: 1,
    DeploymentConfiguration: { CanaryConfiguration: { CanaryPercent: 500 } },
  };
  const template = { Resources: { S: { Type: 'AWS::ECS::Service', Properties: properties } } };
  const refused = () => validateAgainstSchemas(template, 'us-east-1');
  expect(refused).toThrow(
    "Properties validation failed for resource S with message: Additional properties are not allowed ('Nope' was unexpected)",
  );
  expect(refused).toThrow("'x' is not of type 'integer' at Properties.DesiredCount");
  expect(refused).toThrow('500 is greater than the maximum of 100');
  expect(() => validateAgainstSchemas({ Resources: { S: { Type: 'AWS::SNS::Topic' } } }, 'us-east-1')).not.toThrow();
});

test('a template with many parameters with allowed values is validated in time', () => {
  expect(() => validateAgainstSchemas(templateOfChoices(12), 'us-east-1')).not.toThrow();
});

test('a template on which AWS’s validator gives up is refused, and the next template is validated as usual', () => {
  let BucketName: Json = 'name';
  for (let level = 0; level < 500; level++) BucketName = { 'Fn::If': ['Yes', BucketName, 'other'] };
  const nested = {
    Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] } },
    Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { BucketName } } },
  };
  expect(() => validateAgainstSchemas(nested, 'us-east-1')).toThrow(
    "AWS's validator (@aws/cloudformation-validate) gave up on this template: ",
  );
  const wrong = { Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties: { Nope: 1 } } } };
  expect(() => validateAgainstSchemas(wrong, 'us-east-1')).toThrow("('Nope' was unexpected)");
});
