import { TAG } from '../../contract';
import type { SeenGroup, SeenLoadBalancer } from '../aws/survey';
import { HTTP } from '../gateway/build';
import { memberOfTags } from '../identity';
import { freeNumber } from '../ledger/gateways';
import { FOREIGN, type GatewayItem, isGateway, type Pool } from '../ledger/items';
import { gatewayKey } from '../ledger/keys';
import { foreignOn } from './closings';
import type { Finding } from './finding';
import { rulesOf, type Situation, standingOf } from './situation';

/** Load balancers and security groups with the project's tags, of which the ledger has no gateway. */
export const inUnknownGateways = (situation: Situation): Finding[] => {
  const known = new Set(situation.items.filter(isGateway).map(({ token }) => token));
  const tokens = new Set(
    [...situation.loadBalancers, ...situation.groups].flatMap(({ tags }) => tags[TAG.gateway] ?? []),
  );
  return [...tokens].filter((token) => !known.has(token)).flatMap((token) => ofToken(situation, token));
};

const ofToken = (situation: Situation, token: string): Finding[] => {
  const balancer = situation.loadBalancers.find(({ tags }) => tags[TAG.gateway] === token);
  const group = situation.groups.find(({ tags }) => tags[TAG.gateway] === token);
  const what = balancer ? `load balancer ${balancer.name}` : `security group ${group?.id} (${group?.name})`;
  const members = rulesOf(balancer ? [balancer] : []).flatMap(({ tags }) => memberOfTags(tags) ?? []);
  const living = members.filter((member) => standingOf(situation, member) === 'living');
  if (living.length > 0 && balancer) {
    return [lost(situation, what, balancer, group, living)];
  }
  if (members.some((member) => standingOf(situation, member) === 'unsure')) {
    return [
      {
        kind: 'unknown',
        what,
        problem: 'is in no ledger, and the stacks of its rules are at work or unknown',
        remedy: 'run this again when they rest',
      },
    ];
  }
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
  const gateway = leftover(token, balancer, group);
  return [
    {
      kind: 'leftover',
      what,
      problem: 'carries the tags of cfn-express, but is in no ledger and of no use',
      remedy: 'deletes it',
      repair: { do: 'take down', gateway },
    },
  ];
};

/** The item of a gateway that is to be taken down: where it stood in its pool no longer matters. */
const leftover = (token: string, balancer?: SeenLoadBalancer, group?: SeenGroup): GatewayItem => {
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
};

const lost = (
  situation: Situation,
  what: string,
  balancer: SeenLoadBalancer,
  group: SeenGroup | undefined,
  living: readonly string[],
): Finding => {
  const finding: Omit<Finding, 'remedy'> = {
    kind: 'unrecorded',
    what,
    problem: `is in no ledger, but serves ${living.length} ${living.length === 1 ? 'service' : 'services'}`,
  };
  const name = balancer.tags[TAG.pool];
  const listener = balancer.listeners.find(({ port }) => port === HTTP);
  const lacks = [
    ...(name === undefined ? [`the tag ${TAG.pool} with its gateway's name`] : []),
    ...(listener ? [] : [`a listener on port ${HTTP}`]),
    ...(group ? [] : ['a security group with its tags']),
  ];
  if (name === undefined || !listener || !group) {
    return { ...finding, remedy: `cannot be recorded without ${lacks.join(', ')}; add that` };
  }
  const pool: Pool = { name, vpcId: balancer.vpcId, scheme: balancer.scheme };
  const token = balancer.tags[TAG.gateway] ?? '';
  const number = freeNumber(situation.items.filter(isGateway).filter((one) => samePool(one.pool, pool)));
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
        members: Object.fromEntries(living.map((member) => [member, true as const])),
        priorities: prioritiesOn(balancer),
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
};

/** Whose priorities are taken: what is neither a member's nor anybody's we know counts as foreign. */
const prioritiesOn = (balancer: SeenLoadBalancer): Record<string, string> =>
  Object.fromEntries(
    rulesOf([balancer]).flatMap(({ priority, tags }) =>
      priority === undefined ? [] : [[String(priority), memberOfTags(tags) ?? FOREIGN]],
    ),
  );

const samePool = (one: Pool, other: Pool): boolean =>
  one.name === other.name && one.vpcId === other.vpcId && one.scheme === other.scheme;
