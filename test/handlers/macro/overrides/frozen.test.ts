import type { JsonObject } from '../../../../handlers/macro/json';
import { PARTS } from '../../../../handlers/macro/names';
import { FROZEN } from '../../../../handlers/macro/overrides/frozen';
import { expanded, findingsOf, resource, service } from '../fixtures';

/** createOnlyProperties of the resource schemas, of types whose names depend on the membership or are the service's. */
const CREATE_ONLY: [string, string[]][] = [
  ['Service', ['Cluster', 'Role', 'SchedulingStrategy', 'ServiceName']],
  ['Blue', ['TargetType', 'ProtocolVersion', 'Port', 'Name', 'VpcId', 'Protocol', 'IpAddressType']],
  ['Green', ['TargetType', 'ProtocolVersion', 'Port', 'Name', 'VpcId', 'Protocol', 'IpAddressType']],
  ['SecurityGroup', ['GroupDescription', 'GroupName', 'VpcId']],
  ['LogGroup', ['LogGroupName']],
  ['ScalableTarget', ['ResourceId', 'ScalableDimension', 'ServiceNamespace']],
  ['ScalingPolicy', ['PolicyName', 'ServiceNamespace', 'ResourceId', 'ScalableDimension', 'ScalingTargetId']],
];

test.each(CREATE_ONLY)('Of %s nothing that replaces it can be overridden', (part, names) => {
  const frozen: JsonObject = { ...FROZEN[part as keyof typeof FROZEN] };
  expect(Object.keys(frozen)).toEqual(expect.arrayContaining(names));
  for (const name of names) {
    const [line] = findingsOf(service({ Overrides: { [part]: { Properties: { [name]: 'x' } } } }));
    expect(line).toContain(`Overrides.${part}.Properties.${name}: cannot be overridden: `);
  }
});

test.each(['Service', ...PARTS])('%s can be overridden, and gets what the block says', (part) => {
  const everything = {
    Secrets: { A: 'a' },
    EnableExecuteCommand: true,
    ScalingTarget: {
      AdditionalMetrics: ['AVERAGE_MEMORY', 'REQUEST_COUNT_PER_TARGET'].map((AutoScalingMetric) => ({
        AutoScalingMetric,
        AutoScalingTargetValue: 50,
      })),
    },
  };
  const changed = expanded(service({ ...everything, Overrides: { [part]: { Properties: { Extra: 'x' } } } }));
  const plain = expanded(service(everything));
  const id = part === 'Service' ? 'Web' : `Web${part}`;
  expect(resource(changed, id).Properties).toEqual({ ...resource(plain, id).Properties, Extra: 'x' });
  for (const other of Object.keys(plain.Resources as JsonObject).filter((name) => name !== id)) {
    expect(resource(changed, other)).toEqual(resource(plain, other));
  }
});
