import { TAG } from '../../../contract';
import { memberOfTags, spoken, trafficId } from '../../identity';
import { sameFacts } from '../../ledger/gateways';
import { type GatewayItem, isGateway, type Seat } from '../../ledger/items';
import { sameMatching } from '../../route/rule';
import { rankedRoute, standOf } from '../../route/stand';
import type { SeenListener, SeenLoadBalancer, SeenRule } from '../../world/survey';
import { type Observation, rulesOf, stackOf } from '../look/observation';
import { type RestingMember, restingMembers } from '../look/resting-members';
import { spokenGateway } from './closings';
import type { Diagnosis, Repair } from './diagnosis';
import { httpListener } from './http-listener';

/** What somebody has deleted or changed although services of resting stacks need it. */
export const diagnoseMissingOrChanged = (observation: Observation): Diagnosis[] =>
  observation.items.filter(isGateway).flatMap((gateway) => {
    const members = restingMembers(observation, gateway);
    if (gateway.state !== 'OPEN' || members.length === 0) return [];
    const balancer = observation.loadBalancers.find(({ tags }) => tags[TAG.gateway] === gateway.token);
    const group = observation.groups.find(({ tags }) => tags[TAG.gateway] === gateway.token);
    const inTheWay = balancer && httpListener(balancer, gateway.token).foreign;
    if (inTheWay) return [portTaken(gateway, inTheWay, members), ...members.flatMap(outdated)];
    const lacking = whatLacks(gateway, balancer, group?.id);
    return [
      ...(lacking.length > 0 ? [gone(gateway, lacking, members)] : []),
      ...(lacking.length === 0 ? members.flatMap((one) => ofMember(observation, one, gateway, balancer)) : []),
      ...(lacking.length === 0 && balancer && group && !balancer.securityGroupIds.includes(group.id)
        ? [unused(gateway, group.id)]
        : []),
      ...members.flatMap(outdated),
    ];
  });

/** The parts of the gateway that do not exist under the ARN or id that the ledger has. */
const whatLacks = (
  { facts, token }: GatewayItem,
  balancer: SeenLoadBalancer | undefined,
  groupId: string | undefined,
): string[] => [
  ...(balancer && balancer.arn === facts?.loadBalancerArn ? [] : ['load balancer']),
  ...(groupId !== undefined && groupId === facts?.securityGroupId ? [] : ['security group']),
  ...(balancer && facts && httpListener(balancer, token).ours?.arn === facts.listenerArn ? [] : ['listener']),
];

/** Somebody else's listener is on the gateway's port: only its owner can do something about it. */
const portTaken = (
  gateway: GatewayItem,
  { arn, port }: SeenListener,
  members: readonly RestingMember[],
): Diagnosis => ({
  kind: 'foreign',
  what: spokenGateway(gateway),
  problem: `its port ${port} has the listener ${arn}, which cfn-express did not make; ${named(members)} cannot be reached`,
  remedy: 'delete that listener or move it to another port; cfn-express doctor --fix then creates ours again',
});

const named = (members: readonly RestingMember[]): string =>
  members.map(({ service }) => spoken(service.service)).join(', ');

const gone = (gateway: GatewayItem, lacking: readonly string[], members: readonly RestingMember[]): Diagnosis => ({
  kind: 'missing',
  what: spokenGateway(gateway),
  problem: `was deleted: ${lacking.join(', ')}; ${named(members)} cannot be reached`,
  remedy: 'creates it again with the rules of its services, whose stacks then need an update',
  repair: { do: 'restore', services: members.map(({ service, member }) => ({ service, member })), build: true },
});

const unused = (gateway: GatewayItem, groupId: string): Diagnosis => ({
  kind: 'changed',
  what: spokenGateway(gateway),
  problem: `does not use its security group ${groupId}, so the tasks of its services refuse its requests`,
  remedy: 'add it: aws elbv2 set-security-groups',
});

