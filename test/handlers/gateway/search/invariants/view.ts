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
import type { StackState } from '../cloudformation/stack-state';
import type { Cells } from '../engine/cells';
import { Account } from '../model/aws';
import { ledgerOf } from '../model/table';

/** All that an invariant looks at, at one instant. */
export interface View {
  account: Account;
  gateways: readonly GatewayItem[];
  clusters: readonly ClusterItem[];
  claims: readonly ClaimItem[];
  services: readonly ServiceItem[];
  stacks: readonly StackState[];
}

export function viewOf(cells: Cells, stacks: readonly StackState[]): View {
  const items = ledgerOf(cells).all();
  return {
    account: new Account(cells),
    gateways: items.filter(isGateway),
    clusters: items.filter(isCluster),
    claims: items.filter(isClaim).map((item) => item as unknown as ClaimItem),
    services: items.filter(isService),
    stacks,
  };
}

/** An invariant does not hold. */
export class ViolationError extends Error {
  override readonly name = 'ViolationError';
}

/** @throws ViolationError with all of the sentences, if there are any */
export function none(sentences: readonly string[]): void {
  if (sentences.length > 0) throw new ViolationError(sentences.join('; '));
}
