import { expand } from '../../../handlers/macro/expand';
import { isObject, type Json, type JsonObject } from '../../../handlers/template-language/json';
import type { StackVersion } from '../../../scripts/plan/resolve';
import fc from '../../fast-check';
import { deployment } from './arbitrary/deployment';
import { overrides } from './arbitrary/overrides';
import { scalingTarget } from './arbitrary/scaling';
import { OWN_DEFINITION, task } from './arbitrary/task';
import { tags, traffic } from './arbitrary/traffic';
import { role, some } from './arbitrary/values';

/** The properties that may change without replacing anything in the path of traffic (rule Z6). Each may be absent. */
const changeable = fc
  .tuple(
    task,
    traffic,
    some({
      ScalingTarget: scalingTarget,
      Deployment: deployment,
      InfrastructureRoleArn: role('infrastructure'),
      Tags: tags,
      EnableExecuteCommand: fc.boolean(),
      CapacityProviderStrategy: fc.constantFrom(
        [{ CapacityProvider: 'FARGATE', Base: 2, Weight: 1 }],
        [
          { CapacityProvider: 'FARGATE', Base: 1, Weight: 1 },
          { CapacityProvider: 'FARGATE_SPOT', Weight: 3 },
        ],
      ),
    }),
    fc.oneof({ arbitrary: fc.constant({}), weight: 2 }, { arbitrary: overrides, weight: 1 }),
    fc.constantFrom(undefined, '1', '2'),
  )
  .map(([ofTask, ofTraffic, rest, changes, refresh]) => ({
    properties: json({ ...ofTask, ...ofTraffic, ...rest }),
    changes,
    refresh,
  }));

/** The properties that decide where a service is. They are the same within a pair of blocks. */
const place = some({
  ServiceName: fc.constant('shop'),
  Cluster: fc.constantFrom('mine', 'arn:aws:ecs:eu-west-1:123456789012:cluster/mine'),
  Gateway: fc.constantFrom({ Name: 'pool' }, { Scheme: 'internet-facing' }),
});

const json = (value: object): JsonObject => value as JsonObject;

type Changeable = typeof changeable extends fc.Arbitrary<infer T> ? T : never;
type Place = typeof place extends fc.Arbitrary<infer T> ? T : never;

function blockOf({ properties, changes, refresh }: Changeable, { Gateway, ...where }: Place): JsonObject {
  const gateway = json({ ...Gateway, ...(refresh !== undefined && { Refresh: refresh }) });
  const block: JsonObject = { ...properties, ...where, Gateway: gateway };
  const made = Object.keys(versionOf(block).template.Resources ?? {});
  // Only resources that the service has can be overridden.
  const ofMade = Object.entries(changes).filter(([part]) => made.includes(part === 'Service' ? 'Web' : `Web${part}`));
  return { ...block, Overrides: json(Object.fromEntries(ofMade)) };
}

/** Two blocks that may differ in all properties of rule Z6. */
export const pairOfBlocks: fc.Arbitrary<[JsonObject, JsonObject]> = fc
  .tuple(place, changeable, changeable)
  .map(([where, one, other]) => [blockOf(one, where), blockOf(other, where)]);

/** Two blocks that may differ in all properties, including their place. */
export const pairOfPlaces: fc.Arbitrary<[JsonObject, JsonObject]> = fc
  .tuple(place, changeable, place, changeable)
  .map(([here, one, there, other]) => [blockOf(one, here), blockOf(other, there)]);

/** A resource that the blocks may refer to. */
const AROUND: JsonObject = {
  [OWN_DEFINITION]: {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: {
      Family: 'own',
      ContainerDefinitions: [{ Name: 'Main', Image: 'nginx', PortMappings: [{ ContainerPort: 9000 }] }],
    },
  },
};

/** A stack of the template with that block, expanded. */
export function versionOf(
  properties: JsonObject,
  more: JsonObject = {},
  parameters: Record<string, string> = {},
): StackVersion {
  const web: Json = { Type: 'Express::Service', Properties: properties };
  const { TaskDefinitionArn } = properties;
  const around = isObject(TaskDefinitionArn) ? AROUND : {};
  return expandedVersion(
    { ...more, Resources: { Web: web, ...around, ...(more.Resources as JsonObject) } },
    parameters,
  );
}

/** A stack of the template, expanded. @throws Error with the macro's findings */
export function expandedVersion(fragment: JsonObject, parameters: Record<string, string> = {}): StackVersion {
  const place = { region: 'eu-west-1', accountId: '123456789012' };
  const result = expand({ fragment, templateParameterValues: parameters, ...place });
  if (!result.ok) throw new Error(result.findings.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return { template: result.template, parameters, ...place };
}
