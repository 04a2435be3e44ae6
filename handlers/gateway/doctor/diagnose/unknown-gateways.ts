import { TAG } from '../../../contract';
import { memberOfTags, serviceOf, spoken } from '../../identity';
import { freeNumber, samePool } from '../../ledger/gateways';
import { type GatewayItem, isGateway, isService, type Pool } from '../../ledger/items';
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
    // Whose rule is of no use is recorded, too: giving the seat up deletes the rule and frees its priority.
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
        problem: `no service uses it, but it carries what cfn-express did not make: ${foreign.join(', ')}`,
        remedy: 'remove or move that; the load balancer goes by itself then',
      },
    ];
  }
  const unused: Omit<Diagnosis, 'remedy'> = {
    kind: 'leftover',
    what,
    problem: 'carries the tags of cfn-express, but is in no ledger and of no use',
  };
  // Somebody's stack may just be making what it needs there, or have lost it.
  if (others.length === 0) {
    return [
      { ...unused, remedy: 'delete it, if no stack uses it: its tags do not tell for which it was made, to ask that' },
    ];
  }
  const gateway = leftover(token, balancer, group);
  return [{ ...unused, remedy: 'deletes it', repair: { do: 'take down', gateway }, attended: true }];
}

/** Members of which the ledger has a seat in the gateway, and nothing else. */
const seatedIn = ({ items }: Observation, token: string): string[] =>
  items
    .filter(isService)
    .flatMap(({ seats }) => Object.entries(seats))
    .filter(([, seat]) => seat.token === token && !seat.left)
    .map(([member]) => member);

/** Nobody has it who could be recorded, and it may be in use all the same. */
function doubtful(what: string, uses: ReadonlyMap<string, MemberUse>): Diagnosis {
  const of = (is: MemberUse['is']): string[] =>
    [...uses].filter(([, use]) => use.is === is).map(([member]) => spoken(serviceOf(member)));
  if (of('unsure').length > 0) {
    return {
      kind: 'unknown',
      what,
      problem: `is in no ledger, and the stacks of ${of('unsure').join(', ')} are at work or unknown`,
      remedy: 'run this again when they rest',
    };
  }
  if (of('served').length > 0) {
    return {
      kind: 'retained',
      what,
      problem: `is in no ledger, but targets are registered behind its rules of ${of('served').join(', ')}, whose stacks are gone`,
      remedy: 'delete the ECS services behind them by hand; this deletes the load balancer then',
    };
  }
  const reasons = [...uses.values()].flatMap((use) => (use.is === 'untold' ? use.reason : []));
  return {
    kind: 'unknown',
    what,
    problem: `is in no ledger, and nobody tells whether its rules have targets (${[...new Set(reasons)].join('; ')})`,
    remedy: 'see to it that the gateway function may ask, or run this again later',
  };
}

/** The item of a gateway that is to be taken down: where it stood in its pool no longer matters. */
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

/** @param users those who sit there, or may; whoever is among them and does not gives the seat up later */
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
    problem: `is in no ledger, but serves ${users.length} ${users.length === 1 ? 'service' : 'services'}`,
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
    return { ...finding, remedy: `cannot be recorded without ${lacks.join(', ')}; add that` };
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
        // What is made again must have the same tags.
        ...(founder !== undefined && founder === memberOfTags(group.tags) && { founder }),
        members: Object.fromEntries(users.map((member) => [member, true as const])),
        priorities: prioritiesOn(balancer),
        ...(hasEarly(balancer) && { early: token }),
        zones: { ...balancer.zones },
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

/** Whose priorities are taken: what is neither a member's nor anybody's we know counts as foreign. */
const prioritiesOn = (balancer: SeenLoadBalancer): Record<string, string> =>
  Object.fromEntries(
    rulesOf([balancer]).flatMap(({ priority, tags }) =>
      priority === undefined ? [] : [[String(priority), memberOfTags(tags) ?? FOREIGN]],
    ),
  );

/** Whether a member's rule has a number before those that match less, which its user has fixed. */
const hasEarly = (balancer: SeenLoadBalancer): boolean =>
  rulesOf([balancer]).some(
    ({ priority, tags, conditions: { hosts, paths } }) =>
      priority !== undefined && memberOfTags(tags) !== undefined && priority < bandOf(hosts, paths).from,
  );
