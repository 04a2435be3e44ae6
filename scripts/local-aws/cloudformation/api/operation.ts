/** What the operations of one region work with. */
import type { QueryOperation } from '../../service/operation';
import type { Engine } from '../engine/engine';
import type { Store } from '../state/store';
import type { PrepareTools } from '../transform/prepare';

export interface CloudFormationState extends PrepareTools {
  accountId: string;
  region: string;
  store: Store;
  engine: Engine;
}

export type CloudFormationOperation = QueryOperation<CloudFormationState>;
