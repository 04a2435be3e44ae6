import { TAG } from '../../../contract';
import { memberOfTags, serviceOf, spoken } from '../../identity';
import { freeNumber, samePool } from '../../ledger/gateways';
import { type GatewayItem, type HeldCluster, isCluster, isGateway, isService, type Pool } from '../../ledger/items';
import { gatewayKey } from '../../ledger/keys';
import { FOREIGN } from '../../ledger/priorities';
import { HTTP } from '../../load-balancer/build';
import { bandOf } from '../../route/bands';
import type { SeenGroup, SeenLoadBalancer } from '../../world/survey';
import { type Observation, rulesOf } from '../look/observation';
import { foreignOn } from './closings';
import type { Diagnosis } from './diagnosis';
import { httpListener } from './http-listener';
import { type MemberUse, memberUse } from './member-use';

/** Load balancers and security groups with the project's tags, of which the ledger has no gateway. */
export function diagnoseUnknownGateways(observation: Observation): Diagnosis[] {
  const known = new Set(observation.items.filter(isGateway).map(({ token }) => token));
  const tokens = new Set(
    [...observation.loadBalancers, ...observation.groups].flatMap(({ tags }) => tags[TAG.gateway] ?? []),
  );
  return [...tokens].filter((token) => !known.has(token)).flatMap((token) => ofToken(observation, token));
}

function ofToken(observation: Observation, token: string): Diagnosis[] {
  const balancer = observation.loadBalancers.find(({ tags }) => tags[TAG.gateway] === token);
  const group = observation.groups.find(({ tags }) => tags[TAG.gateway] === token);
  const what = balancer ? `load balancer ${balancer.name}` : `security group ${group?.id} (${group?.name})`;
  const seated = seatedIn(observation, token);
  const founders = [balancer, group].flatMap((one) => memberOfTags(one?.tags ?? {}) ?? []);
  const rules = rulesOf(balancer ? [balancer] : []);
  const others = [...rules.flatMap(({ tags }) => memberOfTags(tags) ?? []), ...founders].filter(
    (member) => !seated.includes(member),
  );
  const uses = new Map(
    others.map((member) => [
      member,
      memberUse(
        observation,
        member,
        rules.filter(({ tags }) => memberOfTags(tags) === member),
      ),
    ]),
  );
  const users = [...seated, ...[...uses].filter(([, use]) => use.is !== 'none').map(([member]) => member)];
  if (seated.length > 0 || [...uses.values()].some(({ is }) => is === 'living')) {
    // A member whose rule nobody needs is recorded, too: giving up its seat then deletes the rule and frees the priority.
    const ruled = rules.flatMap(({ tags }) => memberOfTags(tags) ?? []);
    return [lost(observation, what, token, [...new Set([...users, ...ruled])], balancer, group)];
  }
  if (users.length > 0) return [doubtful(what, uses)];
  const foreign = balancer ? foreignOn(balancer, token) : [];
  if (foreign.length > 0) {
    return [
      {
        kind: 'foreign',
        what,
        problem: `no service uses it, but it has listeners or rules that cfn-express did not make: ${foreign.join(', ')}`,
        remedy: 'delete or move them; cfn-express doctor --fix then deletes the load balancer',
      },
    ];
  }
  const unused: Omit<Diagnosis, 'remedy'> = {
    kind: 'leftover',
    what,
    problem: 'has the tags of cfn-express, but is not in the ledger, and no service uses it',
  };
  // A stack may just be making what it needs there, or have lost it.
  if (others.length === 0) {
    return [
      { ...unused, remedy: 'delete it by hand if no stack uses it; its tags do not say for which stack it was made' },
    ];
  }
  const gateway = leftover(token, balancer, group);
  return [{ ...unused, remedy: 'deletes it', repair: { do: 'take down', gateway }, attended: true }];
}

/** Members that have a seat in the gateway according to their services' items. */
const seatedIn = ({ items }: Observation, token: string): string[] =>
  items
    .filter(isService)
    .flatMap(({ seats }) => Object.entries(seats))
    .filter(([, seat]) => seat.token === token && !seat.left)
    .map(([member]) => member);

/** The diagnosis of a gateway that has no member to be recorded, but may be in use all the same. */
function doubtful(what: string, uses: ReadonlyMap<string, MemberUse>): Diagnosis {
  const of = (is: MemberUse['is']): string[] =>
    [...uses].filter(([, use]) => use.is === is).map(([member]) => spoken(serviceOf(member)));
  if (of('unsure').length > 0) {
    return {
      kind: 'unknown',
      what,
      problem: `is not in the ledger, and CloudFormation does not say, or not yet, what the stacks of ${of('unsure').join(', ')} have`,
      remedy: 'run this again when no operation on them is in progress',
    };
  }
  if (of('served').length > 0) {
    return {
      kind: 'retained',
      what,
      problem: `is not in the ledger, but targets are registered behind its rules of ${of('served').join(', ')}, whose stacks no longer exist`,
      remedy: 'delete the ECS services behind them by hand; cfn-express doctor --fix then deletes the load balancer',
    };
  }
  const reasons = [...uses.values()].flatMap((use) => (use.is === 'unknown' ? use.reason : []));
  return {
    kind: 'unknown',
    what,
    problem: `is not in the ledger, and AWS does not say whether its rules have targets (${[...new Set(reasons)].join('; ')})`,
    remedy: 'give the gateway function the permission that it lacks, or run this again later',
  };
}

