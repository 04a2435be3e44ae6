import { TAG } from '../../../contract';
import { isAtWork, isOver } from '../../fence/fence';
import { type ClusterItem, type GatewayItem, isCluster, isGateway, isService, type Seat } from '../../ledger/items';
import type { SeenLoadBalancer } from '../../world/survey';
import type { Observation } from '../look/observation';
import { type Diagnosis, silenced } from './diagnosis';

/** Gateways and clusters without members. */
export const diagnoseClosings = (observation: Observation): Diagnosis[] => [
  ...observation.items.filter(isGateway).flatMap((gateway) => ofGateway(observation, gateway)),
  ...observation.items.filter(isCluster).flatMap((cluster) => ofCluster(observation, cluster)),
];

function ofGateway(observation: Observation, gateway: GatewayItem): Diagnosis[] {
  const { members, token, state } = gateway;
  if (Object.keys(members).length > 0) return [];
  const what = spokenGateway(gateway);
  const unfinished: Diagnosis = {
    kind: 'unfinished',
    what,
    problem: state === 'OPEN' ? 'no service uses it' : (gateway.kept ?? 'was to be deleted, but some of it is left'),
    remedy: 'deletes it',
    repair: { do: 'close gateway', gateway },
  };
  if (isAnyoneAtWork(observation, (seat) => seat.token === token)) return [silenced(unfinished)];
  const foreign = observation.loadBalancers
    .filter(({ tags }) => tags[TAG.gateway] === token)
    .flatMap((balancer) => foreignOn(balancer, token));
  if (foreign.length === 0) return [unfinished];
  return [
    {
      kind: 'foreign',
      what,
      problem: `its last service has left, but it has listeners or rules that cfn-express did not make: ${foreign.join(', ')}`,
      remedy: 'delete or move them; the load balancer is then deleted by the schedule',
    },
    silenced(unfinished),
  ];
}

/** ARNs of listeners and rules on the load balancer that do not have the gateway's tag. */
export const foreignOn = ({ listeners }: SeenLoadBalancer, token: string): string[] =>
  listeners
    .flatMap((listener) => [listener, ...listener.rules])
    .filter(({ tags }) => tags[TAG.gateway] !== token)
    .map(({ arn }) => arn);

/** Whether a run is at work on a service with such a seat: it may be about to finish the closing, or to join. */
export const isAnyoneAtWork = ({ items, now }: Observation, isMeant: (seat: Seat) => boolean): boolean =>
  items.filter(isService).some((service) => isAtWork(service, now) && Object.values(service.seats).some(isMeant));

function ofCluster(observation: Observation, cluster: ClusterItem): Diagnosis[] {
  const { members, closer, state, name } = cluster;
  if (Object.keys(members).length > 0) return [];
  const unfinished: Diagnosis = {
    kind: 'unfinished',
    what: `cluster ${name}`,
    problem: state === 'OPEN' ? 'no service uses it' : 'was to be deleted, but some of it is left',
    remedy: 'deletes it, unless something runs in it',
    repair: { do: 'close cluster', cluster },
  };
  const isBeingClosed = closer !== undefined && !isOver(closer, observation.now);
  return isBeingClosed || isAnyoneAtWork(observation, (seat) => seat.cluster === name)
    ? [silenced(unfinished)]
    : [unfinished];
}

export const spokenGateway = ({ pool, number, token }: GatewayItem): string =>
  `load balancer express-${token} (${pool.name} #${number})`;
