import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { afterFailure } from '../../handlers/gateway/after-failure';
import { clientSettings } from '../../handlers/gateway/aws/client-settings';
import { DynamoStore } from '../../handlers/gateway/aws/dynamodb/store';
import { Ec2 } from '../../handlers/gateway/aws/ec2';
import { EcsClusters } from '../../handlers/gateway/aws/ecs/clusters';
import { EcsServices } from '../../handlers/gateway/aws/ecs/services';
import { ElasticLoadBalancing } from '../../handlers/gateway/aws/elastic-load-balancing/load-balancers';
import { withBusyError } from '../../handlers/gateway/aws/throttling';
import { GatewayHandler } from '../../handlers/gateway/membership/handler';
import { physicalIds } from '../../handlers/gateway/physical-ids';
import { customResource } from '../../handlers/gateway/protocol/custom-resource';
import { onFailure } from '../../handlers/gateway/protocol/on-failure';
import { put } from '../../handlers/gateway/protocol/put';
import { createSender } from '../../handlers/gateway/protocol/sender';
import { RouteHandler } from '../../handlers/gateway/route/handler';
import { TrafficHandler } from '../../handlers/gateway/traffic/handler';
import type { Setup } from '../../handlers/gateway/world/load-balancers';
import type { World } from '../../handlers/gateway/world/world';
import { TABLE } from './account';
import type { PatientClock } from './clock';
import type { Event, Handler, SoakEnvironment } from './lambda';

export interface FunctionOptions {
  endpoint: string;
  region: string;
  clock: PatientClock;
  /** Services per load balancer. */
  cap: number;
  /** Real milliseconds until an attempt at a call is given up: the clients' time is not the clock's. */
  answerMs: number;
  random(): number;
}

/** The embedded AWS dates load balancers by its own clock. By the soak's clock they are always new. */
class Young extends ElasticLoadBalancing {
  readonly #time: PatientClock;

  constructor(client: ElasticLoadBalancingV2Client, time: PatientClock) {
    super(client);
    this.#time = time;
  }

  override async setup(arn: string): Promise<Setup | undefined> {
    const setup = await super.setup(arn);
    return setup && { ...setup, since: this.#time.now() };
  }
}

/** The destination's time-out in templates/express.yaml. */
const DESTINATION_TIMEOUT_MS = 60_000;

/** The gateway's world as the function has it, except for the clock. @param caller identifies its calls */
export function createWorld(caller: string, options: FunctionOptions): World {
  const { endpoint, region, clock, cap, answerMs, random } = options;
  const credentials = { accessKeyId: caller, secretAccessKey: 'secret' };
  const settings = { ...clientSettings({ answerMs }), endpoint, region, credentials };
  const patience = { sleep: (milliseconds: number) => clock.sleep(milliseconds), random };
  return {
    ...patience,
    store: new DynamoStore(withBusyError(new DynamoDBClient(settings)), TABLE, patience),
    loadBalancers: new Young(withBusyError(new ElasticLoadBalancingV2Client(settings)), clock),
    network: new Ec2(withBusyError(new EC2Client(settings))),
    clusters: new EcsClusters(withBusyError(new ECSClient(settings))),
    services: new EcsServices(withBusyError(new ECSClient(settings))),
    stacks: { isGone: async () => false, isRollingBack: async () => false, isResting: async () => true },
    clock: () => clock.now(),
    inTime: (_, work) => work,
    log: () => {},
    maxMembers: cap,
  };
}

/** The gateway function, loaded into an environment: the shipped protocol and handlers on AWS's clients. */
export function loadFunction(
  environment: SoakEnvironment,
  options: FunctionOptions,
  enqueue: (event: Event) => void,
): Handler {
  const { clock, random } = options;
  const world = createWorld(`environment-${environment.id}`, options);
  const handlers = {
    'Custom::ExpressGateway': new GatewayHandler(world),
    'Custom::ExpressRoute': new RouteHandler(world),
    'Custom::ExpressTraffic': new TrafficHandler(world),
  };
  return customResource({
    load: async () => handlers,
    send: createSender({ clock, put: (...request) => alive(environment, () => put(...request)), random }),
    invoke: (_, event) => alive(environment, async () => enqueue(event as Event)),
    clock,
    log: () => {},
    newId: randomUUID,
    // An uncaught error ends the whole soak: there must be none.
    catchUncaughtErrors: () => ({ first: new Promise(() => {}), release() {} }),
    exit: () => environment.run?.kill(),
  });
}

/** The on-failure destination of the gateway function, which makes no calls to AWS. */
export function loadDestination({ clock, random }: Pick<FunctionOptions, 'clock' | 'random'>) {
  const handler = onFailure({
    physicalIds,
    afterFailure,
    send: createSender({ clock, put, random }),
    clock,
    log: () => {},
  });
  return (record: object): Promise<void> => handler(record, { getRemainingTimeInMillis: () => DESTINATION_TIMEOUT_MS });
}

/** Nothing that a killed run does has an effect. */
const alive = <T>({ dead }: SoakEnvironment, act: () => Promise<T>): Promise<T> =>
  dead ? new Promise(() => {}) : act();
