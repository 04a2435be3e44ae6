/** What CloudFormation's API operations work with, in one region. */
import type { QueryOperation } from '../../service/operation';
import type { Engine } from '../engine/engine';
import type { StackStore } from '../state/stack-store';
import type { PrepareTools } from '../transform/prepare';

export interface CloudFormationState extends PrepareTools {
  accountId: string;
  region: string;
  /** The clock of every stamp. */
  now(): Date;
  store: StackStore;
  engine: Engine;
}

export type CloudFormationOperation = QueryOperation<CloudFormationState>;
