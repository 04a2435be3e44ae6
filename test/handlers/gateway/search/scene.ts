import type { Treatment } from '../../../../handlers/gateway/doctor/event';
import type { Oddity } from '../account/state';
import type { SimulatedAccount } from './account';
import type { SimulatedStack } from './cloudformation/stack';
import type { Sending } from './cloudformation/stack-state';
import type { BlockSettings, Template } from './cloudformation/template';

/** What somebody may delete by hand, with all that is on it. */
export type Deletion = 'rule' | 'listener' | 'load balancer';

/** What CloudFormation does with one stack: create, update and delete, one after the other. */
export type StackOperations<T = unknown> = (stack: SimulatedStack) => Promise<T>;

/** Who is there, and what happens at the same time. */
export interface Scene extends Sending {
  /** How many services may share one load balancer. */
  maxMembers?: number;
  /** Settings of the blocks of stacks with one block, where they are not the default. */
  settings?: Readonly<Record<string, BlockSettings>>;
  /** The templates of stacks with several blocks. */
  templates?: Readonly<Record<string, Template>>;
  /**
   * What the macro knows of, if a block does not say otherwise; absent: what today's macro does. Where all Deletes are
   * sent at once, nobody can end the traffic before tasks go: only contract 2 can be judged.
   */
  contract?: number;
  /** Stacks that are created before it begins, one after the other. */
  before?: readonly string[];
  /** Puts something else into the account before it begins. */
  prepare?: (account: SimulatedAccount) => void;
  stacks: Readonly<Record<string, StackOperations>>;
  /** How many sweepers start at the same time. */
  sweepers?: number;
  /** How many runs start that only finish gateways which are closing. */
  closers?: number;
  /** Check-ups that start at the same time, and what they are to do about their findings. */
  doctors?: readonly Treatment[];
  /** When all is quiet, a check-up repairs what it can. The next one must find nothing. */
  repairedAtTheEnd?: boolean;
  /** A sweep runs when all is quiet. */
  sweptAtTheEnd?: boolean;
  /** Rules that somebody makes by hand, at any time, with these priorities. */
  foreignRules?: readonly number[];
  /** The ledger is lost before it begins. Nothing that stacks have in AWS may be lost until the end. */
  ledgerLost?: boolean;
  /** What somebody deletes by hand at any time: the first of its kind. */
  deletions?: readonly Deletion[];
  /** Unusual behaviour of AWS, from the beginning on. */
  oddities?: readonly Oddity[];
  /** Every service that is there before it begins is in the middle of a deployment, with its canary in blue. */
  amidDeployments?: boolean;
  /** At any time somebody replaces our first listener by one of their own. */
  listenerReplaced?: boolean;
}
