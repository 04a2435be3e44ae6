import { TAG } from '../../../contract';
import { isOver } from '../../fence/fence';
import { type ClusterItem, type GatewayItem, isCluster, isGateway, isService, type Seat } from '../../ledger/items';
import type { SeenLoadBalancer } from '../../world/survey';
import type { Situation } from '../look/situation';
import type { Finding } from './finding';
import { isAtWork } from './memberships';

/** Gateways and clusters that nobody is in. */
export const inClosings = (situation: Situation): Finding[] => [
  ...situation.items.filter(isGateway).flatMap((gateway) => ofGateway(situation, gateway)),
  ...situation.items.filter(isCluster).flatMap((cluster) => ofCluster(situation, cluster)),
];

function ofGateway(situation: Situation, gateway: GatewayItem): Finding[] {
  const { members, token, state } = gateway;
  const leaver = isAnyoneAtWork(situation, (seat) => seat.token === token);
  if (Object.keys(members).length > 0 || leaver) return [];
  const what = spokenGateway(gateway);
  const foreign = situation.loadBalancers
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
const isAnyoneAtWork = ({ items, now }: Situation, which: (seat: Seat) => boolean): boolean =>
  items.filter(isService).some((service) => isAtWork(service, now) && Object.values(service.seats).some(which));

const ofCluster = (situation: Situation, { members, closer, state, name }: ClusterItem): Finding[] =>
  Object.keys(members).length > 0 ||
  (closer && !isOver(closer, situation.now)) ||
  isAnyoneAtWork(situation, (seat) => seat.cluster === name)
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
