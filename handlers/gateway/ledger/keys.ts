import type { Key } from '../world/store';
import type { Pool } from './items';

/** A gateway's number has this many digits in its sort key, so that the keys sort by number. */
const DIGITS = 5;

export const GATEWAYS = 'GATEWAY#';
export const CLAIMS = 'CLAIM#';

/** The partition that holds a pool's gateways and claims. */
export const poolPartition = ({ name, vpcId, scheme }: Pool): string => `POOL#${vpcId}#${scheme}#${name}`;

/** The pool of such a partition. */
export function poolOfPartition(partition: string): Pool {
  const [, vpcId = '', scheme, ...name] = partition.split('#');
  return { name: name.join('#'), vpcId, scheme: scheme === 'internal' ? scheme : 'internet-facing' };
}

export const gatewayKey = (pool: Pool, number: number): Key => ({
  PK: poolPartition(pool),
  SK: `${GATEWAYS}${String(number).padStart(DIGITS, '0')}`,
});

/** @param claim host and path as `claimOf` writes them */
export const claimKey = (pool: Pool, claim: string): Key => ({ PK: poolPartition(pool), SK: `${CLAIMS}${claim}` });

export const clusterKey = (name: string): Key => ({ PK: `CLUSTER#${name}`, SK: 'CLUSTER' });

export const serviceKey = (service: string): Key => ({ PK: `SERVICE#${service}`, SK: 'SERVICE' });
