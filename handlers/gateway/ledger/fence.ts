import { holdsNothing, type ServiceItem } from './items';
import { serviceKey } from './keys';
import type { Change, Condition } from './store';

/**
 * The fence: of all requests that CloudFormation ever sent for a service only the newest acts. Pure; `Session` carries
 * it out.
 */

export interface Run {
  request: string;
  /** Unique to this run of the function. */
  invocation: string;
  /** When Lambda kills the run, in milliseconds since the epoch. */
  deadline: number;
  /**
   * When CloudFormation sent the request, in milliseconds since the epoch. Events may arrive in another order: a Create
   * that was throttled for a minute comes after the Delete that cancelled it, and nothing else would tell.
   */
  sentAt?: number;
}

/**
 * A run counts as over this long after its deadline, in milliseconds: Lambda kills at the deadline, and its hosts'
 * clocks may differ a little.
 */
const CLOCK_MARGIN_MS = 30_000;

/**
 * Requests are remembered for a day. Lambda drops an event that could not be delivered for six hours at most, its
 * default MaximumEventAge; after that no stray copy can arrive.
 */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** A service of which the ledger knows nothing. */
export const unknown = (service: string): ServiceItem => ({
  ...serviceKey(service),
  kind: 'service',
  service,
  revision: 0,
  current: '',
  begun: {},
  executing: {},
  seats: {},
  routes: {},
  known: {},
});

/** The service with the run's request as its newest and the run registered. */
export const begin = (service: ServiceItem, run: Run, now: number): ServiceItem => ({
  ...service,
  revision: service.revision === 0 ? 1 : service.revision,
  current: run.request,
  ...(run.sentAt !== undefined && { sent: run.sentAt }),
  begun: { ...service.begun, [run.request]: now },
  executing: { ...service.executing, [run.invocation]: registration(run) },
});

/**
 * The same as one write, for a service that the ledger knows. It fails for a request that was superseded.
 * @param revision if given, it fails too for a service that was written since
 */
export const beginAgain = (run: Run, now: number, revision?: number): { when: Condition[]; update: Change[] } => ({
  when: [
    { path: ['PK'], is: 'present' },
    ...(revision === undefined ? [] : [{ path: ['revision'] as const, equals: revision }]),
    {
      anyOf: [
        { path: ['current'], equals: run.request },
        { path: ['begun', run.request], is: 'absent' },
      ],
    },
    ...(run.sentAt === undefined ? [] : [sentBy(run.sentAt)]),
  ],
  update: [
    { set: ['current'], to: run.request },
    { set: ['begun', run.request], to: now },
    { set: ['executing', run.invocation], to: registration(run) },
    ...(run.sentAt === undefined ? [] : [{ set: ['sent'] as const, to: run.sentAt }]),
    { add: ['revision'], by: 1 },
    { remove: ['expires'] },
  ],
});

/** Whether a newer request has superseded the run's. */
export const isStale = ({ current, begun, sent = 0 }: ServiceItem, { request, sentAt = sent }: Run): boolean =>
  current !== request && (request in begun || sentAt < sent);

/** Holds while nobody has written the service since. */
export const unchanged = ({ revision }: ServiceItem): Condition[] =>
  revision === 0 ? [{ path: ['PK'], is: 'absent' }] : [{ path: ['revision'], equals: revision }];

/** The service without the run's registration. */
export const end = (service: ServiceItem, { invocation }: Run): ServiceItem => {
  const { [invocation]: _, ...executing } = service.executing;
  return { ...service, executing };
};

/** The same as one write. */
export const unregister = ({ invocation }: Run): { when: Condition[]; update: Change[] } => ({
  when: [{ path: ['executing', invocation], is: 'present' }],
  update: [{ remove: ['executing', invocation] }, { add: ['revision'], by: 1 }],
});

/** Whether a run with this deadline can no longer be at work. */
export const isOver = ({ deadline }: { deadline: number }, now: number): boolean => deadline + CLOCK_MARGIN_MS <= now;

/** Runs of older requests. */
export const olderRuns = ({ executing }: ServiceItem, { request }: Run): string[] =>
  Object.keys(executing).filter((one) => executing[one]?.request !== request);

/**
 * In the state that a run's registration leaves: those that were registered before it, of whatever request. Lambda may
 * deliver one event twice, and two runs that make a rule at the same time may make two.
 */
export const earlierRuns = ({ executing }: ServiceItem, { invocation }: Run): string[] =>
  Object.keys(executing).filter((one) => one !== invocation);

/**
 * Until when some of the runs may still be at work (milliseconds since the epoch).
 * @returns undefined if none is
 */
export const busyUntil = ({ executing }: ServiceItem, runs: readonly string[], now: number): number | undefined => {
  const ends = runs
    .flatMap((run) => executing[run] ?? [])
    .filter((run) => !isOver(run, now))
    .map(({ deadline }) => deadline + CLOCK_MARGIN_MS);
  return ends.length > 0 ? Math.max(...ends) : undefined;
};

/** Until when runs of older requests may still be at work. @returns undefined if none is */
export const olderUntil = (service: ServiceItem, run: Run, now: number): number | undefined =>
  busyUntil(service, olderRuns(service, run), now);

/**
 * Forgets what can no longer matter. A service that holds nothing stays for a day, for its requests' sake: a stray
 * Create that arrives after its Delete must not make anything.
 */
export const tidy = (service: ServiceItem, now: number): ServiceItem => {
  const { expires: _, ...kept } = service;
  return {
    ...kept,
    begun: Object.fromEntries(
      Object.entries(service.begun).filter(
        ([request, time]) => request === service.current || time > now - REMEMBERED_MS,
      ),
    ),
    executing: Object.fromEntries(Object.entries(service.executing).filter(([, run]) => !isOver(run, now))),
    ...(holdsNothing(service) && { expires: Math.ceil((now + REMEMBERED_MS) / 1000) }),
  };
};

/** Whether the service holds nothing, and no request of it can still arrive or be at work. */
export const isForgettable = (service: ServiceItem, now: number): boolean =>
  holdsNothing(service) &&
  Object.values(service.begun).every((time) => time <= now - REMEMBERED_MS) &&
  Object.values(service.executing).every((run) => isOver(run, now));

/** Nothing newer than this is known. */
const sentBy = (time: number): Condition => ({
  anyOf: [
    { path: ['sent'], is: 'absent' },
    { path: ['sent'], atMost: time },
  ],
});

const registration = ({ request, deadline }: Run) => ({ request, deadline });
