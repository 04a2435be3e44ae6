import type { Simulation } from '../engine/simulation';
import { type Account, LINGER_MS } from './aws';

/** Deletes a load balancer with all that is on it; its interfaces stay for a while. @param process whose call does so */
export function takeDown(account: Account, simulation: Simulation, process: string, arn: string): void {
  const going = account.loadBalancers.get(arn);
  if (!going) return;
  account.loadBalancers.delete(arn);
  for (const listener of account.listeners.all().filter((one) => one.loadBalancerArn === arn)) {
    account.guardListed(process, listener);
    account.listeners.delete(listener.arn);
    for (const rule of account.rules.all().filter((one) => one.listenerArn === listener.arn)) {
      account.guardListed(process, rule);
      account.rules.delete(rule.arn);
    }
  }
  account.lingering.set(arn, { loadBalancerArn: arn, securityGroupId: going.securityGroupId });
  simulation.timer(`the interfaces of ${arn} go`, simulation.now + LINGER_MS, () => account.lingering.delete(arn));
}
