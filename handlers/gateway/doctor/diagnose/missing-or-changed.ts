import { TAG } from '../../../contract';
import { memberOfTags, spoken } from '../../identity';
import { sameFacts } from '../../ledger/gateways';
import { type GatewayItem, isGateway, type Seat } from '../../ledger/items';
import { sameMatching } from '../../route/rule';
import type { SeenListener, SeenLoadBalancer, SeenRule } from '../../world/survey';
import { type Observation, rulesOf } from '../look/observation';
import { spokenGateway } from './closings';
import type { Diagnosis } from './diagnosis';
import { httpListener } from './http-listener';
import { type RestingMember, restingMembers } from './resting-members';

/** What services of resting stacks need, and somebody deleted or changed. */
export const diagnoseMissingOrChanged = (observation: Observation): Diagnosis[] =>
  observation.items.filter(isGateway).flatMap((gateway) => {
    const members = restingMembers(observation, gateway);
    if (gateway.state !== 'OPEN' || members.length === 0) return [];
    const balancer = observation.loadBalancers.find(({ tags }) => tags[TAG.gateway] === gateway.token);
    const group = observation.groups.find(({ tags }) => tags[TAG.gateway] === gateway.token);
    const inTheWay = balancer && httpListener(balancer, gateway.token).foreign;
    if (inTheWay) return [taken(gateway, inTheWay, members), ...members.flatMap(outdated)];
    const lacking = whatLacks(gateway, balancer, group?.id);
    return [
      ...(lacking.length > 0 ? [gone(gateway, lacking, members)] : []),
      ...(lacking.length === 0 ? members.flatMap((one) => ofMember(one, gateway, balancer)) : []),
      ...(lacking.length === 0 && balancer && group && !balancer.securityGroupIds.includes(group.id)
        ? [unused(gateway, group.id)]
        : []),
      ...members.flatMap(outdated),
    ];
  });

/** Names of the parts of a gateway that are not there under the ARN or id that the ledger has. */
const whatLacks = (
  { facts, token }: GatewayItem,
  balancer: SeenLoadBalancer | undefined,
  groupId: string | undefined,
): string[] => [
  ...(balancer && balancer.arn === facts?.loadBalancerArn ? [] : ['load balancer']),
  ...(groupId !== undefined && groupId === facts?.securityGroupId ? [] : ['security group']),
  ...(balancer && facts && httpListener(balancer, token).ours?.arn === facts.listenerArn ? [] : ['listener']),
];

/** Of those that cannot be reached; only the listener's owner can do something about it. */
const taken = (gateway: GatewayItem, { arn, port }: SeenListener, members: readonly RestingMember[]): Diagnosis => ({
  kind: 'foreign',
  what: spokenGateway(gateway),
  problem: `its port ${port} has the listener ${arn}, which cfn-express did not make; ${named(members)} cannot be reached`,
  remedy: 'delete that listener or move it to another port; cfn-express doctor --fix makes ours again then',
});

const named = (members: readonly RestingMember[]): string =>
  members.map(({ service }) => spoken(service.service)).join(', ');

const gone = (gateway: GatewayItem, lacking: readonly string[], members: readonly RestingMember[]): Diagnosis => ({
  kind: 'missing',
  what: spokenGateway(gateway),
  problem: `was deleted: ${lacking.join(', ')}; ${named(members)} cannot be reached`,
  remedy: 'makes it again with the rules of its services; their stacks need an update then',
  repair: { do: 'restore', services: members.map(({ service, member }) => ({ service, member })), build: true },
});

const unused = (gateway: GatewayItem, groupId: string): Diagnosis => ({
  kind: 'changed',
  what: spokenGateway(gateway),
  problem: `does not use its security group ${groupId}, so the tasks of its services let nothing in from it`,
  remedy: `add it: aws elbv2 set-security-groups`,
});

function ofMember(
  { service, member, seat }: RestingMember,
  gateway: GatewayItem,
  balancer: SeenLoadBalancer | undefined,
): Diagnosis[] {
  const what = spoken(service.service);
  const restore: Diagnosis['repair'] = { do: 'restore', services: [{ service, member }], build: false };
  if (!sameFacts(seat.facts, gateway.facts)) {
    const problem = 'its load balancer was made again, which it has not learnt of';
    return [{ kind: 'missing', what, problem, remedy: 'tells it, and makes its rule again', repair: restore }];
  }
  if (!seat.ruleArn) return [];
  const rule = ruleOf(member, seat, balancer);
  if (!rule) {
    return [
      {
        kind: 'missing',
        what,
        problem: `its listener rule ${seat.ruleArn} was deleted: it gets no traffic`,
        ...(seat.rule
          ? { remedy: 'makes it again; its stack needs an update then', repair: restore }
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
        ...(seat.rule ? { remedy: 'takes that one', repair: restore } : { remedy: REFRESH }),
      },
    ];
  }
  const changed = [
    ...(seat.rule && !sameMatching(rule, seat.rule.spec) ? ['conditions'] : []),
    ...(rule.priority !== seat.priority ? ['priority'] : []),
  ];
  return changed.length === 0
    ? []
    : [
        {
          kind: 'changed',
          what,
          problem: `${changed.join(' and ')} of its listener rule ${rule.arn} were changed by hand`,
          ...(seat.rule
            ? { remedy: 'changes them back', repair: restore, attended: true as const }
            : { remedy: REFRESH }),
        },
      ];
}

function ruleOf(member: string, { ruleArn }: Seat, balancer?: SeenLoadBalancer): SeenRule | undefined {
  const rules = rulesOf(balancer ? [balancer] : []);
  return rules.find(({ arn }) => arn === ruleArn) ?? rules.find(({ tags }) => memberOfTags(tags) === member);
}

export const REFRESH = 'deploy its stack with another value of Gateway.Refresh, any string';

const outdated = ({ service, seat }: RestingMember): Diagnosis[] =>
  seat.untold
    ? [
        {
          kind: 'outdated',
          what: spoken(service.service),
          problem: `its ${seat.untold.gateway ? 'load balancer' : 'listener rule'} was made again; its stack still holds the old one's ARN, and its next deployment would fail`,
          remedy: REFRESH,
        },
      ]
    : [];
