/** The embedded AWS: stock moto behind a front that plays what moto lacks and refuses what AWS refuses. */

import { openFront } from './front';
import { createForward } from './moto/forward';
import { findMoto } from './moto/install';
import { serialize } from './serialize';
import type { AwsRequest, AwsResponse, AwsService, Forward, World } from './service';
import { createWorld } from './world';

export interface LocalAwsOptions {
  /** Default 0: a free one. */
  port?: number;
  /** Real milliseconds of one minute of AWS time; default 1000. */
  minuteMs?: number;
  /** Default: us-east-1, or `AWS_REGION`. */
  region?: string;
  /** What happens, line by line. */
  log?(line: string): void;
}

export interface LocalAws {
  endpoint: string;
  region: string;
  accountId: string;
  world: World;
  /** Ends everything that was started; resolves when no process is left. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded AWS on 127.0.0.1; it is ready when the promise resolves (about two seconds).
 * @throws Error with one sentence that says what to install, when Python or moto is missing and cannot be installed
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { port = 0, minuteMs = 1000, region = process.env.AWS_REGION ?? 'us-east-1', log = () => {} } = options;
  const ending = new AbortController();
  const front = await openFront({ port, region, log });
  const moto = await findMoto(log).catch(async (error) => {
    await front.close();
    throw error;
  });
  const world = createWorld({ endpoint: front.endpoint, region, minuteMs, signal: ending.signal, log });
  front.serve(dispatcher(playedServices(), createForward(moto.port)));
  return {
    endpoint: world.endpoint,
    region,
    accountId: world.accountId,
    world,
    async stop() {
      ending.abort();
      await front.close();
      await moto.stop();
    },
  };
}

/** Who answers for each signing name; any other goes to moto as it is. */
function playedServices(): Map<string, AwsService> {
  const passOn: AwsService = (request, forward) => forward(request);
  return new Map([['dynamodb', serialize(passOn)]]);
}

function dispatcher(services: Map<string, AwsService>, forward: Forward) {
  return async (request: AwsRequest): Promise<AwsResponse> => {
    const service = services.get(request.service);
    return service === undefined ? forward(request) : service(request, forward);
  };
}
