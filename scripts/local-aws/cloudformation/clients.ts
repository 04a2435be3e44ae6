/** SDK clients of one region, made when first asked for. They go through the front, so that its strictness holds. */
import type { LocalWorld } from '../world';

interface Config {
  endpoint: string;
  region: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
  maxAttempts: number;
  forcePathStyle: boolean;
}

type ClientClass<Client> = new (config: Config) => Client;
export type SdkClients = <Client extends { destroy(): void }>(Class: ClientClass<Client>) => Client;

/** The clients are closed when the world is stopped. */
export function createSdkClients(world: LocalWorld, region: string): SdkClients {
  const made = new Map<ClientClass<unknown>, { destroy(): void }>();
  world.signal.addEventListener('abort', () => {
    for (const client of made.values()) client.destroy();
  });
  return (Class) => {
    const found = made.get(Class);
    if (found instanceof Class) return found;
    const client = new Class({
      endpoint: world.endpoint,
      region,
      credentials: { accessKeyId: 'cloudformation', secretAccessKey: 'cloudformation' },
      maxAttempts: 3,
      // Only S3 reads it: bucket names cannot be put before the host name of a local endpoint.
      forcePathStyle: true,
    });
    made.set(Class, client);
    return client;
  };
}
