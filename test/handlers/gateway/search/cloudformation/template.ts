import { CONTRACT, CONTRACT_WITH_TRAFFIC } from '../../../../../handlers/contract';
import { UNFIT } from '../account';

/** The custom resources of a block and its ECS service, in the order in which CloudFormation makes them. */
export const KINDS = ['Gateway', 'Route', 'Service', 'Traffic'] as const;

export type Kind = (typeof KINDS)[number];

export type BlockProperties = Readonly<Record<string, unknown>>;

/** What a block asks for. */
export interface BlockSettings {
  /** The gateway's name: another one means a move. */
  pool?: string;
  /** Other ones mean other claims on the same rule. */
  hosts?: readonly string[];
  paths?: readonly string[];
  cidrs?: readonly string[];
  /** Fixed by the user. */
  priority?: number;
  /** How ECS deploys; absent: CANARY. */
  strategy?: 'CANARY' | 'ROLLING';
  /** Another one means a deployment. */
  image?: number;
  /** `DependsOn`: the block that must be complete before this one begins. */
  after?: string;
  /** What the macro that expanded it knew of. */
  contract?: number;
  /** It names other subnets in the same Availability Zones, in which AWS makes no load balancer. */
  unfit?: true;
  /**
   * What CloudFormation retains by policy: what is deleted, except when its creation is rolled back; or what is
   * replaced.
   */
  keeps?: 'deleted' | 'replaced' | 'both';
}

/** A stack's blocks by their logical ids. */
export type Template = Readonly<Record<string, BlockSettings>>;

/** The block of a stack that has one. */
export const BLOCK = 'Web';

/** A template with one block. */
export const oneBlock = (settings: BlockSettings = {}): Template => ({ [BLOCK]: settings });

export const hasTraffic = ({ contract = CONTRACT }: BlockSettings): boolean => contract >= CONTRACT_WITH_TRAFFIC;

export const strategyOf = ({ strategy = 'CANARY' }: BlockSettings) => strategy;

export const keepsDeleted = ({ keeps }: BlockSettings = {}): boolean => keeps === 'deleted' || keeps === 'both';

export const keepsReplaced = ({ keeps }: BlockSettings = {}): boolean => keeps === 'replaced' || keeps === 'both';

/** @returns the template as the macro of contract 2 expanded it */
export const asOld = (template: Template): Template =>
  Object.fromEntries(Object.entries(template).map(([block, settings]) => [block, { ...settings, contract: 2 }]));

/** @returns the template as a macro expands it that knows of this contract, where a block does not say otherwise */
export const expanded = (template: Template, contract: number): Template =>
  Object.fromEntries(Object.entries(template).map(([block, settings]) => [block, { contract, ...settings }]));

/** The path that a route without hosts and paths gets, and that no other block's has. */
export const pathOf = (stack: string, block: string): string => `/${stack.toLowerCase()}-${block.toLowerCase()}`;

/** The paths of a block's rule. */
export const pathsOf = (stack: string, block: string, { hosts, paths }: BlockSettings): readonly string[] => {
  const path = pathOf(stack, block);
  return paths ?? (hosts ? [] : [path, `${path}/*`]);
};

/** A resource of a template. */
export interface TemplateResource {
  logicalId: string;
  kind: Kind;
  block: string;
  settings: BlockSettings;
  /** Logical ids of the resources that must be there before it. */
  after: readonly string[];
}

/** The ECS service has the block's own logical id. */
export const logicalIdOf = (block: string, kind: Kind): string => (kind === 'Service' ? block : `${block}${kind}`);

/** Every resource of the template. */
export const resourcesOf = (template: Template): TemplateResource[] =>
  Object.entries(template).flatMap(([block, settings]) => {
    const kinds = KINDS.filter((kind) => kind !== 'Traffic' || hasTraffic(settings));
    const awaited = settings.after === undefined ? [] : KINDS.map((kind) => logicalIdOf(settings.after ?? '', kind));
    return kinds.map((kind, position) => ({
      logicalId: logicalIdOf(block, kind),
      kind,
      block,
      settings,
      after: [...kinds.slice(0, position).map((one) => logicalIdOf(block, one)), ...awaited],
    }));
  });

/** What a block's properties refer to. */
export interface Referred {
  membership: string;
  route: string;
  ruleArn: string;
}

/** A resource's properties, as the macro writes them and CloudFormation resolves them. */
export function propertiesOf(
  { kind, block, settings }: Pick<TemplateResource, 'kind' | 'block' | 'settings'>,
  { membership, route, ruleArn }: Referred,
): BlockProperties {
  const strategy = strategyOf(settings);
  const ours = { ServiceTimeout: '1800', Contract: String(settings.contract ?? CONTRACT), Service: block };
  const groups = { BlueTargetGroupArn: `${membership}-blue`, GreenTargetGroupArn: `${membership}-green` };
  const asked = {
    Strategy: strategy,
    ...(settings.hosts && { Hosts: settings.hosts }),
    ...(settings.paths && { Paths: settings.paths }),
    ...(settings.priority !== undefined && { Priority: String(settings.priority) }),
    ...(keepsDeleted(settings) && { Retained: 'true' }),
  };
  switch (kind) {
    case 'Gateway':
      return {
        ...ours,
        ...(settings.pool && { GatewayName: settings.pool }),
        ...(keepsDeleted(settings) && { Retained: 'true' }),
        ...(keepsReplaced(settings) && { RetainedWhenReplaced: 'true' }),
        ...(settings.unfit && { SubnetIds: UNFIT.map(({ id }) => id) }),
      };
    case 'Route':
      return {
        ...ours,
        Membership: membership,
        ...groups,
        ...asked,
        ...(settings.cidrs && { AllowedCidrs: settings.cidrs }),
      };
    case 'Service':
      return {
        Membership: membership,
        Strategy: strategy,
        Image: settings.image ?? 1,
        ...(strategy !== 'ROLLING' && { ProductionListenerRule: ruleArn }),
      };
    case 'Traffic':
      return { ...ours, Membership: membership, Route: route, ...groups, ...asked };
  }
}
