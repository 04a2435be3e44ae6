import type { Caller } from './call';
import type { AccountState } from './state';

/** How long the network interfaces of a deleted load balancer linger, in milliseconds. */
const LINGER_MS = 12_000;

/** Deletes a load balancer with its listeners and their rules; its network interfaces stay for a while. */
export function takeDown(
  { loadBalancers, listeners, rules, lingering, witness }: AccountState,
  caller: Caller,
  arn: string,
): void {
  const going = loadBalancers.get(arn);
  if (!going) return;
  loadBalancers.delete(arn);
  for (const listener of listeners.all().filter((one) => one.loadBalancerArn === arn)) {
    witness?.takesDown(caller.id, listener);
    listeners.delete(listener.arn);
    for (const rule of rules.all().filter((one) => one.listenerArn === listener.arn)) {
      witness?.takesDown(caller.id, rule);
      rules.delete(rule.arn);
    }
  }
  lingering.set(arn, { loadBalancerArn: arn, securityGroupId: going.securityGroupId });
  caller.later(`the interfaces of ${arn} go`, LINGER_MS, () => lingering.delete(arn));
}
