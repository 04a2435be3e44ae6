import { TAG } from '../../../contract';
import { isRouteOf, memberOfTags, routeId, serviceOf, serviceParts, spoken, trafficId } from '../../identity';
import { type GatewayItem, isCluster, isGateway, type RuleRecord } from '../../ledger/items';
import { targetGroupName } from '../../names';
import { claimsOf } from '../../route/spec';
import type { SeenRule, StackResource } from '../../world/survey';
import { type Observation, rulesOf, servicesOf, stackOf } from '../look/observation';
import type { Diagnosis, LostMember } from './diagnosis';
import { memberUse } from './member-use';

/** Members of known gateways that have a rule or are in the gateway's item, but have no seat in the ledger. */
export const diagnoseUnknownMembers = (observation: Observation): Diagnosis[] =>
  observation.items
    .filter(isGateway)
    .filter(({ state }) => state === 'OPEN')
    .flatMap((gateway) => {
      const services = servicesOf(observation);
      const rules = rulesOn(observation, gateway);
      const seated = (member: string): boolean => member in (services.get(serviceOf(member))?.seats ?? {});
      const homeless = [...rules.keys(), ...Object.keys(gateway.members)].filter((member) => !seated(member));
      return [...new Set(homeless)].flatMap((member) => ofMember(observation, gateway, member, rules.get(member)));
    });

/** The gateway's rules, by the member in their tags. */
const rulesOn = ({ loadBalancers }: Observation, { token }: GatewayItem): Map<string, SeenRule> =>
  new Map(
    rulesOf(loadBalancers.filter(({ tags }) => tags[TAG.gateway] === token)).flatMap((rule) => {
      const member = memberOfTags(rule.tags);
      return member ? [[member, rule] as const] : [];
    }),
  );

function ofMember(observation: Observation, gateway: GatewayItem, member: string, rule?: SeenRule): Diagnosis[] {
  const what = spoken(serviceOf(member));
  const use = memberUse(observation, member, rule ? [rule] : []);
  switch (use.is) {
    case 'unsure':
      return [];
    case 'living':
      return [unrecorded(observation, gateway, member, what, rule)];
    case 'served':
      return [
        {
          kind: 'retained',
          what,
          problem: `its stack no longer exists and the ledger has lost its seat, but targets are registered behind its listener rule ${rule?.arn}`,
          remedy: 'delete its ECS service by hand; cfn-express doctor --fix then deletes the rule',
        },
      ];
    case 'unknown':
      return [
        {
          kind: 'unknown',
          what,
          problem: `the ledger has lost its seat, and AWS does not say whether its listener rule has targets (${use.reason})`,
          remedy: 'give the gateway function the permission that it lacks, or run this again later',
        },
      ];
    default:
      return unused(observation, gateway, member, what, rule);
  }
}

function unused(
  observation: Observation,
  gateway: GatewayItem,
  member: string,
  what: string,
  rule: SeenRule | undefined,
): Diagnosis[] {
  if (member in gateway.members) {
    const service = servicesOf(observation).get(serviceOf(member));
    return [
      {
        kind: 'abandoned',
        what,
        problem: `has a seat in gateway ${gateway.pool.name} #${gateway.number}, but no stack has it, and the ledger has no item of its own for it`,
        remedy: 'gives up the seat',
        repair: { do: 'expel', gateway, member, rule, service },
        attended: true,
      },
    ];
  }
  return rule
    ? [
        {
          kind: 'leftover',
          what,
          problem: `neither the ledger nor a stack has its listener rule ${rule.arn}`,
          remedy: 'deletes it',
          repair: { do: 'delete rule', rule },
          attended: true,
        },
      ]
    : [];
}

function unrecorded(
  observation: Observation,
  gateway: GatewayItem,
  member: string,
  what: string,
  rule: SeenRule | undefined,
): Diagnosis {
  const finding: Omit<Diagnosis, 'remedy'> = {
    kind: 'unrecorded',
    what,
    problem: 'its stack has it, but the ledger has no seat for it',
  };
  const { logicalId } = serviceParts(serviceOf(member));
  const stack = stackOf(observation, serviceOf(member));
  const service =
    stack.state === 'resting'
      ? stack.resources.find((one) => one.type === 'AWS::ECS::Service' && one.logicalId === logicalId)
      : undefined;
  if (!rule || !service) {
    const lack = rule ? 'an ECS service in its stack' : 'its listener rule';
    return { ...finding, remedy: `cannot be recorded without ${lack}; delete the stack and create it again` };
  }
  const [, name = ''] = service.physicalId.split('/');
  const item = servicesOf(observation).get(serviceOf(member));
  const cluster =
    observation.items.filter(isCluster).find((one) => one.name === name) ??
    observation.clusters.find((one) => one.name === name);
  const lost: LostMember = {
    member,
    rule,
    record: recordOf(member, rule, stack.state === 'resting' ? stack.resources : []),
    serviceArn: service.physicalId,
    ...(stack.state === 'resting' &&
      stack.resources.some(({ physicalId }) => physicalId === trafficId(member)) && { proven: true as const }),
    ...(item && { service: item }),
    ...(cluster && { cluster }),
  };
  return {
    ...finding,
    remedy: 'records its seat and its route from its rule',
    repair: { do: 'record member', gateway, lost },
  };
}

/** What the rule was asked to be, as far as can be seen: not whether its user has fixed its priority. */
function recordOf(
  member: string,
  { conditions, rewrite, weights }: SeenRule,
  resources: readonly StackResource[],
): RuleRecord {
  const hosts = conditions.hosts.map((host) => host.toLowerCase());
  const claims = claimsOf(hosts, [...conditions.paths]);
  const groups = Object.keys(weights);
  const group = (colour: 'blue' | 'green'): string =>
    groups.find((arn) => arn.includes(`:targetgroup/${targetGroupName(member, colour)}/`)) ?? '';
  return {
    // The stack's id may contain the fixed priority.
    route: resources.map(({ physicalId }) => physicalId).find((id) => isRouteOf(member, id)) ?? routeId(member, claims),
    spec: {
      conditions: { ...conditions, hosts },
      ...(rewrite && { rewrite }),
      claims,
      entrance: '/',
    },
    groups: { blue: group('blue'), green: group('green') },
  };
}
