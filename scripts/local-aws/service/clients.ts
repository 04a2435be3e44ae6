/** SDK clients that a service of the embedded AWS calls other services with: through the front, so that its strictness holds. */
import type { LocalWorld } from '../world';

export interface ClientSettings {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
  forcePathStyle: boolean;
}

type ClientClass<Client> = new (settings: ClientSettings) => Client;
export type SdkClients = <Client extends { destroy(): void }>(Class: ClientClass<Client>) => Client;

/**
 * @param caller the access key id, by which the front tells who asks: the name of a service, or of a Lambda function
 */
export function clientSettings(
  { endpoint }: Pick<LocalWorld, 'endpoint'>,
  region: string,
  caller: string,
): ClientSettings {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: caller, secretAccessKey: caller },
    maxAttempts: 3,
    // Only S3 reads it: bucket names cannot be put before the host name of a local endpoint.
    forcePathStyle: true,
  };
}

/** The clients of one region: made when first asked for, closed when the world is stopped. */
export function createSdkClients(world: LocalWorld, region: string, caller: string): SdkClients {
  const made = new Map<ClientClass<unknown>, { destroy(): void }>();
  world.signal.addEventListener('abort', () => {
    for (const client of made.values()) client.destroy();
  });
  return (Class) => {
    const found = made.get(Class);
    if (found instanceof Class) return found;
    const client = new Class(clientSettings(world, region, caller));
    made.set(Class, client);
    return client;
  };
}
