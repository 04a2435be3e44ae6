import {
  type ClaimItem,
  type ClusterItem,
  type GatewayItem,
  isClaim,
  isCluster,
  isGateway,
  isService,
  type ServiceItem,
} from '../../../../../handlers/gateway/ledger/items';
import { SimulatedAccount } from '../account';
import type { StackState } from '../cloudformation/stack-state';
import type { Cells } from '../engine/cells';

/** What the invariants read, at one instant. */
export interface View {
  account: SimulatedAccount;
  gateways: readonly GatewayItem[];
  clusters: readonly ClusterItem[];
  claims: readonly ClaimItem[];
  services: readonly ServiceItem[];
  stacks: readonly StackState[];
}

export function viewOf(cells: Cells, stacks: readonly StackState[]): View {
  const account = new SimulatedAccount(cells);
  const items = account.items.all();
  return {
    account,
    gateways: items.filter(isGateway),
    clusters: items.filter(isCluster),
    claims: items.filter(isClaim).map((item) => item as unknown as ClaimItem),
    services: items.filter(isService),
    stacks,
  };
}

/** The services that hold a claim. Items of older versions name one owner. */
export const heldBy = ({ owner, by = {} }: ClaimItem & { by?: Readonly<Record<string, unknown>> }): string[] => [
  ...new Set([...(owner === undefined ? [] : [owner]), ...Object.keys(by)]),
];

/** An invariant does not hold. */
export class ViolationError extends Error {
  override readonly name = 'ViolationError';
}

/** @throws ViolationError with all of the sentences, if there are any */
export function none(sentences: readonly string[]): void {
  if (sentences.length > 0) throw new ViolationError(sentences.join('; '));
}
