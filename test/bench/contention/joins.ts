import { GatewayHandler } from '../../../handlers/gateway/membership/handler';
import { MAX_HOPS } from '../../../handlers/gateway/protocol/continuation';
import type { ResourceHandler, ResourceRequest } from '../../../handlers/gateway/protocol/resource';
import { RouteHandler } from '../../../handlers/gateway/route/handler';
import type { World } from '../../../handlers/gateway/world/world';
import { randomFrom } from '../../handlers/gateway/account/at-once/turns';
import { MemoryAccount } from '../../handlers/gateway/account/memory';
import { fill, type Holding, poolOf, stackIdOf, uuid } from './account';
import { SimulatedTime } from './simulated-time';
import { BusyTable } from './table';
import { LoadBalancingLimits, type Shared, worldOf } from './world';

export interface Crowd {
  /** How many services join at once. */
  joins: number;
  pools: number;
  /** How many services are there already. */
  there: number;
  holding: Holding;
  /** Services per load balancer. */
  cap: number;
  seed: number;
}

export interface Joined {
  /** Requests that failed, by resource, and what they failed with. */
  failed: { gateway: number; route: number };
  reasons: string[];
  /** Attempts to write to the ledger, of each service. */
  tries: number[];
  /** Until the service had its rule, in seconds. Only of those that did not fail. */
  seconds: number[];
  /** Of the ledger, in bytes. */
  largest: number;
  conflicts: number;
  throttled: { dynamodb: number; elb: number };
}

/** The function's time-out, and how long Lambda takes to begin a run, in milliseconds. */
const RUN_MS = 300_000;
const START_MS = [300, 1_000] as const;
/** Between a service's two requests CloudFormation makes its target groups, in milliseconds. */
const BETWEEN_MS = [3_000, 6_000] as const;

/** Lets services join at the same time, each with its gateway and its route. The same seed gives the same result. */
export async function joinAtOnce(crowd: Crowd): Promise<Joined> {
  const random = randomFrom(crowd.seed);
  const time = new SimulatedTime();
  const table = new BusyTable(time, random);
  const account = new MemoryAccount();
  const shared: Shared = { time, random, account, table, limits: new LoadBalancingLimits() };
  fill(shared, { ...crowd, services: crowd.there });
  const joined: Joined = {
    failed: { gateway: 0, route: 0 },
    reasons: [],
    tries: [],
    seconds: [],
    largest: 0,
    conflicts: 0,
    throttled: { dynamodb: 0, elb: 0 },
  };
  await time.run(Promise.all(Array.from({ length: crowd.joins }, (_, number) => join(shared, crowd, number, joined))));
  const { conflicts, throttled } = table.counts;
  return {
    ...joined,
    largest: table.largest,
    conflicts,
    throttled: { dynamodb: throttled, elb: shared.limits.throttled },
  };
}

async function join(shared: Shared, { pools, cap }: Crowd, number: number, joined: Joined): Promise<void> {
  const { time, random } = shared;
  const stack = stackIdOf(`joins-${number}`, random);
  let tries = 0;
  const ask = (
    kind: 'Gateway' | 'Route',
    properties: Record<string, unknown>,
    handler: (world: World) => ResourceHandler,
  ) =>
    answered(shared, requestOf(stack, uuid(random), kind, properties), (id) =>
      handler(worldOf(shared, id, cap, () => tries++)),
    );
  try {
    const GatewayName = poolOf(number % pools).name;
    const member = await ask('Gateway', { GatewayName }, (world) => new GatewayHandler(world)).catch((error) => {
      joined.failed.gateway++;
      throw error;
    });
    await time.sleep(between(BETWEEN_MS, random));
    const Membership = member.physicalResourceId;
    const groups = { BlueTargetGroupArn: `${stack}-blue`, GreenTargetGroupArn: `${stack}-green`, Strategy: 'CANARY' };
    await ask('Route', { Membership, ...groups }, (world) => new RouteHandler(world)).catch((error) => {
      joined.failed.route++;
      throw error;
    });
    joined.seconds.push(time.now / 1000);
  } catch (error) {
    joined.reasons.push(String(error));
  } finally {
    joined.tries.push(tries);
  }
}

const requestOf = (
  StackId: string,
  RequestId: string,
  kind: string,
  properties: Record<string, unknown>,
): ResourceRequest => ({
  RequestType: 'Create',
  RequestId,
  StackId,
  ResourceType: `Custom::Express${kind}`,
  LogicalResourceId: `Web${kind}`,
  ResourceProperties: { ServiceToken: 'arn', Service: 'Web', ...properties },
});

/** Runs the function until the request is done. @throws what the request fails with */
async function answered(shared: Shared, request: ResourceRequest, handlerFor: (id: string) => ResourceHandler) {
  const { time, random } = shared;
  let waitingFor = '';
  for (let run = 0; run <= MAX_HOPS; run++) {
    await time.sleep(between(START_MS, random));
    const id = `${request.RequestId}-${run}`;
    const outcome = await handlerFor(id).handle(request, { id, deadline: time.now + RUN_MS });
    if (outcome.status === 'SUCCESS') return outcome;
    if (outcome.status === 'SILENT') throw new Error('It was superseded');
    waitingFor = outcome.waitingFor ?? '';
  }
  throw new Error(`It used all its runs, waiting for ${waitingFor}`);
}

const between = ([least, most]: readonly [number, number], random: () => number): number =>
  least + (most - least) * random();
