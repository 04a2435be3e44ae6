import type { GatewayAttributes, RouteAttributes } from '../../../../../handlers/contract';

import { UNFIT } from '../account';

/** How CloudFormation sends the requests of an operation. */
export interface Sending {
  /**
   * What the response URLs tell of when they were signed: every request in a second of its own; nothing, so that nobody
   * knows which of two requests is the newer; or, if nothing is said, one second for all of an operation.
   */
  signed?: 'apart' | 'not';
  /** The Deletes of gateway and route are sent at the same time, whatever depends on what. */
  deletesAtOnce?: boolean;
}

export type Kind = 'Gateway' | 'Route';

export type BlockProperties = Readonly<Record<string, unknown>>;

export interface KnownResource {
  id: string;
  properties: BlockProperties;
}

/** What a stack's block asks for. */
export interface BlockSettings {
  /** The gateway's name: another one means a move. */
  pool?: string;
  /** The cluster's name: another one means a move. */
  cluster?: string;
  /** Another one means another claim on the same rule. */
  host?: string;
  /** Fixed by the user. */
  priority?: number;
  /** It names other subnets in the same Availability Zones, in which AWS makes no load balancer. */
  unfit?: true;
  /**
   * What CloudFormation retains by policy: what is deleted, except when its creation is rolled back; or what is
   * replaced.
   */
  keeps?: 'deleted' | 'replaced' | 'both';
}

export const keepsDeleted = ({ keeps }: BlockSettings): boolean => keeps === 'deleted' || keeps === 'both';

export const keepsReplaced = ({ keeps }: BlockSettings): boolean => keeps === 'replaced' || keeps === 'both';

/** What CloudFormation knows of a stack with one block. */
export interface StackState {
  name: string;
  settings: BlockSettings;
  resources: Partial<Record<Kind, KnownResource>>;
  /**
   * Attributes by physical id, from the answer that told them until a Delete of that id is sent. What they name must be
   * there for that long.
   */
  gateways: Record<string, GatewayAttributes>;
  routes: Record<string, RouteAttributes>;
  /** Ids whose clean-up was given up: what they name may be left until the stack is deleted. */
  givenUp: string[];
  /** Ids of what CloudFormation retains: what they name must be there for ever. */
  kept: string[];
  /** Requests sent so far. */
  requests: number;
  /** The second of the next request: each operation, and each repetition, is in a second of its own. */
  second: number;
}

export const newStack = (name: string, settings: BlockSettings = {}): StackState => ({
  name,
  settings,
  resources: {},
  gateways: {},
  routes: {},
  givenUp: [],
  kept: [],
  requests: 0,
  second: 0,
});

export const stackId = (name: string): string => `stack/${name}/1`;

/** The block's logical id. */
export const BLOCK = 'Web';

/** The path that a route without hosts gets, and that no other stack's has. */
export const pathOf = (name: string): string => `/${name.toLowerCase()}-${BLOCK.toLowerCase()}`;

/** A resource's properties, as the macro writes them and CloudFormation resolves them. */
export const propertiesOf = (kind: Kind, settings: BlockSettings, membership: string): BlockProperties =>
  kind === 'Gateway'
    ? {
        ServiceTimeout: '1800',
        Contract: '1',
        Service: BLOCK,
        ...(settings.pool && { GatewayName: settings.pool }),
        ...(settings.cluster && { Cluster: settings.cluster }),
        ...(keepsDeleted(settings) && { Retained: 'true' }),
        ...(keepsReplaced(settings) && { RetainedWhenReplaced: 'true' }),
        ...(settings.unfit && { SubnetIds: UNFIT.map(({ id }) => id) }),
      }
    : {
        ServiceTimeout: '1800',
        Contract: '1',
        Service: BLOCK,
        Membership: membership,
        BlueTargetGroupArn: `${membership}-blue`,
        GreenTargetGroupArn: `${membership}-green`,
        Strategy: 'CANARY',
        ...(settings.host && { Hosts: [settings.host] }),
        ...(settings.priority !== undefined && { Priority: String(settings.priority) }),
      };

/**
 * Retains what was replaced. The rule of a route that is still the same member's was changed in place, and is not
 * retained.
 */
export function keepReplaced(
  { resources, routes, kept, givenUp }: StackState,
  replaced: readonly [Kind, string][],
): void {
  for (const [kind, id] of replaced) {
    const isChanged = kind === 'Route' && id.startsWith(`${resources.Gateway?.id}|`);
    (isChanged ? givenUp : kept).push(id);
    if (isChanged) {
      delete routes[id];
    }
  }
}

/** @throws Error if the stack does not have it */
export function existing({ name, resources }: StackState, kind: Kind): KnownResource {
  const resource = resources[kind];
  if (!resource) throw new Error(`${name} has no ${kind}`);
  return resource;
}