/** The item of a gateway that is to be taken down: its number in the pool no longer matters. */
function leftover(token: string, balancer?: SeenLoadBalancer, group?: SeenGroup): GatewayItem {
  const pool: Pool = {
    name: balancer?.tags[TAG.pool] ?? '',
    vpcId: balancer?.vpcId ?? group?.vpcId ?? '',
    scheme: balancer?.scheme ?? 'internet-facing',
  };
  const number = 0;
  return {
    ...gatewayKey(pool, number),
    kind: 'gateway',
    pool,
    number,
    token,
    state: 'CLOSING',
    members: {},
    priorities: {},
    zones: {},
  };
}

/** @param users the members that have a seat there, or may have one: those that have none give it up later */
function lost(
  observation: Observation,
  what: string,
  token: string,
  users: readonly string[],
  balancer: SeenLoadBalancer | undefined,
  group: SeenGroup | undefined,
): Diagnosis {
  const finding: Omit<Diagnosis, 'remedy'> = {
    kind: 'unrecorded',
    what,
    problem: `is not in the ledger, but ${users.length === 1 ? '1 service uses it' : `${users.length} services use it`}`,
  };
  const name = balancer?.tags[TAG.pool];
  const listener = balancer && httpListener(balancer, token).ours;
  const lacks = [
    ...(balancer ? [] : ['a load balancer']),
    ...(balancer && name === undefined ? [`the tag ${TAG.pool} with its gateway's name`] : []),
    ...(balancer && !listener ? [`a listener on port ${HTTP} with the tag ${TAG.gateway}=${token}`] : []),
    ...(group ? [] : ['a security group with its tags']),
  ];
  if (!balancer || name === undefined || !listener || !group) {
    return { ...finding, remedy: `cannot be recorded without ${lacks.join(', ')}; add what is missing` };
  }
  const pool: Pool = { name, vpcId: balancer.vpcId, scheme: balancer.scheme };
  const founder = memberOfTags(balancer.tags);
  const number = freeNumber(observation.items.filter(isGateway).filter((one) => samePool(one.pool, pool)));
  return {
    ...finding,
    remedy: 'records it and its services from their tags',
    repair: {
      do: 'record gateway',
      gateway: {
        ...gatewayKey(pool, number),
        kind: 'gateway',
        pool,
        number,
        token,
        state: 'OPEN',
        // Whatever is made again of it must have the same tags.
        ...(founder !== undefined && founder === memberOfTags(group.tags) && { founder }),
        members: Object.fromEntries(users.map((member) => [member, true as const])),
        priorities: prioritiesOn(balancer),
        ...(hasEarly(balancer) && { early: token }),
        zones: { ...balancer.zones },
        clusters: clustersOf(observation, token),
        facts: {
          loadBalancerArn: balancer.arn,
          dnsName: balancer.dnsName,
          hostedZoneId: balancer.hostedZoneId,
          listenerArn: listener.arn,
          securityGroupId: group.id,
        },
      },
    },
  };
}

/** The clusters that members with a seat in the gateway use through it. */
function clustersOf({ items }: Observation, token: string): Record<string, HeldCluster> {
  const clusters: Record<string, HeldCluster> = {};
  for (const [member, seat] of items.filter(isService).flatMap(({ seats }) => Object.entries(seats))) {
    const item = items.filter(isCluster).find(({ name }) => name === seat.cluster);
    if (seat.token !== token || seat.left || !seat.clusterState || (item && member in item.members)) continue;
    clusters[seat.cluster] = { members: { ...clusters[seat.cluster]?.members, [member]: true } };
  }
  return clusters;
}

/** The priorities that are taken, and by which member; those of rules without a member's tags are foreign. */
const prioritiesOn = (balancer: SeenLoadBalancer): Record<string, string> =>
  Object.fromEntries(
    rulesOf([balancer]).flatMap(({ priority, tags }) =>
      priority === undefined ? [] : [[String(priority), memberOfTags(tags) ?? FOREIGN]],
    ),
  );

/** Whether a member's rule has an early priority: one below the band for its hosts and paths. */
const hasEarly = (balancer: SeenLoadBalancer): boolean =>
  rulesOf([balancer]).some(
    ({ priority, tags, conditions: { hosts, paths } }) =>
      priority !== undefined && memberOfTags(tags) !== undefined && priority < bandOf(hosts, paths).from,
  );
