import { TAG } from '../../../contract';
import { isMemberId } from '../../identity';
import { heldIn } from '../../ledger/held-clusters';
import { type ClusterItem, type GatewayItem, isCluster, isGateway, isService } from '../../ledger/items';
import { gatewayResourceName } from '../../names';
import type { Observation } from '../look/observation';
import { isAnyoneAtWork, spokenGateway } from './closings';
import { type Diagnosis, silenced } from './diagnosis';

/**
 * Clusters about which their item and the gateways' items do not agree: a gateway holds a cluster while one of its members
 * uses it, and the cluster's item has the gateway's token as long. An older version of the gateway function does not know
 * of the tokens, and an item may be lost.
 */
export function diagnoseHeldClusters(observation: Observation): Diagnosis[] {
  const gateways = observation.items.filter(isGateway);
  const clusters = observation.items.filter(isCluster);
  return [
    ...gateways.flatMap((gateway) =>
      Object.keys(gateway.clusters ?? {}).flatMap((name) =>
        ofGateway(
          observation,
          gateway,
          name,
          clusters.find((one) => one.name === name),
        ),
      ),
    ),
    ...clusters.flatMap((cluster) =>
      Object.keys(cluster.members)
        .filter((holder) => !isMemberId(holder))
        .flatMap((token) =>
          ofToken(
            observation,
            cluster,
            token,
            gateways.find((one) => one.token === token),
          ),
        ),
    ),
  ];
}

function ofGateway(observation: Observation, gateway: GatewayItem, name: string, cluster?: ClusterItem): Diagnosis[] {
  const users = Object.keys(heldIn(gateway, name)?.members ?? {});
  const strangers = users.filter((user) => !(user in gateway.members));
  const isUsed = strangers.length < users.length;
  const isLost = isUsed && cluster?.state !== 'CLOSING' && !(cluster && gateway.token in cluster.members);
  if (strangers.length === 0 && !isLost) return [];
  const seen = observation.clusters.find((one) => one.name === name);
  return [
    unlessAtWork(observation, name, gateway.token, {
      kind: isLost ? 'unrecorded' : 'abandoned',
      what: `cluster ${name}`,
      problem: isLost
        ? `the ledger does not have that services of ${spokenGateway(gateway)} use it`
        : `${strangers.length} of the services that use it through ${spokenGateway(gateway)} have left`,
      remedy: isLost ? 'records that' : 'drops them',
      repair: { do: 'mend hold', name, token: gateway.token, gateway, ...(seen && { cluster: seen }) },
    }),
  ];
}

function ofToken(
  observation: Observation,
  { name, state }: ClusterItem,
  token: string,
  gateway: GatewayItem | undefined,
): Diagnosis[] {
  if ((gateway && heldIn(gateway, name)) || state === 'CLOSING') return [];
  if (!gateway && isKnownElsewhere(observation, token)) return [];
  return [
    unlessAtWork(observation, name, token, {
      kind: 'abandoned',
      what: `cluster ${name}`,
      problem: `is held for load balancer ${gatewayResourceName(token)}, of which no service uses it any more`,
      remedy: 'lets go of it',
      repair: { do: 'mend hold', name, token, ...(gateway && { gateway }) },
    }),
  ];
}

/** Whether AWS or a service still has something of a gateway whose item is lost: it is recorded first. */
const isKnownElsewhere = ({ items, loadBalancers, groups }: Observation, token: string): boolean =>
  [...loadBalancers, ...groups].some(({ tags }) => tags[TAG.gateway] === token) ||
  items.filter(isService).some(({ seats }) => Object.values(seats).some((seat) => seat.token === token));

/** The look reads item by item: a service that is at work may have changed one of two between. */
const unlessAtWork = (observation: Observation, name: string, token: string, diagnosis: Diagnosis): Diagnosis =>
  isAnyoneAtWork(observation, (seat) => seat.token === token || seat.cluster === name)
    ? silenced(diagnosis)
    : diagnosis;
