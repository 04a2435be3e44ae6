import type { Treatment } from '../../../../handlers/gateway/doctor/event';
import type { Oddity } from '../account/state';
import type { SimulatedAccount } from './account';
import type { SimulatedStack } from './cloudformation/stack';
import type { BlockSettings, Sending } from './cloudformation/stack-state';

/** What somebody may delete by hand, with all that is on it. */
export type Deletion = 'rule' | 'listener' | 'load balancer';

/** What CloudFormation does with one stack, step by step. */
export type StackOperations = (stack: SimulatedStack) => Promise<unknown>;

/** Who is there, and what happens to them at the same time. */
export interface Scene extends Sending {
  /** How many services may share one load balancer. */
  maxMembers?: number;
  /** What stacks ask for, where it is not the default. */
  settings?: Readonly<Record<string, BlockSettings>>;
  /** Stacks that are there before it begins, made one after the other. */
  before?: readonly string[];
  /** Something else that is there before it begins. */
  prepare?: (account: SimulatedAccount) => void;
  stacks: Readonly<Record<string, StackOperations>>;
  /** How many sweepers start at the same time. */
  sweepers?: number;
  /** How many runs start that do no more than finish what they see closing. */
  closers?: number;
  /** Check-ups that start at the same time, and what they are to do about their findings. */
  doctors?: readonly Treatment[];
  /** A check-up goes through when all is quiet and repairs what it can; another finds nothing then. */
  repairedAtTheEnd?: boolean;
  /** A sweeper goes through when all is quiet. */
  sweptAtTheEnd?: boolean;
  /** Rules that somebody makes by hand, at any time, with these priorities. */
  foreignRules?: readonly number[];
  /** The ledger is lost before it begins; until the end nothing of AWS may be, of what stacks have. */
  ledgerLost?: boolean;
  /** What somebody deletes by hand, at any time: the first that there is. */
  deletions?: readonly Deletion[];
  /** How AWS behaves from the beginning on. */
  oddities?: readonly Oddity[];
  /** Every service that is there before it begins is amid a deployment: blue has its canary. */
  amidDeployments?: boolean;
  /** Somebody puts a listener of his own in the place of the first that there is, at any time. */
  listenerReplaced?: boolean;
}
