import { TAG } from '../../../../../handlers/contract';
import { memberOfTags, serviceOf } from '../../../../../handlers/gateway/identity';
import { claimKey } from '../../../../../handlers/gateway/ledger/keys';
import { FOREIGN, slotName } from '../../../../../handlers/gateway/ledger/priorities';
import { covers } from '../../../../../handlers/gateway/route/patterns';
import { isForeign, type ListenerRuleRecord } from '../../account/state';
import { type SimulatedAccount, type TaskGroup, twin } from '../account';
import type { Shelf } from '../engine/cells';
import { unanswered } from './traffic';
import { heldBy, type View } from './view';

/**
 * What must hold at every instant.
 * @param most how many members a gateway may have
 * @returns what does not, in sentences
 */
export const brokenNow = (view: View, most: number): string[] => [
  ...tooMany(view, most),
  ...(isForgotten(view)
    ? []
    : [...wrongRules(view), ...sharedSlots(view), ...takenRequests(view), ...heldWrongly(view)]),
  ...lost(view, isForgotten(view)),
  ...cutOff(view),
  ...adopted(view),
  ...canaries(view),
  ...unanswered(view),
  ...view.account.damage.ids(),
];

const isForgotten = ({ account }: View): boolean => account.forgotten.get('ledger') ?? false;

/** I1, and the part of I4 that the ledger's items show. */
const tooMany = ({ gateways, clusters, account }: View, most: number): string[] => [
  ...gateways.flatMap(({ token, state, members, facts }) => {
    const count = Object.keys(members).length;
    const failed = facts && account.loadBalancers.get(facts.loadBalancerArn)?.failed;
    const gone = facts && count > 0 && isLost(account.loadBalancers, facts.loadBalancerArn, account);
    return [
      // Members that were there when the ledger was lost are let in again, whoever has joined since.
      ...(count > most && !account.forgotten.get('ledger')
        ? [`I1: gateway ${token} has ${count} members of ${most}`]
        : []),
      ...(count > 0 && state !== 'OPEN' ? [`I4: gateway ${token} is ${state} with members`] : []),
      ...(failed ? [`I4: gateway ${token} has a load balancer that AWS could not set up`] : []),
      ...(gone ? [`I4: gateway ${token} has members and no load balancer`] : []),
    ];
  }),
  ...clusters.flatMap(({ name, state, members, ownership }) => {
    const count = Object.keys(members).length;
    return [
      ...(count > 0 && state !== 'OPEN' ? [`I4: cluster ${name} is ${state} with members`] : []),
      ...(count > 0 && ownership && !account.clusters.get(name)
        ? [`I4: cluster ${name} has members and is not there`]
        : []),
    ];
  }),
];

/** I4, I5: a gateway holds a cluster exactly while a member uses it, and the cluster's item has its token as long. */
const heldWrongly = ({ gateways, clusters }: View): string[] => [
  ...gateways.flatMap(({ token, members, clusters: held = {} }) =>
    Object.entries(held).flatMap(([name, { members: users }]) => [
      ...(clusters.some((one) => one.name === name && token in one.members)
        ? []
        : [`I4: gateway ${token} uses cluster ${name}, which does not have it`]),
      ...Object.keys(users).flatMap((user) =>
        user in members ? [] : [`I5: gateway ${token} uses cluster ${name} for ${user}, who is no member`],
      ),
      ...(Object.keys(users).length > 0 ? [] : [`I5: gateway ${token} uses cluster ${name} for nobody`]),
    ]),
  ),
  ...clusters.flatMap(({ name, members }) =>
    Object.keys(members)
      .filter((holder) => !holder.includes('~'))
      .filter((holder) => !gateways.some(({ token, clusters: held = {} }) => token === holder && name in held))
      .map((holder) => `I5: cluster ${name} has gateway ${holder}, which does not use it`),
  ),
];

/** I2, I3: every rule is what the ledger grants to the member whose tags it carries. */
const wrongRules = ({ account, gateways, claims }: View): string[] =>
  account.rules
    .all()
    .filter((rule) => !isForeign(rule))
    .flatMap((rule) => {
      const member = memberOfTags(rule.tags) ?? '';
      const gateway = gateways.find(({ facts }) => facts?.listenerArn === rule.listenerArn);
      if (!gateway) return [`I4: rule ${rule.arn} is on a listener that the ledger does not know`];
      const holder = gateway.priorities[rule.priority];
      const owned = claimsOf(rule).map((claim) => {
        const { PK, SK } = claimKey(gateway.pool, claim);
        const item = claims.find((one) => one.PK === PK && one.SK === SK);
        return { claim, owners: item ? heldBy(item) : [] };
      });
      return [
        ...(member in gateway.members ? [] : [`I5: rule ${rule.arn} is of ${member}, who is no member`]),
        ...(holder === member ? [] : [`I2: rule ${rule.arn} of ${member} has priority ${rule.priority} of ${holder}`]),
        ...owned.flatMap(({ claim, owners }) =>
          owners.includes(serviceOf(member))
            ? []
            : [`I3: rule ${rule.arn} of ${member} matches ${claim} of ${owners.join() || 'nobody'}`],
        ),
      ];
    });

