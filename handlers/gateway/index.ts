import { randomUUID } from 'node:crypto';
import { afterFailure } from './after-failure';
import { isCheckUpEvent } from './doctor/event';
import { physicalIds } from './physical-ids';
import { systemClock } from './protocol/clock';
import { customResource, type LambdaContext } from './protocol/custom-resource';
import { errands, isErrand } from './protocol/errand';
import { createLog } from './protocol/log';
import { onFailure as createOnFailure } from './protocol/on-failure';
import { put } from './protocol/put';
import { createSender } from './protocol/sender';
import { catchUncaughtErrors } from './protocol/uncaught-errors';
import { readWeightsErrand } from './route/errand-event';
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

const invoke = async (functionArn: string, event: object): Promise<void> =>
  (await loadGateway()).invoke(functionArn, event);

const answer = customResource({
  load: async () => (await loadGateway()).handlers,
  invoke,
  send,
  clock: systemClock,
  log,
  newId: randomUUID,
  catchUncaughtErrors: () => catchUncaughtErrors(process),
  exit: () => process.exit(1),
});

const carryOut = errands({
  read: readWeightsErrand,
  work: async (errand, invocation) => (await loadGateway()).errand(errand, invocation),
  invoke,
  clock: systemClock,
  log,
  newId: randomUUID,
});

export async function handler(event: unknown, context: LambdaContext): Promise<unknown> {
  if (isCheckUpEvent(event)) return (await loadGateway()).checkUp(event);
  return isErrand(event) ? carryOut(event, context) : answer(event, context);
}

/**
 * The handler of another function, which is the on-failure destination of this one. It needs neither AWS nor the
 * wiring, so it can answer even if this one cannot start.
 */
export const onFailure = createOnFailure({
  physicalIds,
  afterFailure,
  send,
  clock: systemClock,
  log,
  logGroupName: process.env.GATEWAY_LOG_GROUP,
});
