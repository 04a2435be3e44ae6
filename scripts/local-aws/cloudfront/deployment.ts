/** A distribution's settings take minutes until requests meet them everywhere. */
import { randomBytes } from 'node:crypto';
import { CLOUDFRONT_ZONE, withoutPort } from '../names';
import type { CloudFrontState, Distribution } from './model';
import { DistributionServer } from './server/distribution-server';

/** AWS seconds. "Changes usually take minutes"; five are common. */
const DEPLOYMENT_SECONDS = 300;

type NewDistribution = Pick<Distribution, 'id' | 'callerReference' | 'config' | 'settings' | 'tags' | 'etag'>;

/** @throws Error of node:net if this machine has no port left */
export async function openDistribution(state: CloudFrontState, given: NewDistribution): Promise<Distribution> {
  const { world, distributions, tell } = state;
  const host = `d${randomBytes(8).toString('hex').slice(0, 13)}.cloudfront.localhost`;
  const server = new DistributionServer(world, host, () => distributions.get(given.id)?.served);
  const port = await server.open();
  if (world.signal.aborted) server.close();
  const distribution: Distribution = {
    ...given,
    arn: `arn:aws:cloudfront::${world.accountId}:distribution/${given.id}`,
    domainName: `${host}:${port}`,
    status: 'InProgress',
    modifiedAt: world.now(),
    server,
  };
  distributions.set(given.id, distribution);
  const ports = new Map([
    [80, port],
    [443, port],
  ]);
  world.names.set(withoutPort(host), {
    hostedZoneId: CLOUDFRONT_ZONE,
    isReady: () => distribution.served !== undefined,
    ports: () => ports,
  });
  server.onClose(() => world.names.delete(host));
  tell(
    `Distribution ${given.id}: https://${distribution.domainName} is https://127.0.0.1:${port}, once it is deployed`,
  );
  deploy(state, distribution);
  return distribution;
}

/** Its settings are served once they are deployed, unless there are newer ones. */
export function deploy({ world }: CloudFrontState, distribution: Distribution): void {
  const { settings, arn } = distribution;
  distribution.status = 'InProgress';
  world.certificates.uses.set(arn, settings.certificateArn === undefined ? [] : [settings.certificateArn]);
  world.sleep(DEPLOYMENT_SECONDS).then(
    () => {
      if (distribution.settings !== settings) return;
      distribution.served = settings;
      distribution.status = 'Deployed';
    },
    () => undefined,
  );
}