function ofMember(
  observation: Observation,
  { service, member, seat }: RestingMember,
  gateway: GatewayItem,
  balancer: SeenLoadBalancer | undefined,
): Diagnosis[] {
  const what = spoken(service.service);
  const restore: Extract<Repair, { do: 'restore' }> = { do: 'restore', services: [{ service, member }], build: false };
  if (!sameFacts(seat.facts, gateway.facts)) {
    const problem = 'its load balancer was created again, and its seat in the ledger still has the old one';
    return [
      { kind: 'missing', what, problem, remedy: 'records the new one and creates its rule again', repair: restore },
    ];
  }
  if (!seat.ruleArn) return [];
  const rule = ruleOf(member, seat, balancer);
  if (!rule) {
    return [
      {
        kind: 'missing',
        what,
        problem: `its listener rule ${seat.ruleArn} was deleted, so it gets no traffic`,
        ...(seat.rule
          ? { remedy: 'creates it again; its stack then needs an update', repair: restore }
          : { remedy: REFRESH }),
      },
    ];
  }
  if (rule.arn !== seat.ruleArn) {
    const problem = `its listener rule ${seat.ruleArn} was replaced by ${rule.arn}`;
    return [
      {
        kind: 'missing',
        what,
        problem,
        ...(seat.rule ? { remedy: 'uses the new one from now on', repair: restore } : { remedy: REFRESH }),
      },
    ];
  }
  return [
    ...stillParked(observation, { service, member, seat }, restore),
    ...misrouted(observation, { service, member, seat }, rule),
    ...changed({ service, member, seat }, rule, restore),
  ];
}

function changed(
  { service, member, seat }: RestingMember,
  rule: SeenRule,
  restore: Extract<Repair, { do: 'restore' }>,
): Diagnosis[] {
  const route = seat.rule && rankedRoute(service, member);
  const stand = route && standOf(service, route);
  const priority = stand?.priority ?? seat.priority;
  const differs = [
    ...(stand && !sameMatching(rule, stand.matching) ? ['conditions'] : []),
    ...(rule.priority === priority ? [] : ['priority']),
  ];
  if (differs.length === 0) return [];
  const finding = { kind: 'changed' as const, what: spoken(service.service) };
  // Nobody but the member has such a number.
  if (route && differs.join() === 'priority' && seat.held.some((one) => one === rule.priority)) {
    const problem = `its listener rule ${rule.arn} has priority ${rule.priority} instead of ${priority}, because a run did not finish`;
    return [{ ...finding, problem, remedy: 'moves it', repair: restore }];
  }
  const problem = `${differs.join(' and ')} of its listener rule ${rule.arn} were changed by hand`;
  return [
    route
      ? { ...finding, problem, remedy: 'changes them back', repair: restore, attended: true }
      : { ...finding, problem, remedy: REFRESH },
  ];
}

/** Its stack has the resource that begins its traffic, but its rule is still parked. */
function stillParked(
  observation: Observation,
  { service, member, seat }: RestingMember,
  restore: Extract<Repair, { do: 'restore' }>,
): Diagnosis[] {
  const stack = stackOf(observation, service.service);
  const has = stack.state === 'resting' && stack.resources.some(({ physicalId }) => physicalId === trafficId(member));
  return has && seat.traffic === 'awaited'
    ? [
        {
          kind: 'changed',
          what: spoken(service.service),
          problem: 'its traffic has begun according to its stack, but its listener rule is still parked',
          remedy: 'moves the rule to where it takes requests',
          repair: { ...restore, proven: true },
        },
      ]
    : [];
}

/** Only ECS and a request of the stack move weights, and ECS moves none with the strategy ROLLING. */
const misrouted = (observation: Observation, { service, member }: RestingMember, rule: SeenRule): Diagnosis[] =>
  observation.misrouted.has(rule.arn)
    ? [
        {
          kind: 'misrouted',
          what: spoken(service.service),
          problem: `its listener rule ${rule.arn} sends the traffic to a target group without targets, and the other one has them`,
          remedy: 'moves the traffic there, unless ECS is deploying the service',
          repair: { do: 'move weights', service, member, rule },
        },
      ]
    : [];

function ruleOf(member: string, { ruleArn }: Seat, balancer?: SeenLoadBalancer): SeenRule | undefined {
  const rules = rulesOf(balancer ? [balancer] : []);
  return rules.find(({ arn }) => arn === ruleArn) ?? rules.find(({ tags }) => memberOfTags(tags) === member);
}

export const REFRESH = 'deploy its stack with another value of Gateway.Refresh (any string)';

const outdated = ({ service, seat }: RestingMember): Diagnosis[] =>
  seat.untold
    ? [
        {
          kind: 'outdated',
          what: spoken(service.service),
          problem: `its ${seat.untold.gateway ? 'load balancer' : 'listener rule'} was created again; its stack still has the old ARN, so its next deployment would fail`,
          remedy: REFRESH,
        },
      ]
    : [];
