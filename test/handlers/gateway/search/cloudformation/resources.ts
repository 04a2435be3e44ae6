import type { GatewayAttributes, RouteAttributes } from '../../../../../handlers/contract';
import type { EcsServiceRecord } from '../account';
import type { SimulatedEcs } from '../ecs';
import { canonical } from '../engine/cells';
import type { InFlight, OperationFailure } from './operation-failure';
import type { RequestEnding } from './requests';
import type { StackRequests } from './stack-requests';
import { existing, type KnownResource, resolved, type StackState, serviceIdOf, type ToDelete } from './stack-state';
import type { BlockProperties, TemplateResource } from './template';

/** Why the update of a service fails. */
const REASONS = {
  unsteady: 'its tasks are not healthy',
  refused: 'Refused by ECS: its strategy cannot become ROLLING while a deployment is in progress',
} as const;

/** Creates, updates and deletes the resources of one stack, one by one. */
export class StackResources {
  readonly #requests: StackRequests;
  readonly #ecs: SimulatedEcs;
  readonly #services: { get(member: string): EcsServiceRecord | undefined };
  readonly #state: StackState;
  /** Called whenever the stack has other resources than before. */
  readonly #onChange: () => void;

  constructor(
    requests: StackRequests,
    ecs: SimulatedEcs,
    services: { get(member: string): EcsServiceRecord | undefined },
    onChange: () => void,
  ) {
    this.#requests = requests;
    this.#ecs = ecs;
    this.#services = services;
    this.#state = requests.state;
    this.#onChange = onChange;
  }

  /** Creates or updates a resource, if that is not as it should be, and nothing has failed yet. */
  async provide(resource: TemplateResource, failure: OperationFailure, mayFail: boolean): Promise<void> {
    const state = this.#state;
    const { logicalId } = resource;
    const known = state.resources[logicalId];
    const properties = resolved(state, resource);
    if (failure.happened || (known && canonical(properties) === canonical(known.properties))) return;
    if (known) {
      state.operation?.touched.push(logicalId);
      state.operation?.touched.sort();
    }
    const onFailure = mayFail && !state.hasFailed ? () => this.#fails() : undefined;
    const ending = await failure.or(this.#ask(resource, properties, known, known?.properties, onFailure));
    if (ending.status === 'SUCCESS') {
      this.#becomes(resource, properties, ending, known);
      return;
    }
    if (known && state.operation) {
      state.operation.attempted[logicalId] = properties;
    } else {
      const id = 'id' in ending ? ending.id : `${state.name}-${logicalId}-STANDIN`;
      state.resources[logicalId] = { id, kind: resource.kind, block: resource.block, properties };
    }
    if (ending.status === 'FAILED') {
      state.refusal ??= ending.reason;
    }
    this.#onChange();
    failure.happen();
  }

  /** Updates a resource back to what it was, if it was touched or refers to something that was. */
  async takeBack(resource: TemplateResource): Promise<void> {
    const state = this.#state;
    const { logicalId } = resource;
    const known = existing(state, logicalId);
    const properties = resolved(state, resource);
    const { touched = [], attempted = {} } = state.operation ?? {};
    if (!touched.includes(logicalId) && canonical(properties) === canonical(known.properties)) return;
    const old = attempted[logicalId] ?? known.properties;
    const ending = await this.#requests.insist(() => this.#ask(resource, properties, known, old));
    touched.splice(touched.indexOf(logicalId), touched.includes(logicalId) ? 1 : 0);
    this.#becomes(resource, properties, ending, known);
  }

  /** @param attempts after so many it is given up. @returns whether it is deleted */
  async delete(leftover: ToDelete, attempts: number): Promise<boolean> {
    const { logicalId, kind, id, ends } = leftover;
    const state = this.#state;
    this.#forget(leftover);
    const properties = ends ? leftover.properties : (state.resources[logicalId]?.properties ?? leftover.properties);
    let isDeleted = kind === 'Service';
    if (isDeleted) {
      this.#ecs.delete(String(leftover.properties.Membership));
    }
    for (let attempt = 1; !isDeleted && attempt <= attempts; attempt++) {
      const asked = { RequestType: 'Delete', kind, logicalId, properties, id } as const;
      isDeleted = (await this.#requests.ask(asked).ending).status === 'SUCCESS';
      if (!isDeleted) this.#requests.later();
    }
    if (ends) {
      delete state.resources[logicalId];
    }
    this.#onChange();
    return isDeleted;
  }

  /** From now on what these attributes name may go. */
  #forget({ kind, block, id, ends }: ToDelete): void {
    const { gateways, routes, kept, name } = this.#state;
    const expected: Record<string, unknown> = kind === 'Gateway' ? gateways : kind === 'Route' ? routes : {};
    const ofBlock = Object.keys(expected).filter((one) => one.startsWith(`${serviceIdOf(name, block)}~`));
    for (const one of ends ? ofBlock : [id]) {
      if (!kept.includes(one)) {
        delete expected[one];
      }
    }
  }

  #fails(): void {
    this.#state.hasFailed = true;
  }

  #ask(
    { logicalId, kind }: TemplateResource,
    properties: BlockProperties,
    known?: KnownResource,
    old?: BlockProperties,
    onFailure?: () => void,
  ): InFlight<RequestEnding> {
    if (kind === 'Service') return this.#deploy(properties, onFailure);
    return this.#requests.ask(
      known
        ? { RequestType: 'Update', kind, logicalId, properties, id: known.id, ...(old && { old }) }
        : { RequestType: 'Create', kind, logicalId, properties },
    );
  }

  #deploy(properties: BlockProperties, onFailure?: () => void): InFlight<RequestEnding> {
    const member = String(properties.Membership);
    const id = `service/${member}`;
    const rule = properties.ProductionListenerRule;
    const wish = {
      strategy: properties.Strategy === 'ROLLING' ? ('ROLLING' as const) : ('CANARY' as const),
      image: Number(properties.Image),
      ...(rule !== undefined && { rule: String(rule) }),
    };
    const now = this.#services.get(member);
    const isSame = now?.strategy === wish.strategy && now.image === wish.image && now.rule === wish.rule;
    // The roll back of a move finds the old service as it was.
    if (isSame && !now.deploying) {
      return { ending: Promise.resolve({ status: 'SUCCESS', id, data: {} }), cancel: () => {} };
    }
    const { ending, cancel } = this.#ecs.deploy(member, wish, onFailure);
    return {
      ending: ending.then((how) =>
        how === 'steady' ? { status: 'SUCCESS', id, data: {} } : { status: 'FAILED', id, reason: REASONS[how] },
      ),
      cancel,
    };
  }

  #becomes(
    { logicalId, kind, block }: TemplateResource,
    properties: BlockProperties,
    { id, data }: RequestEnding & { status: 'SUCCESS' },
    known?: KnownResource,
  ): void {
    const { operation, resources, gateways, routes } = this.#state;
    if (known && id !== known.id) {
      operation?.leftovers.push({ ...known, logicalId, ends: false });
    }
    resources[logicalId] = { id, kind, block, properties };
    if (kind === 'Gateway') {
      gateways[id] = data as unknown as GatewayAttributes;
    } else if (kind === 'Route') {
      routes[id] = data as unknown as RouteAttributes;
    }
    this.#onChange();
  }
}
