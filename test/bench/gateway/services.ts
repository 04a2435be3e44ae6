import type { GatewayAttributes } from '../../../handlers/contract';
import type { Answer } from '../../soak/answers';
import type { Asked, Stack } from '../../soak/cloudformation';
import type { Stage } from '../../soak/stage';

/** A service and what its two custom resources were answered with. */
export interface Service {
  stack: Stack;
  gateway: string;
  attributes: GatewayAttributes;
  /** Properties of its route. */
  membership: Record<string, unknown>;
  /** Physical id of the route. */
  route: string;
}

/** Requests of services, each of which must succeed. */
export class Services {
  readonly #stage: Stage;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  /** Has the service join a gateway. */
  async joinGateway(name: string): Promise<Service> {
    const uuid = this.#stage.chance.uuid(name);
    const stack = { id: `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/${uuid}`, block: 'Web' };
    const answer = await this.#ask(stack, { requestType: 'Create', kind: 'Gateway', properties: {} });
    const attributes = answer.Data as unknown as GatewayAttributes;
    return { stack, gateway: answer.PhysicalResourceId, attributes, membership: {}, route: '' };
  }

  /** Makes the target groups, which are other resources of the stack. */
  async makeTargetGroups(service: Service): Promise<void> {
    const { account } = this.#stage;
    const { BlueTargetGroupName, GreenTargetGroupName, VpcId } = service.attributes;
    service.membership = {
      Membership: service.gateway,
      BlueTargetGroupArn: await account.createTargetGroup(BlueTargetGroupName, VpcId),
      GreenTargetGroupArn: await account.createTargetGroup(GreenTargetGroupName, VpcId),
      Strategy: 'CANARY',
    };
  }

  async makeRoute(service: Service): Promise<void> {
    const { stack, membership } = service;
    const asked = { requestType: 'Create', kind: 'Route', properties: membership } as const;
    service.route = (await this.#ask(stack, asked)).PhysicalResourceId;
  }

  /** Gives the service a host. @returns what the clean-up deletes: the id of the route before */
  async changeRoute(service: Service, host: string): Promise<string> {
    const { stack, membership: old, route: physicalId } = service;
    const properties = { ...old, Hosts: [host] };
    const asked = { requestType: 'Update', kind: 'Route', physicalId, properties, old } as const;
    service.membership = properties;
    service.route = (await this.#ask(stack, asked)).PhysicalResourceId;
    return physicalId;
  }

  async deleteRoute({ stack, membership }: Service, physicalId: string): Promise<void> {
    await this.#ask(stack, { requestType: 'Delete', kind: 'Route', physicalId, properties: membership });
  }

  async leaveGateway({ stack, gateway: physicalId }: Service): Promise<void> {
    await this.#ask(stack, { requestType: 'Delete', kind: 'Gateway', physicalId, properties: {} });
  }

  /** @throws Error if the request fails */
  async #ask(stack: Stack, asked: Asked): Promise<Answer> {
    const answer = await this.#stage.cloudFormation.ask(stack, asked);
    if (answer.Status === 'FAILED') throw new Error(answer.Reason);
    return answer;
  }
}
