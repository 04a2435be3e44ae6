import { CONTRACT, type GatewayAttributes } from '../../../handlers/contract';
import type { StackBlock, StackRequest } from '../../soak/cloudformation';
import type { FunctionResponse } from '../../soak/responses';
import type { SetUp } from '../../soak/set-up';

/** A service and what its custom resources were answered with. */
export interface BenchService {
  stack: StackBlock;
  gateway: string;
  attributes: GatewayAttributes;
  /** Properties of its route and its traffic. */
  membership: Record<string, unknown>;
  /** Physical ids of its route and its traffic. */
  route: string;
  traffic: string;
}

/** Requests of services, each of which must succeed. */
export class BenchServices {
  readonly #stage: SetUp;

  constructor(stage: SetUp) {
    this.#stage = stage;
  }

  /** Has the service join a gateway. */
  async joinGateway(name: string): Promise<BenchService> {
    const uuid = this.#stage.chance.uuid(name);
    const stack = { id: `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/${uuid}`, block: 'Web' };
    const answer = await this.#ask(stack, { requestType: 'Create', kind: 'Gateway', properties: {} });
    const attributes = answer.Data as unknown as GatewayAttributes;
    return { stack, gateway: answer.PhysicalResourceId, attributes, membership: {}, route: '', traffic: '' };
  }

  /** Makes the target groups, which are other resources of the stack. */
  async makeTargetGroups(service: BenchService): Promise<void> {
    const { account } = this.#stage;
    const { BlueTargetGroupName, GreenTargetGroupName, VpcId } = service.attributes;
    service.membership = {
      Contract: CONTRACT,
      Membership: service.gateway,
      BlueTargetGroupArn: await account.createTargetGroup(BlueTargetGroupName, VpcId),
      GreenTargetGroupArn: await account.createTargetGroup(GreenTargetGroupName, VpcId),
      Strategy: 'CANARY',
    };
  }

  async makeRoute(service: BenchService): Promise<void> {
    const { stack, membership } = service;
    const asked = { requestType: 'Create', kind: 'Route', properties: membership } as const;
    service.route = (await this.#ask(stack, asked)).PhysicalResourceId;
  }

  async makeTraffic(service: BenchService): Promise<void> {
    const { stack, membership, route: Route } = service;
    const asked = { requestType: 'Create', kind: 'Traffic', properties: { ...membership, Route } } as const;
    service.traffic = (await this.#ask(stack, asked)).PhysicalResourceId;
  }

  async changeTraffic({ stack, membership, route: Route, traffic: physicalId }: BenchService): Promise<void> {
    const { Hosts: _, ...old } = membership;
    const properties = { ...membership, Route };
    await this.#ask(stack, { requestType: 'Update', kind: 'Traffic', physicalId, properties, old });
  }

  async endTraffic({ stack, membership, traffic: physicalId }: BenchService): Promise<void> {
    await this.#ask(stack, { requestType: 'Delete', kind: 'Traffic', physicalId, properties: membership });
  }

  /** Gives the service a host. @returns what the clean-up deletes: the id of the route before */
  async changeRoute(service: BenchService, host: string): Promise<string> {
    const { stack, membership: old, route: physicalId } = service;
    const properties = { ...old, Hosts: [host] };
    const asked = { requestType: 'Update', kind: 'Route', physicalId, properties, old } as const;
    service.membership = properties;
    service.route = (await this.#ask(stack, asked)).PhysicalResourceId;
    return physicalId;
  }

  async deleteRoute({ stack, membership }: BenchService, physicalId: string): Promise<void> {
    await this.#ask(stack, { requestType: 'Delete', kind: 'Route', physicalId, properties: membership });
  }

  async leaveGateway({ stack, gateway: physicalId }: BenchService): Promise<void> {
    await this.#ask(stack, { requestType: 'Delete', kind: 'Gateway', physicalId, properties: {} });
  }

  /** @throws Error if the request fails */
  async #ask(stack: StackBlock, asked: StackRequest): Promise<FunctionResponse> {
    const answer = await this.#stage.cloudFormation.ask(stack, asked);
    if (answer.Status === 'FAILED') throw new Error(answer.Reason);
    return answer;
  }
}
