import { AsyncLocalStorage } from 'node:async_hooks';
import type { GatewayAttributes, RouteAttributes } from '../../../../../handlers/contract';
import {
  type ClusterItem,
  type GatewayItem,
  isCluster,
  isGateway,
  isService,
  type ServiceItem,
} from '../../../../../handlers/gateway/ledger/items';
import { holdsNothing } from '../../../../../handlers/gateway/ledger/service';
import { GatewayHandler } from '../../../../../handlers/gateway/membership/handler';
import type { Outcome, ResourceHandler, ResourceRequest } from '../../../../../handlers/gateway/protocol/resource';
import type { Suffix } from '../../../../../handlers/gateway/request/request';
import { RouteHandler } from '../../../../../handlers/gateway/route/handler';
import { TrafficHandler } from '../../../../../handlers/gateway/traffic/handler';
import type { Setup } from '../../../../../handlers/gateway/world/load-balancers';
import type { World } from '../../../../../handlers/gateway/world/world';
import { AccountClusters } from '../clusters';
import { AccountLoadBalancers } from '../load-balancing';
import { MemoryAccount } from '../memory';
import { AccountNetwork } from '../network';
import { AccountServices } from '../services';
import { AccountStacks } from '../stacks';
import { AccountTable } from '../table';
import { type BeforeCall, Calls } from './calls';

/** How long Lambda lets a run live, in milliseconds. */
const RUN_MS = 300_000;

interface LiveRun {
  deadline: number;
  /** The run dies at this call, counted from 1, before it takes effect. */
  dieAt?: number;
  calls: number;
  die(): void;
}

/** One storage for all clouds: each further one would slow down every promise of the process. */
const runs = new AsyncLocalStorage<LiveRun>();

/** How a request ended. DIED: its run was killed, and it was never answered. */
export type RequestResult =
  | Outcome
  | { status: 'FAILED'; error: Error; physicalResourceId: string }
  | { status: 'DIED' };

export interface RequestOptions {
  stack?: string;
  service?: string;
  id?: string;
  request?: string;
  properties?: Record<string, unknown>;
  old?: Record<string, unknown>;
  dieAt?: number;
  /** Makes one run only. Otherwise the next run continues where the last one ran out of time, as the protocol does. */
  once?: boolean;
}

/** The account in memory with the gateway's handlers on it. The test sends what CloudFormation would send. */
export class Cloud {
  now = Date.UTC(2026, 0, 1);
  readonly logs: Readonly<Record<string, unknown>>[] = [];
  readonly calls: Calls;
  /** What there is. */
  readonly account = new MemoryAccount();
  readonly store: AccountTable;
  readonly loadBalancers: AccountLoadBalancers;
  readonly network: AccountNetwork;
  readonly clusters: AccountClusters;
  readonly world: World;
  #seed = 42;
  #requests = 0;

  constructor({ step = async () => {}, maxMembers = 25 }: { step?: BeforeCall; maxMembers?: number } = {}) {
    const before: BeforeCall = async (call) => {
      await step(call);
      await this.#survive();
    };
    this.calls = new Calls(before, () => this.now);
    this.store = new AccountTable(this.account.items, this.calls);
    this.loadBalancers = new AccountLoadBalancers(this.account, this.calls);
    this.network = new AccountNetwork(this.account, this.calls);
    this.clusters = new AccountClusters(this.account, this.calls);
    this.world = {
      store: this.store,
      loadBalancers: this.loadBalancers,
      network: this.network,
      clusters: this.clusters,
      services: new AccountServices(this.account, this.calls),
      stacks: new AccountStacks(this.account, this.calls),
      clock: () => this.now,
      sleep: async (milliseconds) => {
        await step('Sleep');
        this.now += milliseconds;
      },
      inTime: (_, work) => work,
      random: () => this.#random(),
      log: (line) => this.logs.push(line),
      maxMembers,
    };
  }

  gateway(type: ResourceRequest['RequestType'], asked: RequestOptions = {}): Promise<RequestResult> {
    const request = this.request('Gateway', type, asked, asked.properties ?? {});
    return this.handle(new GatewayHandler(this.world), request, asked);
  }

  /** @param member the id of the gateway resource */
  route(type: ResourceRequest['RequestType'], member: string, asked: RequestOptions = {}): Promise<RequestResult> {
    return this.handle(
      new RouteHandler(this.world),
      this.request('Route', type, asked, ofMember(member, asked)),
      asked,
    );
  }

  /** @param member the id of the gateway resource */
  traffic(type: ResourceRequest['RequestType'], member: string, asked: RequestOptions = {}): Promise<RequestResult> {
    const request = this.request('Traffic', type, asked, { Contract: '3', ...ofMember(member, asked) });
    return this.handle(new TrafficHandler(this.world), request, asked);
  }

  /** A gateway resource and its route. @throws what they fail with */
  async join(asked: RequestOptions = {}) {
    const member = succeeded(await this.gateway('Create', { ...asked, properties: {} })).physicalResourceId;
    const route = succeeded(await this.route('Create', member, asked));
    return { member, route: route.physicalResourceId, ...(route.data as unknown as RouteAttributes) };
  }

