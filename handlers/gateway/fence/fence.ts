import { type ExpressResource, type Fence, type ServiceItem, toAttributes } from '../ledger/items';
import { holdsNothing } from '../ledger/service';
import type { Change, Condition, Path } from '../world/store';

/**
 * The fence: of all requests that CloudFormation ever sent for a custom resource only the newest acts, and of all runs at
 * work on a block's resources only the one that registered first. Pure; `Session` carries it out.
 */

/** One run of the function at work on one request of one service. */
export interface Run {
  service: string;
  request: string;
  /** Unique to this run of the function. */
  invocation: string;
  /** When Lambda kills the run, in milliseconds since the epoch. */
  deadline: number;
  /** The resources whose newest request this becomes: one, or both for who is no request of CloudFormation's. */
  resources: readonly ExpressResource[];
  /**
   * When CloudFormation sent the request, in milliseconds since the epoch and whole seconds. Events may arrive in another
   * order: a Create that was throttled for a minute comes after the Delete that cancelled it, and nothing else would tell.
   */
  sentAt?: number;
  type?: Fence['type'];
  /** The physical id that the request names. */
  id?: string;
  /** Digests of the properties that it asks for, and of those that an Update takes the place of. */
  asks?: string;
  replaces?: string;
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

/** The names of a resource's attributes. They are the item's own, because an item of old has no map to put them in. */
const FENCE = { gateway: 'gatewayFence', route: 'routeFence' } as const;
const ASKED = { gateway: 'gatewayAsked', route: 'routeAsked' } as const;

/** The service with the run's request as its newest and the run registered. */
export const begin = (service: ServiceItem, run: Run, now: number): ServiceItem => ({
  ...service,
  revision: service.revision === 0 ? 1 : service.revision,
  ...attributes(run, service),
  begun: { ...service.begun, [run.request]: now },
  executing: { ...service.executing, [run.invocation]: registration(run) },
});

/** The same as one write that needs no look at the service. It fails for a request that may have been superseded. */
export const beginUnseen = (run: Run, now: number): { when: Condition[]; update: Change[] } => ({
  when: [{ path: ['PK'], is: 'present' }, ...run.resources.flatMap((resource) => isNewest(run, resource))],
  update: beginning(run, now),
});

/** The same for a service that was looked at. It fails if the service was written since. */
export const beginAgain = (run: Run, now: number, seen: ServiceItem): { when: Condition[]; update: Change[] } => ({
  when: unchanged(seen),
  update: beginning(run, now, seen),
});

/** Whether it takes a look at the service to know what the request means: an Update may take back another. */
export const mustLook = ({ type }: Run): boolean => type === 'Update';

const beginning = (run: Run, now: number, seen?: ServiceItem): Change[] => [
  ...Object.entries(toAttributes(attributes(run, seen))).map(([name, to]): Change => ({ set: [name], to })),
  { set: ['begun', run.request], to: now },
  { set: ['executing', run.invocation], to: registration(run) },
  { add: ['revision'], by: 1 },
  { remove: ['expires'] },
];

/** Whether a newer request has superseded the run's. */
export const isStale = (service: ServiceItem, run: Run): boolean =>
  run.resources.some((resource) => {
    const fence = service[FENCE[resource]];
    return fence?.request !== run.request && (run.request in service.begun || (fence && isOlder(run, fence)));
  });

/** Whether the run's request is the newest still. */
export const isCurrent = (service: ServiceItem, { resources, request }: Run): boolean =>
  resources.every((resource) => service[FENCE[resource]]?.request === request);

const isOlder = (run: Run, fence: Fence): boolean =>
  run.sentAt !== undefined &&
  fence.sent !== undefined &&
  (run.sentAt < fence.sent || (run.sentAt === fence.sent && isOlderInSecond(run, fence)));

/**
 * Which of two requests for one resource was sent first, in one and the same second. That is less than two operations
 * on a stack take, so both are of one:
 * - Nothing is made again that was deleted: a Create comes before every Delete, and an Update before the Delete of the id
 *   that it names. (The Delete of a replaced id follows an Update that names another, or comes before it.)
 * - An Update that takes back what nobody has asked for yet comes after the one that is going to ask for it.
 */
const isOlderInSecond = ({ type, id, asks }: Run, fence: Fence): boolean =>
  fence.type === 'Delete'
    ? type === 'Create' || (type === 'Update' && id === fence.id)
    : type === 'Update' && asks !== undefined && asks === fence.overtook;

/** What a beginning changes of the resources it is about. @param seen the service as it was before, if that is known */
const attributes = (run: Run, seen?: ServiceItem): Partial<ServiceItem> =>
  Object.fromEntries(
    run.resources.flatMap((resource): [string, Fence | string][] => [
      [FENCE[resource], fenceAfter(run, seen?.[FENCE[resource]], seen?.[ASKED[resource]])],
      ...(run.asks === undefined ? [] : [[ASKED[resource], run.asks] satisfies [string, string]]),
    ]),
  );

/** Who is no request of CloudFormation's changes nothing of what is known of its newest. */
function fenceAfter(run: Run, before: Fence | undefined, asked: string | undefined): Fence {
  const { request, type, id, sentAt, replaces } = run;
  if (before?.request === request) return before;
  return type === undefined
    ? { ...before, request }
    : {
        request,
        type,
        ...(id !== undefined && { id }),
        ...(sentAt !== undefined && { sent: sentAt }),
        ...(replaces !== undefined && asked !== undefined && asked !== replaces && { overtook: replaces }),
      };
}

/** Holds if the request is the resource's newest, or is sure to become it. */
function isNewest({ request, sentAt, type }: Run, resource: ExpressResource): Condition[] {
  const [mine, sent]: [Condition, Path] = [
    { path: [FENCE[resource], 'request'], equals: request },
    [FENCE[resource], 'sent'],
  ];
  const latest = type === 'Delete' ? sentAt : sentAt && sentAt - 1;
  return [
    { anyOf: [mine, { path: ['begun', request], is: 'absent' }] },
    ...(latest === undefined
      ? []
      : [{ anyOf: [mine, { path: sent, is: 'absent' as const }, { path: sent, atMost: latest }] }]),
  ];
}

/** Holds while nobody has written the service since. */
export const unchanged = ({ revision }: ServiceItem): Condition[] =>
  revision === 0 ? [{ path: ['PK'], is: 'absent' }] : [{ path: ['revision'], equals: revision }];

/** The service without the run's registration. */
export function end(service: ServiceItem, { invocation }: Run): ServiceItem {
  const { [invocation]: _, ...executing } = service.executing;
  return { ...service, executing };
}

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
export function busyUntil({ executing }: ServiceItem, runs: readonly string[], now: number): number | undefined {
  const ends = runs
    .flatMap((run) => executing[run] ?? [])
    .filter((run) => !isOver(run, now))
    .map(({ deadline }) => deadline + CLOCK_MARGIN_MS);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** Until when runs of older requests may still be at work. @returns undefined if none is */
export const olderUntil = (service: ServiceItem, run: Run, now: number): number | undefined =>
  busyUntil(service, olderRuns(service, run), now);

/**
 * Forgets what can no longer matter. A service that holds nothing stays for a day, for its requests' sake: a stray
 * Create that arrives after its Delete must not make anything.
 */
export function tidy(service: ServiceItem, now: number): ServiceItem {
  const { expires: _, ...kept } = service;
  return {
    ...kept,
    begun: Object.fromEntries(
      Object.entries(service.begun).filter(
        ([request, time]) => isNewestOf(service, request) || time > now - REMEMBERED_MS,
      ),
    ),
    executing: Object.fromEntries(Object.entries(service.executing).filter(([, run]) => !isOver(run, now))),
    ...(holdsNothing(service) && { expires: Math.ceil((now + REMEMBERED_MS) / 1000) }),
  };
}

/** Whether the service holds nothing, and no request of it can still arrive or be at work. */
export const isForgettable = (service: ServiceItem, now: number): boolean =>
  holdsNothing(service) &&
  Object.values(service.begun).every((time) => time <= now - REMEMBERED_MS) &&
  Object.values(service.executing).every((run) => isOver(run, now));

const isNewestOf = ({ gatewayFence, routeFence }: ServiceItem, request: string): boolean =>
  request === gatewayFence?.request || request === routeFence?.request;

const registration = ({ request, deadline }: Run) => ({ request, deadline });
