import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import { PARTS } from '../../../../handlers/macro/names';
import type { JsonObject } from '../../../../handlers/template-language/json';
import { expanded, findingsOf, resource, service } from '../fixtures';

const everything: JsonObject = {
  Distribution: true,
  Secrets: { A: 'a' },
  EnableExecuteCommand: true,
  ScalingTarget: {
    AdditionalMetrics: ['AVERAGE_MEMORY', 'REQUEST_COUNT_PER_TARGET'].map((AutoScalingMetric) => ({
      AutoScalingMetric,
      AutoScalingTargetValue: 50,
    })),
  },
};
const idOf = (part: string): string => (part === 'Service' ? 'Web' : `Web${part}`);

const spec = loadAwsServiceSpecSync();

/** The properties that, by AWS's schema of the type, cannot be changed in place. */
function createOnlyOf(type: string): string[] {
  const [found] = spec.lookup('resource', 'cloudFormationType', 'equals', type);
  return Object.entries(found?.properties ?? {}).flatMap(([name, { causesReplacement }]) =>
    causesReplacement === 'yes' ? [name] : [],
  );
}

/** Properties that replace the resource without harm: no name is taken by the old resource, and traffic continues. */
const REPLACEABLE: Readonly<Record<string, readonly string[]>> = {
  TaskDefinition: createOnlyOf('AWS::ECS::TaskDefinition'),
  Ingress: ['FromPort', 'ToPort', 'IpProtocol'],
  RollbackAlarm: ['AlarmName'],
};

// The custom resources have no schema, and a distribution is always changed in place.
describe.each(['Service', ...PARTS].filter((part) => !['Gateway', 'Route', 'Traffic', 'Distribution'].includes(part)))(
  'An override of %s',
  (part) => {
    const type = String(resource(expanded(service(everything)), idOf(part)).Type);
    const frozen = createOnlyOf(type).filter((name) => !REPLACEABLE[part]?.includes(name));

    test('cannot set a property that would replace the resource', () => {
      expect(createOnlyOf(type)).not.toEqual([]);
      for (const name of frozen) {
        const [line] = findingsOf(service({ ...everything, Overrides: { [part]: { Properties: { [name]: 'x' } } } }));
        expect([name, line]).toEqual([
          name,
          expect.stringContaining(`Overrides.${part}.Properties.${name}: cannot be overridden: `),
        ]);
      }
    });
  },
);

test.each(['Service', ...PARTS])(
  'An override of %s changes that resource as the block says, and no other resource',
  (part) => {
    const changed = expanded(service({ ...everything, Overrides: { [part]: { Properties: { Extra: 'x' } } } }));
    const plain = expanded(service(everything));
    const id = idOf(part);
    expect(resource(changed, id).Properties).toEqual({ ...resource(plain, id).Properties, Extra: 'x' });
    for (const other of Object.keys(plain.Resources as JsonObject).filter((name) => name !== id)) {
      expect(resource(changed, other)).toEqual(resource(plain, other));
    }
  },
);

test('No property of a distribution replaces it', () => {
  expect(createOnlyOf('AWS::CloudFront::Distribution')).toEqual([]);
});
