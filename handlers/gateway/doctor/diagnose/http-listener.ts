import { TAG } from '../../../contract';
import { HTTP } from '../../load-balancer/build';
import type { SeenListener, SeenLoadBalancer } from '../../world/survey';

/** The listener on the gateways' port: ours, if it has the gateway's tag, or a foreign one. */
export function httpListener(
  { listeners }: SeenLoadBalancer,
  token: string,
): { ours?: SeenListener; foreign?: SeenListener } {
  const found = listeners.find(({ port }) => port === HTTP);
  if (!found) return {};
  return found.tags[TAG.gateway] === token ? { ours: found } : { foreign: found };
}
