/** A change set, and the changes that it shows. */
import type { PreparedTemplate } from '../template/prepared-template';
import type { StackSettings } from './stack';
import type { ChangeSetStatus, ExecutionStatus } from './statuses';

export interface ResourceChange {
  action: 'Add' | 'Modify' | 'Remove' | 'Import';
  logicalId: string;
  type: string;
  physicalId?: string;
  replacement?: 'True' | 'False' | 'Conditional';
  details: readonly ChangeDetail[];
  policyAction?: 'Delete' | 'Retain' | 'ReplaceAndDelete' | 'ReplaceAndRetain';
}

export interface ChangeDetail {
  attribute: 'Properties' | 'Metadata';
  name?: string;
  requiresRecreation: 'Never' | 'Conditionally' | 'Always';
  evaluation: 'Static' | 'Dynamic';
  changeSource: 'DirectModification' | 'ResourceReference' | 'ResourceAttribute' | 'ParameterReference' | 'Automatic';
  causingEntity?: string;
}

export interface StackChangeSet {
  id: string;
  name: string;
  stackId: string;
  type: 'CREATE' | 'UPDATE' | 'IMPORT';
  /** Physical ids of the resources to import, by logical id. */
  imports?: ReadonlyMap<string, string>;
  description?: string;
  createdAt: Date;
  status: ChangeSetStatus;
  statusReason?: string;
  executionStatus: ExecutionStatus;
  settings: StackSettings;
  onStackFailure?: 'DO_NOTHING' | 'ROLLBACK' | 'DELETE';
  changes: readonly ResourceChange[];
  /** ClientToken of the request that made it, and ClientRequestToken of the one that executed it. */
  token?: string;
  executionToken?: string;
  /** Present once its status is CREATE_COMPLETE. */
  prepared?: PreparedTemplate;
}
