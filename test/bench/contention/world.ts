import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoStore } from '../../../handlers/gateway/aws/dynamodb/store';
import { hasErrorCode } from '../../../handlers/gateway/aws/errors';
import { withBusyError } from '../../../handlers/gateway/aws/throttling';
import type { SdkClient } from '../../../handlers/gateway/aws/translating-errors';
import type { Setup } from '../../../handlers/gateway/world/load-balancers';
import type { World } from '../../../handlers/gateway/world/world';
import { TokenBucket } from '../../../scripts/local-aws/bucket';
import { awsError } from '../../handlers/gateway/account/aws-error';
import type { AccountCall, Caller } from '../../handlers/gateway/account/call';
import { AccountClusters } from '../../handlers/gateway/account/clusters';
import { AccountLoadBalancers } from '../../handlers/gateway/account/load-balancing';
import type { MemoryAccount } from '../../handlers/gateway/account/memory';
import { AccountNetwork } from '../../handlers/gateway/account/network';
import { AccountServices } from '../../handlers/gateway/account/services';
import { AccountStacks } from '../../handlers/gateway/account/stacks';
import type { SimulatedTime } from './simulated-time';
import type { BusyTable } from './table';

/** What all runs of the function share. */
export interface Shared {
  time: SimulatedTime;
  random(): number;
  account: MemoryAccount;
  table: BusyTable;
  limits: LoadBalancingLimits;
}

/** The name of the ledger's table. */
const TABLE = 'ledger';

/** The SDK's standard retries (`client-settings.ts`): attempts, and the first and longest pause in milliseconds. */
const ATTEMPTS = 8;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 20_000;

/** How long a call to another service than DynamoDB takes, in milliseconds. */
const CALL_MS = [40, 120] as const;
/** How long AWS sets up a load balancer, in milliseconds. */
const SETUP_MS = 120_000;

/**
 * The request buckets of Elastic Load Balancing ("Request token bucket sizes and refill rates" in its user guide). An
 * account's calls share one more bucket of 40 tokens that takes 10 a second.
 */
export class LoadBalancingLimits {
  throttled = 0;
  readonly #account = new TokenBucket({ size: 40, perSecond: 10 });
  readonly #intensive = new TokenBucket({ size: 10, perSecond: 0.2 });
  readonly #mutating = new TokenBucket({ size: 20, perSecond: 3 });
  readonly #reading = new TokenBucket({ size: 40, perSecond: 10 });

  takes(operation: string, now: number): boolean {
    const own = operation.startsWith('Describe')
      ? this.#reading
      : operation === 'CreateLoadBalancer'
        ? this.#intensive
        : this.#mutating;
    const buckets = [this.#account, own];
    if (!buckets.every((bucket) => bucket.has(1, now))) {
      this.throttled++;
      return false;
    }
    for (const bucket of buckets) bucket.take(1);
    return true;
  }
}

/** Calls to other services than DynamoDB, with the SDK's own attempts. */
class BusyCaller implements Caller {
  readonly #shared: Shared;
  readonly #client = new MiddlewareOnly('ElasticLoadBalancingV2Client');
  readonly #isThrottled: boolean;

  constructor(
    shared: Shared,
    readonly id: string,
    { isThrottled }: { isThrottled: boolean },
  ) {
    this.#shared = shared;
    this.#isThrottled = isThrottled;
    withBusyError(this.#client);
  }

  get now(): number {
    return this.#shared.time.now;
  }

  perform<T>({ name, effect }: Pick<AccountCall<T>, 'name' | 'effect'>): Promise<T> {
    const { time, random, limits } = this.#shared;
    const attempt = async () => {
      await time.sleep(CALL_MS[0] + (CALL_MS[1] - CALL_MS[0]) * random());
      if (this.#isThrottled && !limits.takes(name, time.now / 1000)) throw awsError('Throttling', 'Rate exceeded');
      return effect();
    };
    return this.#client.send(name, () => asTheSdkDoes(this.#shared, attempt));
  }

  look<T>(name: string, effect: () => T): Promise<T> {
    return this.perform({ name, effect });
  }

  later(_label: string, milliseconds: number, act: () => void): void {
    void this.#shared.time.sleep(milliseconds).then(act);
  }
}

/** A load balancer is active two minutes after it was made. */
class SlowLoadBalancers extends AccountLoadBalancers {
  readonly #time: SimulatedTime;

  constructor(account: MemoryAccount, caller: Caller, time: SimulatedTime) {
    super(account, caller);
    this.#time = time;
  }

  override async setup(arn: string): Promise<Setup | undefined> {
    const setup = await super.setup(arn);
    return setup && { ...setup, state: this.#time.now < setup.since + SETUP_MS ? 'provisioning' : 'active' };
  }
}

/** The gateway's world for one run of the function. @param onWrite is told of every attempt to write to the ledger */
export function worldOf(shared: Shared, id: string, maxMembers: number, onWrite: () => void): World {
  const { time, random, account, table } = shared;
  const elb = new BusyCaller(shared, id, { isThrottled: true });
  const others = new BusyCaller(shared, id, { isThrottled: false });
  const sleep = (milliseconds: number) => time.sleep(milliseconds);
  return {
    store: new DynamoStore(clientOf(shared, table, onWrite), TABLE, { sleep, random }),
    loadBalancers: new SlowLoadBalancers(account, elb, time),
    network: new AccountNetwork(account, others),
    clusters: new AccountClusters(account, others),
    services: new AccountServices(account, others),
    stacks: new AccountStacks(account, others),
    clock: () => time.now,
    sleep,
    inTime: (_, work) => work,
    random,
    log: () => {},
    maxMembers,
  };
}

/** A DynamoDB client whose calls end at the table. The middleware around the SDK's attempts is the gateway's own. */
function clientOf(shared: Shared, table: BusyTable, onWrite: () => void): DynamoDBClient {
  const client = new DynamoDBClient({ region: 'eu-west-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });
  withBusyError(client);
  client.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ input }) => {
        const operation = commandName.replace(/Command$/, '');
        const attempt = () => {
          if (!/^(?:Get|Query)/.test(operation)) onWrite();
          return table.call(operation, input);
        };
        const output = { ...(await asTheSdkDoes(shared, attempt)), $metadata: {} };
        return { response: {}, output } as never;
      },
    { step: 'initialize', name: 'table', priority: 'low' },
  );
  return client;
}

/** As many attempts as the SDK makes of a call that is throttled. */
async function asTheSdkDoes<T>({ time, random }: Shared, attempt: () => Promise<T>): Promise<T> {
  for (let number = 0; ; number++) {
    try {
      return await attempt();
    } catch (error) {
      if (!hasErrorCode(error, 'Throttling') || number + 1 === ATTEMPTS) throw error;
      await time.sleep(Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** number * random()));
    }
  }
}

/** What the gateway's own middleware needs of a client. */
class MiddlewareOnly implements SdkClient {
  readonly #all: Parameters<SdkClient['middlewareStack']['add']>[0][] = [];
  readonly #clientName: string;
  readonly middlewareStack: SdkClient['middlewareStack'] = { add: (one) => void this.#all.push(one) };

  constructor(clientName: string) {
    this.#clientName = clientName;
  }

  send<T>(operation: string, call: () => Promise<T>): Promise<T> {
    const context = { clientName: this.#clientName, commandName: `${operation}Command` };
    const all = this.#all.reduce(
      (next, one) => one(next, context),
      (_: undefined) => call(),
    );
    return all(undefined);
  }
}
