import { randomUUID } from 'node:crypto';
import { systemClock } from './protocol/clock';
import { customResource, type LambdaContext } from './protocol/custom-resource';
import { createLog } from './protocol/log';
import { put } from './protocol/put';
import { createSender } from './protocol/sender';
import { catchStrays } from './protocol/strays';
import { isSweeperEvent } from './sweeper/event';
import type { Gateway } from './wiring';

let gateway: Promise<Gateway> | undefined;

/**
 * Everything but the protocol, loaded and put together when the first event asks for it: should that fail, the event is
 * answered all the same.
 */
const loadGateway = (): Promise<Gateway> => {
  gateway ??= import('./wiring').then(({ createGateway }) => createGateway(process.env));
  return gateway;
};

const answer = customResource({
  load: async () => (await loadGateway()).handlers,
  invoke: async (functionArn, event) => (await loadGateway()).invoke(functionArn, event),
  send: createSender({ clock: systemClock, put, random: Math.random }),
  clock: systemClock,
  log: createLog((line) => console.log(line)),
  newId: randomUUID,
  catchStrays: () => catchStrays(process),
  exit: () => process.exit(1),
});

export const handler = async (event: unknown, context: LambdaContext): Promise<unknown> =>
  isSweeperEvent(event) ? (await loadGateway()).sweep(event) : answer(event, context);
