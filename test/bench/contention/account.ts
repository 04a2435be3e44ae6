import { memberId, serviceId } from '../../../handlers/gateway/identity';
import type { GatewayItem, Pool } from '../../../handlers/gateway/ledger/items';
import { clusterKey, gatewayKey, serviceKey } from '../../../handlers/gateway/ledger/keys';
import { slotName } from '../../../handlers/gateway/ledger/priorities';
import type { Item } from '../../../handlers/gateway/world/store';
import type { MemoryAccount } from '../../handlers/gateway/account/memory';
import type { BusyTable } from './table';

/** The cluster of services that name none. */
const CLUSTER = 'default';

/** How services that are there hold their cluster: each by itself, as all did in 0.1.0, or through their gateways. */
export type Holding = 'by themselves' | 'through gateways';

/** The stack id of a service, as long as CloudFormation's. */
export const stackIdOf = (name: string, random: () => number): string =>
  `arn:aws:cloudformation:eu-west-1:123456789012:stack/${name}/${uuid(random)}`;

export const uuid = (random: () => number): string =>
  [8, 4, 4, 4, 12].map((length) => Array.from({ length }, () => digit(random)).join('')).join('-');

const digit = (random: () => number): string => Math.floor(random() * 16).toString(16);

export const poolOf = (number: number): Pool => ({
  name: number === 0 ? 'default' : `pool-${number}`,
  vpcId: 'vpc-default',
  scheme: 'internet-facing',
});

/**
 * Puts services into the account, evenly over the pools, in load balancers that are full but for the last of each pool.
 * Their routes are left out, because nobody who joins reads them.
 */
export function fill(
  { account, table, random }: { account: MemoryAccount; table: BusyTable; random(): number },
  { services, pools, cap, holding }: { services: number; pools: number; cap: number; holding: Holding },
): void {
  if (services === 0) return;
  const holders: Record<string, true> = {};
  for (let pool = 0; pool < pools; pool++) {
    const here = Math.floor(services / pools) + (pool < services % pools ? 1 : 0);
    for (let number = 1; (number - 1) * cap < here; number++) {
      const members = Array.from({ length: Math.min(cap, here - (number - 1) * cap) }, (_, index) => {
        const service = serviceId(stackIdOf(`there-${pool}-${number}-${index}`, random), 'Web');
        table.put({ ...serviceKey(service), kind: 'service', service, revision: 3 });
        return memberId(service, uuid(random));
      });
      const gateway = gatewayWith(account, poolOf(pool), number, members, holding);
      table.put({ ...gateway } as unknown as Item);
      for (const holder of holding === 'by themselves' ? members : [gateway.token]) holders[holder] = true;
    }
  }
  const token = 'there-clus';
  account.clusters.set(CLUSTER, { name: CLUSTER, tags: { 'cfn-express:cluster': token }, madeAt: 0 });
  table.put({
    ...clusterKey(CLUSTER),
    kind: 'cluster',
    name: CLUSTER,
    token,
    state: 'OPEN',
    members: holders,
    ownership: 'ours',
  });
}

function gatewayWith(
  account: MemoryAccount,
  pool: Pool,
  number: number,
  members: readonly string[],
  holding: Holding,
): GatewayItem {
  const token = `${pool.name.slice(-4)}${number}`.replace(/\W/g, '').padStart(10, 'x');
  const name = `express-${token}`;
  const loadBalancerArn = `${account.arnPrefix}:loadbalancer/app/${name}/0123456789abcdef`;
  const listenerArn = `${loadBalancerArn.replace(':loadbalancer/', ':listener/')}/0123456789abcdef`;
  const securityGroupId = `sg-${token}`;
  const tags = { 'cfn-express:gateway': token };
  account.securityGroups.set(securityGroupId, {
    id: securityGroupId,
    name,
    vpcId: pool.vpcId,
    tags,
    open: true,
    madeAt: 0,
  });
  account.loadBalancers.set(loadBalancerArn, {
    arn: loadBalancerArn,
    name,
    settings: '',
    securityGroupId,
    tags,
    madeAt: -3_600_000,
  });
  account.listeners.set(listenerArn, { arn: listenerArn, loadBalancerArn, port: 80, tags, madeAt: 0 });
  const all = Object.fromEntries(members.map((member) => [member, true as const]));
  return {
    ...gatewayKey(pool, number),
    kind: 'gateway',
    pool,
    number,
    token,
    state: 'OPEN',
    members: all,
    priorities: Object.fromEntries(
      members.flatMap((member, index) => [
        [slotName(index + 1), member],
        [String(30_000 + index), member],
      ]),
    ),
    zones: { 'eu-west-1a': 'subnet-a', 'eu-west-1b': 'subnet-b' },
    ...(holding === 'through gateways' && { clusters: { [CLUSTER]: { members: all, ready: true as const } } }),
    facts: { loadBalancerArn, dnsName: `${name}.elb.test`, hostedZoneId: 'Z1', listenerArn, securityGroupId },
  };
}
