import { TAG } from '../../../contract';
import { isOver } from '../../fence/fence';
import { type ClusterItem, type GatewayItem, isCluster, isGateway, isService, type Seat } from '../../ledger/items';
import type { SeenLoadBalancer } from '../../world/survey';
import type { Observation } from '../look/observation';
import type { Diagnosis } from './diagnosis';
import { isAtWork } from './memberships';

/** Gateways and clusters that nobody is in. */
export const diagnoseClosings = (observation: Observation): Diagnosis[] => [
  ...observation.items.filter(isGateway).flatMap((gateway) => ofGateway(observation, gateway)),
  ...observation.items.filter(isCluster).flatMap((cluster) => ofCluster(observation, cluster)),
];

function ofGateway(observation: Observation, gateway: GatewayItem): Diagnosis[] {
  const { members, token, state } = gateway;
  const leaver = isAnyoneAtWork(observation, (seat) => seat.token === token);
  if (Object.keys(members).length > 0 || leaver) return [];
  const what = spokenGateway(gateway);
  const foreign = observation.loadBalancers
    .filter(({ tags }) => tags[TAG.gateway] === token)
    .flatMap((balancer) => foreignOn(balancer, token));
  if (foreign.length > 0) {
    return [
      {
        kind: 'foreign',
        what,
        problem: `its last service has left, but it carries what cfn-express did not make: ${foreign.join(', ')}`,
        remedy: 'remove or move that; the load balancer goes by itself then',
      },
    ];
  }
  return [
    {
      kind: 'unfinished',
      what,
      problem: state === 'OPEN' ? 'is open, and nobody is in it' : (gateway.kept ?? 'was not taken down to the end'),
      remedy: 'takes it down',
      repair: { do: 'sweep', what: token },
    },
  ];
}

/** ARNs of what is on a load balancer without its gateway's tag. */
export const foreignOn = ({ listeners }: SeenLoadBalancer, token: string): string[] =>
  listeners
    .flatMap((listener) => [listener, ...listener.rules])
    .filter(({ tags }) => tags[TAG.gateway] !== token)
    .map(({ arn }) => arn);

/** Who has left, or is just joining, may be about to do what lacks. */
const isAnyoneAtWork = ({ items, now }: Observation, which: (seat: Seat) => boolean): boolean =>
  items.filter(isService).some((service) => isAtWork(service, now) && Object.values(service.seats).some(which));

const ofCluster = (observation: Observation, { members, closer, state, name }: ClusterItem): Diagnosis[] =>
  Object.keys(members).length > 0 ||
  (closer && !isOver(closer, observation.now)) ||
  isAnyoneAtWork(observation, (seat) => seat.cluster === name)
    ? []
    : [
        {
          kind: 'unfinished',
          what: `cluster ${name}`,
          problem: state === 'OPEN' ? 'is shared by nobody' : 'was not taken down to the end',
          remedy: 'takes it down, unless something runs in it',
          repair: { do: 'sweep', what: name },
        },
      ];

export const spokenGateway = ({ pool, number, token }: GatewayItem): string =>
  `load balancer express-${token} (${pool.name} #${number})`;