/** I2: automatic priorities follow from slots, and a slot belongs to one member. */
const sharedSlots = ({ services, gateways }: View): string[] =>
  services.flatMap(({ seats }) =>
    Object.entries(seats).flatMap(([member, { token, slot, left }]) => {
      const gateway = left ? undefined : gateways.find((one) => one.token === token);
      const holder = gateway?.priorities[slotName(slot)];
      return gateway && holder !== member ? [`I2: slot ${slot} of ${member} is of ${holder}`] : [];
    }),
  );

/** I3: no rule takes all the requests of another stack's rule. */
function takenRequests({ account }: View): string[] {
  const rules = account.rules.all().filter((rule) => !isForeign(rule));
  return rules.flatMap((rule) =>
    rules
      .filter(({ listenerArn, priority }) => listenerArn === rule.listenerArn && priority > rule.priority)
      .filter(({ tags }) => tags[TAG.stackId] !== rule.tags[TAG.stackId])
      .filter((other) => claimsOf(rule).some((one) => claimsOf(other).some((claim) => coversClaim(one, claim))))
      .map((other) => `I3: rule ${rule.arn} takes the requests of ${other.arn}`),
  );
}

function coversClaim(one: string, other: string): boolean {
  const [[host = '', path = ''], [otherHost = '', otherPath = '']] = [one.split(' '), other.split(' ')];
  return covers(host, otherHost) && covers(path, otherPath);
}

const claimsOf = ({ conditions: { hosts, paths } }: ListenerRuleRecord): string[] =>
  (hosts.length > 0 ? hosts : ['*']).flatMap((host) =>
    (paths.length > 0 ? paths : ['/*']).map((path) => `${host} ${path}`),
  );

/** I4: what an answer named to CloudFormation is there until CloudFormation asks for its deletion. */
const lost = ({ account, stacks, gateways }: View, forgotten: boolean): string[] =>
  stacks.flatMap(({ name, gateways: held, routes }) => [
    ...Object.entries(held).flatMap(([id, { LoadBalancerArn, ListenerArn, SecurityGroupId, Cluster }]) => [
      ...(isLost(account.loadBalancers, LoadBalancerArn, account)
        ? [`I4: ${name} has lost load balancer ${LoadBalancerArn}`]
        : []),
      ...(isLost(account.listeners, ListenerArn, account) ? [`I4: ${name} has lost listener ${ListenerArn}`] : []),
      ...(account.securityGroups.get(SecurityGroupId)?.open
        ? []
        : [`I4: ${name} has lost security group ${SecurityGroupId}`]),
      ...(account.clusters.get(Cluster) ? [] : [`I4: ${name} has lost cluster ${Cluster}`]),
      ...(forgotten || gateways.some(({ members }) => id in members) ? [] : [`I4: ${name} has lost its seat ${id}`]),
    ]),
    ...Object.entries(routes).flatMap(([id, { RuleArn }]) =>
      isLost(account.rules, RuleArn, account) ? [`I4: ${name} has lost rule ${RuleArn} of ${id}`] : [],
    ),
  ]);

/** I4: the rule of a service whose tasks go on without a stack is there. */
const cutOff = ({ account }: View): string[] =>
  account.kept
    .ids()
    .filter((stack) => !account.rules.all().some(({ tags }) => tags[TAG.stackId] === stack))
    .map((stack) => `I4: what ${stack} has left behind has lost its rule`);

/** Z8: a rule that is made again during a deployment sends its traffic where ECS does, and not to the canary. */
const canaries = ({ account }: View): string[] =>
  account.rules.all().flatMap(({ arn, tags, weights }) => {
    const member = memberOfTags(tags) ?? '';
    const divided = account.divided.get(member) ? account.services.get(member) : undefined;
    const weightOf = (group: TaskGroup): number => weights[`${member}-${group}`] ?? 0;
    const isWrong = divided && weightOf(twin(divided.live)) > weightOf(divided.live);
    return isWrong ? [`Z8: rule ${arn} sends everybody to the canary of ${member}`] : [];
  });

/** I7: nothing foreign is taken for ours. */
const adopted = ({ account, gateways }: View): string[] => [
  ...gateways.flatMap(({ token, facts }) => {
    const listener = facts && account.listeners.get(facts.listenerArn);
    return listener && isForeign(listener) ? [`I7: gateway ${token} has the foreign listener ${listener.arn}`] : [];
  }),
  ...account.rules.all().flatMap((rule) => {
    const listener = account.listeners.get(rule.listenerArn);
    return listener && isForeign(listener) && !isForeign(rule) ? [`I7: rule ${rule.arn} is on a foreign listener`] : [];
  }),
];

/** It is not there, and nobody deleted it by hand. */
const isLost = <T>(shelf: Shelf<T>, arn: string, { deletedByHand }: SimulatedAccount): boolean =>
  !shelf.get(arn) && !deletedByHand.get(arn);

/** Priorities that the ledger keeps for somebody who is not a member. */
export const strayPriorities = ({ gateways }: View): string[] =>
  gateways.flatMap(({ token, members, priorities }) =>
    Object.entries(priorities).flatMap(([priority, holder]) =>
      holder === FOREIGN || holder in members ? [] : [`I5: priority ${priority} of ${token} is kept for ${holder}`],
    ),
  );
