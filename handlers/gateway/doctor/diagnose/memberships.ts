import { isForgettable, isOver } from '../../fence/fence';
import { memberOfTags, spoken } from '../../identity';
import { isService, type ServiceItem } from '../../ledger/items';
import { isRetainedIn } from '../../ledger/retained';
import { holdsNothing } from '../../ledger/service';
import { type Observation, rulesOf, stackOf, standingOf } from '../look/observation';
import { type Diagnosis, silenced } from './diagnosis';

/** Services whose stacks are gone, or hold other memberships and routes than the ledger; services to be forgotten. */
export const diagnoseMemberships = (observation: Observation): Diagnosis[] =>
  observation.items
    .filter(isService)
    .flatMap((service) =>
      holdsNothing(service) ? forgettable(service, observation.now) : ofService(observation, service),
    );

/** Whether a request of it is being worked on: whatever looks odd may be right in a moment. */
export const isAtWork = ({ executing }: ServiceItem, now: number): boolean =>
  Object.values(executing).some((run) => !isOver(run, now));

const forgettable = (service: ServiceItem, now: number): Diagnosis[] =>
  isForgettable(service, now)
    ? [
        {
          kind: 'leftover',
          what: spoken(service.service),
          problem: 'holds nothing, and no request of it can arrive any more',
          remedy: 'forgets it',
          repair: { do: 'forget', service },
          silent: true,
        },
      ]
    : [];

function ofService(observation: Observation, service: ServiceItem): Diagnosis[] {
  const stack = stackOf(observation, service.service);
  const what = spoken(service.service);
  // For a stack that is gone no request can put right what looks odd, even while one is being worked on.
  if (isAtWork(service, observation.now)) return stack.state === 'gone' ? ofGone(service, what).map(silenced) : [];
  switch (stack.state) {
    case 'busy':
    case 'unasked':
      return [];
    case 'unknown':
      return [
        {
          kind: 'unknown',
          what,
          problem: `CloudFormation does not say what has become of its stack (${stack.reason})`,
          remedy: 'see to it that the gateway function may ask, or run this again later',
        },
      ];
    case 'gone':
      return [...ofRetained(observation, service, what, Object.keys(service.seats)), ...ofGone(service, what)];
    default:
      return [...seatsOf(observation, service, what), ...routesOf(service, stack.resources, what)];
  }
}

function ofGone(service: ServiceItem, what: string): Diagnosis[] {
  const members = Object.keys(service.seats).filter((member) => !isRetainedIn(service, member));
  return members.length === 0
    ? []
    : [
        {
          kind: 'abandoned',
          what,
          problem: 'its stack is gone, its membership is not',
          remedy: 'gives up its rule and its seat',
          repair: { do: 'leave', service, members, stackGone: true },
        },
      ];
}

/** Seats that CloudFormation gave up deleting, or never learnt of, and those that it has let go of and keeps. */
function seatsOf(observation: Observation, service: ServiceItem, what: string): Diagnosis[] {
  const gone = Object.keys(service.seats).filter((member) => standingOf(observation, member) === 'gone');
  const members = gone.filter((member) => !isRetainedIn(service, member));
  return [
    ...ofRetained(observation, service, what, gone),
    ...(members.length === 0
      ? []
      : [
          {
            kind: 'abandoned' as const,
            what,
            problem: `its stack knows nothing of ${members.length} of its memberships`,
            remedy: 'gives up what the stack does not have',
            repair: { do: 'leave' as const, service, members },
          },
        ]),
  ];
}

/** What a policy of the stack keeps stays, until somebody deletes the rule: then it is of no use to anybody. */
const ofRetained = (
  { loadBalancers }: Observation,
  service: ServiceItem,
  what: string,
  gone: readonly string[],
): Diagnosis[] =>
  gone
    .filter((member) => isRetainedIn(service, member))
    .map((member) => {
      const { ruleArn } = service.seats[member] ?? {};
      const rule = rulesOf(loadBalancers).find(({ arn, tags }) => arn === ruleArn || memberOfTags(tags) === member);
      return rule
        ? {
            kind: 'retained',
            what,
            problem: `its stack has retained its membership ${member}, which keeps a seat, hosts and paths`,
            remedy: `if it is of no more use, delete its ECS service, its security group and its listener rule ${rule.arn} by hand; then this gives up its seat`,
          }
        : {
            kind: 'abandoned',
            what,
            problem: `its stack has retained its membership ${member}, but there is no listener rule of it`,
            remedy: 'gives up its seat',
            repair: { do: 'leave', service, members: [member], unserved: true },
            attended: true,
          };
    });

/** Routes of living seats that CloudFormation gave up deleting: they keep hosts and paths from others. */
function routesOf(service: ServiceItem, resources: readonly { physicalId: string }[], what: string): Diagnosis[] {
  const has = new Set(resources.map(({ physicalId }) => physicalId));
  const all = Object.entries(service.routes);
  const routes = all
    .filter(([id, { member }]) => !has.has(id) && has.has(member) && all.some(([other]) => has.has(other)))
    .map(([id]) => id);
  return routes.length === 0
    ? []
    : [
        {
          kind: 'abandoned',
          what,
          problem: `claims ${routes.flatMap((id) => service.routes[id]?.claims ?? []).join(', ')}, which its stack does not ask for any more`,
          remedy: 'frees what the stack does not ask for',
          repair: { do: 'release', service, routes },
        },
      ];
}
