import { spoken } from '../identity';
import { isOver } from '../ledger/fence';
import { holdsNothing, isService, type ServiceItem } from '../ledger/items';
import type { Finding } from './finding';
import { type Situation, stackOf, standingOf } from './situation';

/** Services whose stacks are gone, or hold other memberships and routes than the ledger. */
export const inMemberships = (situation: Situation): Finding[] =>
  situation.items
    .filter(isService)
    .filter((service) => !holdsNothing(service) && !isAtWork(service, situation.now))
    .flatMap((service) => ofService(situation, service));

/** A request of it is being worked on: whatever looks odd may be right in a moment. */
export const isAtWork = ({ executing }: ServiceItem, now: number): boolean =>
  Object.values(executing).some((run) => !isOver(run, now));

const ofService = (situation: Situation, service: ServiceItem): Finding[] => {
  const stack = stackOf(situation, service.service);
  const what = spoken(service.service);
  switch (stack.state) {
    case 'busy':
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
      return isRetained(service)
        ? [retained(what, 'its stack is gone')]
        : [
            {
              kind: 'abandoned',
              what,
              problem: 'its stack is gone, its membership is not',
              remedy: 'gives up its rule and its seat',
              repair: { do: 'sweep', what: service.service },
            },
          ];
    default:
      return [...seatsOf(situation, service, what), ...routesOf(service, stack.resources, what)];
  }
};

const isRetained = ({ seats }: ServiceItem): boolean => Object.values(seats).some(({ wish }) => wish.retained);

const retained = (what: string, why: string): Finding => ({
  kind: 'retained',
  what,
  problem: `${why}, but keeps it by DeletionPolicy`,
  remedy: 'delete what it keeps by hand, or import it into a stack',
});

/** Seats that CloudFormation gave up deleting, or never learnt of. */
const seatsOf = (situation: Situation, service: ServiceItem, what: string): Finding[] => {
  const members = Object.keys(service.seats).filter((member) => standingOf(situation, member) === 'gone');
  if (members.length === 0) {
    return [];
  }
  if (members.some((member) => service.seats[member]?.wish.retained)) {
    return [retained(what, 'its stack has another membership by now')];
  }
  return [
    {
      kind: 'abandoned',
      what,
      problem: `its stack knows nothing of ${members.length} of its memberships`,
      remedy: 'gives up what the stack does not have',
      repair: { do: 'leave', service, members },
    },
  ];
};

/** Routes of living seats that CloudFormation gave up deleting: they keep hosts and paths from others. */
const routesOf = (service: ServiceItem, resources: readonly { physicalId: string }[], what: string): Finding[] => {
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
};
