import { type ExpressResource, type Fence, type ServiceItem, toAttributes } from '../ledger/items';
import { holdsNothing } from '../ledger/service';
import type { Change, Condition, Path } from '../world/store';

/**
 * The fence. Of all requests that CloudFormation has sent for a custom resource, only the newest acts; and of all runs
 * at work on a block's resources, only the one that registered first. Pure; `Session` carries it out.
 */

/** One run of the function at work on one request of one service. */
export interface Run {
  service: string;
  request: string;
  /** Unique to this run of the function. */
  invocation: string;
  /** When Lambda kills the run, in milliseconds since the epoch. */
  deadline: number;
  /**
   * The resources whose newest request this becomes: one for a request of CloudFormation, all for the doctor, none for an
   * errand.
   */
  resources: readonly ExpressResource[];
  /**
   * When CloudFormation sent the request, in milliseconds since the epoch, rounded to seconds. Events may arrive in
   * another order: a Create that was throttled for a minute arrives after the Delete that cancelled it. Only this shows
   * the order.
   */
  sentAt?: number;
  type?: Fence['type'];
  /** The physical id that the request names. */
  id?: string;
  /** The digest of the properties that it asks for, and of the old properties of an Update. */
  asks?: string;
  replaces?: string;
}

/**
 * A run counts as over this many milliseconds after its deadline: Lambda ends it at the deadline, but the clocks of
 * Lambda's hosts may differ a little.
 */
const CLOCK_MARGIN_MS = 30_000;

/**
 * Requests are remembered for a day. Lambda drops an undelivered event after at most six hours (its default
 * MaximumEventAge), so no late copy can arrive after that.
 */
const REMEMBERED_MS = 24 * 60 * 60 * 1000;

/** The item's attributes for each resource. They are not in a map, because items of older versions have no such map. */
const FENCE = { gateway: 'gatewayFence', route: 'routeFence', traffic: 'trafficFence' } as const;
const ASKED = { gateway: 'gatewayAsked', route: 'routeAsked', traffic: 'trafficAsked' } as const;

/** The service with the run's request as its newest and the run registered. */
export const begin = (service: ServiceItem, run: Run, now: number): ServiceItem => ({
  ...service,
  revision: service.revision === 0 ? 1 : service.revision,
  ...attributes(run, service),
  begun: { ...service.begun, [run.request]: now },
  executing: { ...service.executing, [run.invocation]: registration(run) },
});

/** The same as one write, without reading the service first. It fails if the request may have been superseded. */
export const beginUnseen = (run: Run, now: number): { when: Condition[]; update: Change[] } => ({
  when: [{ path: ['PK'], is: 'present' }, ...run.resources.flatMap((resource) => isNewest(run, resource))],
  update: beginning(run, now),
});

/** The same for a service that was read. It fails if the service was written since. */
export const beginAgain = (run: Run, now: number, seen: ServiceItem): { when: Condition[]; update: Change[] } => ({
  when: unchanged(seen),
  update: beginning(run, now, seen),
});

/** Whether the service must be read before the request can begin: an Update may reverse another request. */
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

/** Whether the run's request is still the newest. */
export const isCurrent = (service: ServiceItem, { resources, request }: Run): boolean =>
  resources.every((resource) => service[FENCE[resource]]?.request === request);

const isOlder = (run: Run, fence: Fence): boolean =>
  run.sentAt !== undefined &&
  fence.sent !== undefined &&
  (run.sentAt < fence.sent || (run.sentAt === fence.sent && isOlderInSecond(run, fence)));

/**
 * Whether the run's request was sent before the one in the fence, if both were sent in the same second. Two operations
 * on a stack take longer than a second, so both requests belong to one operation:
 * - Nothing is made again after it was deleted. So a Create comes before every Delete, and an Update comes before the
 *   Delete of the id that it names. (A Delete of a replaced id may come before or after an Update that names another
 *   id.)
 * - An Update that reverses a request which has not arrived yet comes after that request.
 */
