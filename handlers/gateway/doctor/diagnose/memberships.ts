import { isAtWork, isForgettable } from '../../fence/fence';
import { memberOfTags, spoken } from '../../identity';
import { isService, type ServiceItem } from '../../ledger/items';
import { isRetainedIn } from '../../ledger/retained';
import { holdsNothing } from '../../ledger/service';
import { type Observation, rulesOf, stackOf, standingOf } from '../look/observation';
import { type Diagnosis, silenced } from './diagnosis';

/** Services whose stacks are gone or have other memberships and routes than the ledger, and services that may be forgotten. */
export const diagnoseMemberships = (observation: Observation): Diagnosis[] =>
  observation.items
    .filter(isService)
    .flatMap((service) =>
      holdsNothing(service) ? forgettable(service, observation.now) : ofService(observation, service),
    );

const forgettable = (service: ServiceItem, now: number): Diagnosis[] =>
  isForgettable(service, now)
    ? [
        {
          kind: 'leftover',
          what: spoken(service.service),
          problem: 'holds nothing, and none of its requests can arrive any more',
          remedy: 'forgets it',
          repair: { do: 'forget', service },
          silent: true,
        },
      ]
    : [];

function ofService(observation: Observation, service: ServiceItem): Diagnosis[] {
  const stack = stackOf(observation, service.service);
  const what = spoken(service.service);
  // If its stack is gone, whatever run is still at work will not put it right.
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
          problem: `CloudFormation does not say whether its stack exists (${stack.reason})`,
          remedy: 'give the gateway function the permission that it lacks, or run this again later',
          unseen: true,
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
          problem: 'its stack no longer exists, but its membership does',
          remedy: 'deletes its rule and gives up its seat',
          repair: { do: 'leave', service, members, stackGone: true },
        },
      ];
}

/** Seats that a resting stack does not have: CloudFormation gave up deleting them, never learnt of them, or retains them. */
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
            problem: `its stack does not have ${members.length} of its memberships`,
            remedy: 'gives up what its stack does not have',
            repair: { do: 'leave' as const, service, members },
          },
        ]),
  ];
}

/** What a deletion policy keeps stays until somebody deletes its rule: nobody can use it then. */
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
            problem: `its stack has retained its membership ${member}, which still holds a seat, hosts and paths`,
            remedy: `if nobody needs it any more, delete its ECS service, its security group and its listener rule ${rule.arn} by hand; cfn-express doctor --fix then gives up its seat`,
          }
        : {
            kind: 'abandoned',
            what,
            problem: `its stack has retained its membership ${member}, but its listener rule does not exist`,
            remedy: 'gives up its seat',
            repair: { do: 'leave', service, members: [member], unserved: true },
            attended: true,
          };
    });

/** Routes of seats that the stack has, which CloudFormation gave up deleting: they keep hosts and paths from others. */
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
          problem: `claims ${routes.flatMap((id) => service.routes[id]?.claims ?? []).join(', ')}, which its stack no longer asks for`,
          remedy: 'frees these hosts and paths',
          repair: { do: 'release', service, routes },
        },
      ];
}
