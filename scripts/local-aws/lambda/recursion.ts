/**
 * Lambda's loop detection ("Use Lambda recursive loop detection" in its guide). An event that passed through the same function
 * about 16 times is discarded, unless the function's recursion configuration allows it. The AWS SDKs in a function pass on the
 * trace header of the invocation, and its `Lineage` counts the hops.
 */
import { createHash } from 'node:crypto';
import type { LambdaFunction } from './function';

export const MAXIMUM_HOPS = 16;

export interface Trace {
  /** The trace header for the new invocation. */
  header: string;
  /** How often this chain of requests has entered the function, including this time. */
  hops: number;
}

/** The trace of a new invocation of `fn`: the caller's, with one more hop. */
export function enter(fn: LambdaFunction, callersHeader: string | undefined, now: Date): Trace {
  const fields = new Map((callersHeader ?? '').split(';').filter(Boolean).map(splitField));
  const key = createHash('sha256').update(fn.arn).digest('hex').slice(0, 8);
  const lineage = new Map((fields.get('Lineage') ?? '').split('|').filter(Boolean).map(splitHop));
  const hops = (lineage.get(key) ?? 0) + 1;
  lineage.set(key, hops);
  const root = fields.get('Root') ?? newRoot(now);
  const hopsText = [...lineage].map(([name, count]) => `${name}:${count}`).join('|');
  return { header: `Root=${root};Lineage=${hopsText}`, hops };
}

function splitField(field: string): [string, string] {
  const at = field.indexOf('=');
  return [field.slice(0, at), field.slice(at + 1)];
}

function splitHop(hop: string): [string, number] {
  const [name = '', count] = hop.split(':');
  return [name, Number(count) || 0];
}

function newRoot(now: Date): string {
  const random = createHash('sha256').update(`${process.hrtime.bigint()}`).digest('hex').slice(0, 24);
  return `1-${Math.floor(now.getTime() / 1000).toString(16)}-${random}`;
}
