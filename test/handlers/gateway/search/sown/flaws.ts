import type { Setup } from '../../../../../handlers/gateway/world/load-balancers';
import type { AccountCall, Caller } from '../../account/call';

/** What AWS is made to answer wrongly, between the account and the gateway: neither has a trace of it. */
export type Flaw =
  /** The doctor takes every stack for one that rests. */
  | 'hasty'
  /** Whatever listener is on the port is taken for ours. */
  | 'adopting'
  /** The canary is taken for what is live. */
  | 'mistaken'
  /** Tags never show. */
  | 'blind'
  /** ECS is taken to be deploying nothing, ever. */
  | 'rash'
  /** Every load balancer is taken for one that is set up. */
  | 'trusting';

/** Which call is answered wrongly, and with what instead of the truth. */
const FLAWS: Readonly<Record<Flaw, { of: string; instead(truth: unknown): unknown }>> = {
  hasty: { of: 'DescribeStacks', instead: (state) => (state === 'busy' ? 'resting' : state) },
  adopting: { of: 'CreateListener', instead: (made) => (isTaken(made) ? made.taken : made) },
  mistaken: {
    of: 'DescribeServiceRevisions',
    instead: (live) => (typeof live === 'string' ? live.replace(/green$/, 'blue') : live),
  },
  rash: { of: 'DescribeServices', instead: () => 'over' },
  blind: { of: 'DescribeTags', instead: (known) => (known as [string, unknown][]).map(([arn]) => [arn, {}]) },
  trusting: {
    of: 'DescribeLoadBalancers',
    instead: (shown) => (hasFailed(shown) ? { ...shown, state: 'active' } : shown),
  },
};

const isTaken = (made: unknown): made is { taken: string } =>
  typeof made === 'object' && made !== null && 'taken' in made;

const hasFailed = (shown: unknown): shown is Setup =>
  typeof shown === 'object' && shown !== null && 'state' in shown && shown.state === 'failed';

/** A caller with a flaw. */
export function flawed(caller: Caller, flaw: Flaw | undefined): Caller {
  if (!flaw) return caller;
  const { of, instead } = FLAWS[flaw];
  return {
    id: caller.id,
    get now() {
      return caller.now;
    },
    perform: <T>(call: AccountCall<T>) =>
      caller.perform(call.name === of ? { ...call, effect: () => instead(call.effect()) as T } : call),
    look: (name, effect) => caller.look(name, effect),
    later: (...what) => caller.later(...what),
  };
}
