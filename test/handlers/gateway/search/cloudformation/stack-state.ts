import { CONTRACT, type GatewayAttributes, type RouteAttributes } from '../../../../../handlers/contract';
import {
  type BlockProperties,
  type BlockSettings,
  type Kind,
  logicalIdOf,
  oneBlock,
  propertiesOf,
  type Template,
  type TemplateResource,
} from './template';

/** How CloudFormation sends the requests of an operation. */
export interface Sending {
  /**
   * What the response URLs tell of when they were signed: every request in a second of its own; nothing, so that nobody
   * knows which of two requests is the newer; or, if nothing is said, one second for all of an operation.
   */
  signed?: 'apart' | 'not';
  /** The Deletes of a stack's resources are sent at the same time, whatever depends on what. */
  deletesAtOnce?: boolean;
}

/** A resource that a stack has. */
export interface KnownResource {
  id: string;
  kind: Kind;
  block: string;
  properties: BlockProperties;
}

/** What the clean-up deletes. */
export interface ToDelete extends KnownResource {
  logicalId: string;
  /** The resource itself goes, and not only what it was before a replacement. */
  ends: boolean;
}

/** An operation in progress. */
export interface OperationState {
  phase: 'going forward' | 'rolling back' | 'cleaning up' | 'deleting';
  /** The templates before it, and after it if it succeeds. */
  from: Template;
  to: Template;
  /** Logical ids of the resources that it has begun to update and not yet taken back, in order. */
  touched: string[];
  /** What was asked of resources whose Update failed or was cancelled, by logical id. */
  attempted: Record<string, BlockProperties>;
  /** What its clean-up will delete, or still has to. */
  leftovers: ToDelete[];
}

/** What CloudFormation knows of a stack. It decides all that CloudFormation will do in an operation. */
export interface StackState {
  name: string;
  template: Template;
  /** What the macro knows of, if a block does not say otherwise. */
  contract: number;
  /** By logical id. */
  resources: Record<string, KnownResource>;
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
  /** The settings of retained blocks, by member id. */
  keptBlocks: Record<string, BlockSettings>;
  /** Requests sent so far, by logical id. */
  requests: Record<string, number>;
  /** The second of the next request: each operation, and each repetition, is in a second of its own. */
  second: number;
  /** Something of the stack has failed for no reason of the gateway's. It does so once at most. */
  hasFailed: boolean;
  /** Why the gateway has refused what the last operation asked for. */
  refusal?: string;
  /** No operation has left the stack as it was when something failed. */
  isWhole: boolean;
  operation?: OperationState;
  /** Blocks whose weights the last operation has left to an errand. */
  leftToErrand: string[];
  /** Which of its services answered which requests when the last operation began or ended. */
  answered: Record<string, string>;
}

export const newStack = (name: string, template: Template = oneBlock(), contract: number = CONTRACT): StackState => ({
  name,
  template,
  contract,
  resources: {},
  gateways: {},
  routes: {},
  givenUp: [],
  kept: [],
  keptBlocks: {},
  requests: {},
  second: 0,
  hasFailed: false,
  isWhole: true,
  leftToErrand: [],
  answered: {},
});

export const stackId = (name: string): string => `stack/${name}/1`;

/** The service ids of a stack's blocks. */
export const serviceIdOf = (stack: string, block: string): string => `${stackId(stack)}/${block}`;

/** The member id of a block. */
export const membershipOf = ({ resources }: StackState, block: string): string =>
  resources[logicalIdOf(block, 'Gateway')]?.id ?? '';

/** The properties that a resource is to have, with all references resolved. */
export function resolved(state: StackState, resource: TemplateResource): BlockProperties {
  const route = state.resources[logicalIdOf(resource.block, 'Route')]?.id ?? '';
  const membership = membershipOf(state, resource.block);
  return propertiesOf(resource, { membership, route, ruleArn: state.routes[route]?.RuleArn ?? '' });
}

/**
 * Retains what was replaced. The rule of a route that is still the same member's was changed in place, and is not
 * retained.
 */
export function keepReplaced(state: StackState, { kind, id, block }: ToDelete, settings: BlockSettings): void {
  const isChanged = kind === 'Route' && id.startsWith(`${membershipOf(state, block)}|`);
  (isChanged ? state.givenUp : state.kept).push(id);
  if (isChanged) {
    delete state.routes[id];
  } else if (kind === 'Gateway') {
    state.keptBlocks[id] = settings;
  }
}

/** Retains what the stack no longer has. */
export function keepDeleted(state: StackState, { kind, id }: KnownResource, settings: BlockSettings): void {
  state.kept.push(id);
  if (kind === 'Gateway') {
    state.keptBlocks[id] = settings;
  }
}

/** @throws Error if the stack does not have it */
export function existing({ name, resources }: StackState, logicalId: string): KnownResource {
  const resource = resources[logicalId];
  if (!resource) throw new Error(`${name} has no ${logicalId}`);
  return resource;
}
