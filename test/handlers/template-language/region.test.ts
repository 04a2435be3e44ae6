import { dnsSuffixOf, partitionOf } from '../../../handlers/template-language/region';

describe('A region', () => {
  // partitions.json of the AWS SDK; schema.test.ts holds the table against it.
  test.each([
    ['us-east-1', 'aws', 'amazonaws.com'],
    ['mx-central-1', 'aws', 'amazonaws.com'],
    ['cn-northwest-1', 'aws-cn', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'aws-eusc', 'amazonaws.eu'],
    ['us-iso-west-1', 'aws-iso', 'c2s.ic.gov'],
    ['us-isob-east-1', 'aws-iso-b', 'sc2s.sgov.gov'],
    ['eu-isoe-west-1', 'aws-iso-e', 'cloud.adc-e.uk'],
    ['us-isof-east-1', 'aws-iso-f', 'csp.hci.ic.gov'],
    ['us-gov-east-1', 'aws-us-gov', 'amazonaws.com'],
  ])('%s is in the partition %s, and its host names end in %s', (region, partition, suffix) => {
    expect([partitionOf(region), dnsSuffixOf(region)]).toEqual([partition, suffix]);
  });

  test('that no partition knows is taken to be in aws, as the AWS SDK does', () => {
    expect([partitionOf('xx-north-1'), dnsSuffixOf('')]).toEqual(['aws', 'amazonaws.com']);
  });
});