const isOlderInSecond = ({ type, id, asks }: Run, fence: Fence): boolean =>
  fence.type === 'Delete'
    ? type === 'Create' || (type === 'Update' && id === fence.id)
    : type === 'Update' && asks !== undefined && asks === fence.overtook;

/** What the beginning of a run changes for its resources. @param seen the service before, if it was read */
const attributes = (run: Run, seen?: ServiceItem): Partial<ServiceItem> =>
  Object.fromEntries(
    run.resources.flatMap((resource): [string, Fence | string][] => [
      [FENCE[resource], fenceAfter(run, seen?.[FENCE[resource]], seen?.[ASKED[resource]])],
      ...(run.asks === undefined ? [] : [[ASKED[resource], run.asks] satisfies [string, string]]),
    ]),
  );

/** The newest request of CloudFormation, whatever the doctor has done since. */
export const stackRequestOf = ({ request, stackRequest }: Fence): string => stackRequest ?? request;

/** The doctor's run keeps what is known about CloudFormation's newest request. */
function fenceAfter(run: Run, before: Fence | undefined, asked: string | undefined): Fence {
  const { request, type, id, sentAt, replaces } = run;
  if (before?.request === request) return before;
  return type === undefined
    ? { ...before, request, ...(before && { stackRequest: stackRequestOf(before) }) }
    : {
        request,
        type,
        ...(id !== undefined && { id }),
        ...(sentAt !== undefined && { sent: sentAt }),
        ...(replaces !== undefined && asked !== undefined && asked !== replaces && { overtook: replaces }),
      };
}

/** The conditions under which the request is the resource's newest, or certainly becomes it. */
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

/** The condition that the service was not written since. */
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

/** Whether a run is at work on the service: what looks wrong may be right in a moment. */
export const isAtWork = ({ executing }: ServiceItem, now: number): boolean =>
  Object.values(executing).some((run) => !isOver(run, now));

/** The runs of other requests, which are older. */
export const olderRuns = ({ executing }: ServiceItem, { request }: Run): string[] =>
  Object.keys(executing).filter((one) => executing[one]?.request !== request);

/**
 * The runs of any request that had registered before this one, if the service is as this run's registration has left
 * it. Runs of the same request count, too: Lambda may deliver an event twice, and two runs at once might make two
 * rules.
 */
export const earlierRuns = ({ executing }: ServiceItem, { invocation }: Run): string[] =>
  Object.keys(executing).filter((one) => one !== invocation);

/**
 * @returns until when some of the runs may still be at work, in milliseconds since the epoch; undefined if none is
 */
export function busyUntil({ executing }: ServiceItem, runs: readonly string[], now: number): number | undefined {
  const ends = runs
    .flatMap((run) => executing[run] ?? [])
    .filter((run) => !isOver(run, now))
    .map(({ deadline }) => deadline + CLOCK_MARGIN_MS);
  return ends.length > 0 ? Math.max(...ends) : undefined;
}

/** The same for the runs of older requests. */
export const olderUntil = (service: ServiceItem, run: Run, now: number): number | undefined =>
  busyUntil(service, olderRuns(service, run), now);

/**
 * Removes what can no longer matter. The item of a service that holds nothing stays for a day, because of its requests:
 * a Create that arrives after its Delete must not make anything.
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

/** Whether the service holds nothing, and none of its requests can still arrive or be at work. */
export const isForgettable = (service: ServiceItem, now: number): boolean =>
  holdsNothing(service) &&
  Object.values(service.begun).every((time) => time <= now - REMEMBERED_MS) &&
  Object.values(service.executing).every((run) => isOver(run, now));

const isNewestOf = (service: ServiceItem, request: string): boolean =>
  Object.values(FENCE).some((fence) => service[fence]?.request === request);

const registration = ({ request, deadline }: Run) => ({ request, deadline });