  async leave({ member, route }: { member: string; route: string }, asked: RequestOptions = {}): Promise<void> {
    succeeded(await this.route('Delete', member, { ...asked, id: route }));
    succeeded(await this.gateway('Delete', { ...asked, id: member }));
  }

  async handle(
    handler: ResourceHandler,
    request: ResourceRequest,
    { dieAt, once }: RequestOptions = {},
  ): Promise<RequestResult> {
    const answer = await this.#invoke(handler, request, dieAt);
    return answer.status === 'CONTINUE' && !once ? this.handle(handler, request) : answer;
  }

  /** One run, as the protocol makes it, with a new id and deadline. */
  #invoke(handler: ResourceHandler, request: ResourceRequest, dieAt?: number): Promise<RequestResult> {
    const deadline = this.now + RUN_MS;
    const invocation = { id: `invocation-${this.calls.next()}`, deadline };
    return new Promise((resolve) => {
      const run: LiveRun = { deadline, calls: 0, die: () => resolve({ status: 'DIED' }), ...(dieAt && { dieAt }) };
      runs.run(run, () =>
        handler.handle(request, invocation).then(resolve, (error) => {
          const created = request.RequestType === 'Create';
          const physicalResourceId = created ? handler.physicalId(request) : (request.PhysicalResourceId ?? '');
          resolve({ status: 'FAILED', error, physicalResourceId });
        }),
      );
    });
  }

  request(
    kind: Suffix,
    RequestType: ResourceRequest['RequestType'],
    { stack = 'shop', service = 'Web', id, request = `request-${++this.#requests}`, old }: RequestOptions,
    properties: Record<string, unknown>,
  ): ResourceRequest {
    return {
      RequestType,
      RequestId: request,
      ResourceType: `Custom::Express${kind}`,
      StackId: stackId(stack),
      LogicalResourceId: `${service}${kind}`,
      ...(id !== undefined && { PhysicalResourceId: id }),
      ResourceProperties: { ServiceToken: 'arn:token', Service: service, ...properties },
      ...(old && { OldResourceProperties: { ServiceToken: 'arn:token', Service: service, ...old } }),
    };
  }

  gateways(): GatewayItem[] {
    return this.account.items.all().filter(isGateway);
  }

  ledgerClusters(): ClusterItem[] {
    return this.account.items.all().filter(isCluster);
  }

  services(): ServiceItem[] {
    return this.account.items.all().filter(isService);
  }

  /** What is left in AWS and in the ledger of what the gateway makes. Services that hold nothing do not count. */
  remains(): string[] {
    const { loadBalancers, listeners, rules, securityGroups, clusters } = this.account;
    const inAws = [loadBalancers, listeners, rules, securityGroups, clusters].flatMap((all) => all.ids());
    const inLedger = this.account.items.all().filter((item) => !(isService(item) && holdsNothing(item)));
    return [...inAws, ...inLedger.map(({ PK, SK }) => `${PK} ${SK}`)];
  }

  /** A run that was killed never continues. */
  async #survive(): Promise<void> {
    const run = runs.getStore();
    if (run && (this.now > run.deadline || ++run.calls === run.dieAt)) {
      run.die();
      await new Promise(() => {});
    }
  }

  /** The same numbers in every run. */
  #random(): number {
    this.#seed = (this.#seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return this.#seed / 2 ** 31;
  }
}

/** The properties that a route and its traffic have in common. */
function ofMember(Membership: string, { service = 'Web', properties }: RequestOptions): Record<string, unknown> {
  const [BlueTargetGroupArn, GreenTargetGroupArn] = [`${service}-blue`, `${service}-green`];
  return { Membership, BlueTargetGroupArn, GreenTargetGroupArn, Strategy: 'CANARY', ...properties };
}

export const stackId = (stack: string): string => `arn:aws:cloudformation:eu-west-1:123456789012:stack/${stack}/uuid`;

/** @throws what the request failed with */
export function succeeded(answer: RequestResult): Extract<Outcome, { status: 'SUCCESS' }> {
  if (answer.status === 'FAILED') throw answer.error;
  if (answer.status !== 'SUCCESS') throw new Error(`The request was answered with ${answer.status}`);
  return answer;
}

export const attributes = (answer: RequestResult): GatewayAttributes =>
  succeeded(answer).data as unknown as GatewayAttributes;

export const failed = (answer: RequestResult): string =>
  answer.status === 'FAILED' ? `${answer.error.name}: ${answer.error.message}` : `not failed: ${answer.status}`;

/**
 * Has AWS report these states of every load balancer's setup, one after the other, and the last one from then on.
 * @returns those that are still to be reported
 */
export function tellSetups({ account, calls, loadBalancers }: Cloud, setups: readonly Setup[]): readonly Setup[] {
  const left = [...setups];
  loadBalancers.setup = (arn) =>
    calls.perform({
      name: 'DescribeLoadBalancers',
      effect: () => {
        const now = left.length > 1 ? left.shift() : left[0];
        return account.loadBalancers.has(arn) ? now : undefined;
      },
    });
  return left;
}
