/**
 * What can go wrong with a call: `kill`: it takes effect, and the process dies before it hears of it; `fail`: nothing
 * happens, and the caller gets an error; `lost`: it takes effect, and the caller gets an error; `again`: it takes
 * effect, its answer is lost on the way, and the SDK makes the call once more; `stale`: a reading call does not show
 * yet what was made in the last seconds; `busy`: nothing happens, because others are at work on the same item or make too
 * many calls, and the caller may make it again.
 */
export const FAULTS = ['kill', 'fail', 'lost', 'again', 'stale', 'busy'] as const;
export type CallFault = (typeof FAULTS)[number];

/** A call to AWS: one thing that happens at one instant. */
export interface AccountCall<T> {
  /** The API operation. */
  name: string;
  /** The arguments, for people to read. */
  about?: () => string;
  /** Which faults make a difference. */
  faults?: readonly CallFault[];
  effect(): T;
  /** The answer of a `stale` call; undefined if it would be the same. */
  stale?(): { answer: T } | undefined;
}

/** Makes calls. Unit tests have one that makes each call at once; in the search every call waits until it is chosen. */
export interface Caller {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  perform<T>(call: AccountCall<T>): Promise<T>;
  /** Reads what the search holds still: it is no step there. */
  look<T>(name: string, effect: () => T): Promise<T>;
  /** What AWS does by itself some time later, in milliseconds. @param label names it among all that is to come */
  later(label: string, milliseconds: number, act: () => void): void;
}
