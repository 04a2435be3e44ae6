import { randomUUID } from 'node:crypto';
import { isCheckUpEvent } from './doctor/event';
import { physicalIds } from './physical-ids';
import { systemClock } from './protocol/clock';
import { customResource, type LambdaContext } from './protocol/custom-resource';
import { createLog } from './protocol/log';
import { onFailure as createOnFailure } from './protocol/on-failure';
import { put } from './protocol/put';
import { createSender } from './protocol/sender';
import { catchUncaughtErrors } from './protocol/uncaught-errors';
import type { Gateway } from './wiring';

let gateway: Promise<Gateway> | undefined;

/**
 * Everything but the protocol is loaded when the first event needs it. If that fails, the event is still answered.
 */
function loadGateway(): Promise<Gateway> {
  gateway ??= import('./wiring').then(({ createGateway }) => createGateway(process.env));
  return gateway;
}

const send = createSender({ clock: systemClock, put, random: Math.random });
const log = createLog((line) => console.log(line));

const answer = customResource({
  load: async () => (await loadGateway()).handlers,
  invoke: async (functionArn, event) => (await loadGateway()).invoke(functionArn, event),
  send,
  clock: systemClock,
  log,
  newId: randomUUID,
  catchUncaughtErrors: () => catchUncaughtErrors(process),
  exit: () => process.exit(1),
});

export const handler = async (event: unknown, context: LambdaContext): Promise<unknown> =>
  isCheckUpEvent(event) ? (await loadGateway()).checkUp(event) : answer(event, context);

/**
 * The handler of another function, which is the on-failure destination of this one. It needs neither AWS nor the
 * wiring, so it can answer even if this one cannot start.
 */
export const onFailure = createOnFailure({
  physicalIds,
  send,
  clock: systemClock,
  log,
  logGroupName: process.env.GATEWAY_LOG_GROUP,
});
