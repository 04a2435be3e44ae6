/**
 * moto for tests. Importing it takes two seconds, so that all test files of a run share one process that has imported it, the
 * nursery. Each embedded AWS has a moto of its own, which is forked from there.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { type LocalAws, type LocalAwsOptions, startLocalAws as start } from '../../scripts/local-aws';
import { findMoto } from '../../scripts/local-aws/moto/install';
import type { MotoServer, StartMotoOptions } from '../../scripts/local-aws/moto/process';
import { PORT_VARIABLE } from './port';

/** An embedded AWS as `scripts/local-aws` starts it, with a moto from the nursery. */
export const startLocalAws = (options: LocalAwsOptions = {}): Promise<LocalAws> => start({ startMoto, ...options });

/** A moto from the nursery; without a nursery, one that is started. */
export async function startMoto(options: StartMotoOptions = {}): Promise<MotoServer> {
  const door = process.env[PORT_VARIABLE];
  if (door === undefined) return findMoto(() => {}, options);
  const told = await text(connect(Number(door), '127.0.0.1'));
  if (!/^\d+$/.test(told)) throw new Error(told);
  return fork(connect(Number(told), '127.0.0.1'));
}

async function fork(connection: Socket): Promise<MotoServer> {
  connection.on('error', () => {});
  const ended = once(connection, 'close').then(() => 'has ended');
  const line = await Promise.race([once(createInterface(connection), 'line'), ended]);
  if (typeof line === 'string') throw new Error(`moto ${line}`);
  const { port } = JSON.parse(line[0]);
  return {
    port,
    ended,
    removeAfter: (folder) => void connection.write(`${folder}\n`),
    stop: async () => {
      connection.end();
      await ended;
    },
  };
}
