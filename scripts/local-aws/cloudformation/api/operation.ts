/** What the operations of one region work with. */
import type { QueryOperation } from '../../service/operation';
import type { Engine } from '../engine/engine';
import type { StackStore } from '../state/stack-store';
import type { PrepareTools } from '../transform/prepare';

export interface CloudFormationState extends PrepareTools {
  accountId: string;
  region: string;
  store: StackStore;
  engine: Engine;
}

export type CloudFormationOperation = QueryOperation<CloudFormationState>;
