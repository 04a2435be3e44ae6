import { TAG } from '../../contract';
import { patiently, type UnfencedJob } from '../fence/job';
import { memberOfTags, serviceOf, spoken } from '../identity';
import { forgetting, retaining } from '../ledger/gateways';
import type { GatewayItem } from '../ledger/items';
import { gatewayResourceName, gatewayTags, interfaceDescription } from '../names';
import { StillInUseError } from '../world/errors';
import type { LoadBalancers, Rule, Tags } from '../world/load-balancers';
import { orConditionFailed } from '../world/store';
import type { World } from '../world/world';

/** Pauses between looks, in milliseconds. */
const PAUSE_MS = 5_000;
/** AWS shows a new load balancer within this time, in milliseconds. */
const BEHIND_MS = 10_000;
/** How often to try to delete the security group after the load balancer's interfaces are gone: two minutes in all. */
const GROUP_ATTEMPTS = 24;

/**
 * Takes down what is left of a CLOSING gateway. Any run may repeat any step.
 * @returns `kept` if the load balancer carries something that is not ours, or a rule with targets behind it. Then
 * nothing is deleted, and the ledger and the log say why
 * @throws StillInUseError if resources that are not ours use the security group; NotYetError if the job is only one try
 */
export async function closeGateway(job: UnfencedJob, gateway: GatewayItem): Promise<'closed' | 'kept'> {
  const { world } = job;
  const found = await findSurely(job, gateway);
  if (found) {
    const reason = (await whyKept(world, found.arn, gateway.token)) ?? (await refusal(world, found.arn));
    if (reason) {
      await orConditionFailed(world.store.write(retaining(gateway, reason)));
      world.log({ event: 'gateway-kept', token: gateway.token, reason });
      return 'kept';
    }
  }
  const arn = found?.arn ?? gateway.facts?.loadBalancerArn;
  if (arn) {
    await interfacesGone(job, arn);
  }
  await deleteGroup(job, gateway, arn);
  await orConditionFailed(world.store.write(forgetting(gateway)));
  world.log({ event: 'gateway-closed', token: gateway.token });
  return 'closed';
}

/** A load balancer that was never recorded may be new, so that AWS does not show it yet. It must not be left behind. */
async function findSurely({ world: { loadBalancers }, pause }: UnfencedJob, { token, facts }: GatewayItem) {
  const name = gatewayResourceName(token);
  const found = await loadBalancers.find(name);
  if (found || facts) return found;
  await pause(BEHIND_MS, `AWS to show the load balancer ${name}, if there is one`);
  return loadBalancers.find(name);
}

/**
 * Why the load balancer is kept: a part without the gateway's tag, or a rule with targets. Undefined if there is none.
 */
async function whyKept({ loadBalancers }: World, arn: string, token: string): Promise<string | undefined> {
  const listeners = (await loadBalancers.listeners(arn)).map((listener) => listener.arn);
  const rules = (await Promise.all(listeners.map((listener) => loadBalancers.rules(listener)))).flat();
  const all = [arn, ...listeners, ...rules.map((rule) => rule.arn)];
  const tags = await loadBalancers.tags(all);
  const foreign = all.filter((one) => tags.has(one) && tags.get(one)?.[TAG.gateway] !== token);
  return foreign.length > 0
    ? `it carries what cfn-express did not make: ${foreign.join(', ')}`
    : whyServed(
        loadBalancers,
        rules.map((rule) => ({ ...rule, tags: tags.get(rule.arn) ?? {} })),
      );
}

/** Every member deletes its own rule. A rule that is left belongs to a member that the ledger has lost. */
async function whyServed(
  loadBalancers: LoadBalancers,
  rules: readonly (Rule & { tags: Tags })[],
): Promise<string | undefined> {
  for (const { arn, weights, tags } of rules) {
    const targets = await Promise.all(Object.keys(weights).map((group) => loadBalancers.targets(group)));
    if (targets.some((count) => count > 0)) {
      const member = memberOfTags(tags);
      return `targets are registered behind its rule ${arn}${member ? `, of ${spoken(serviceOf(member))}` : ''}`;
    }
  }
  return undefined;
}

/** Deletes the load balancer. @returns why AWS refuses; undefined if it does not */
async function refusal({ loadBalancers }: World, arn: string): Promise<string | undefined> {
  try {
    await loadBalancers.delete(arn);
    return undefined;
  } catch (error) {
    if (error instanceof StillInUseError) return error.message;
    throw error;
  }
}

async function interfacesGone(job: UnfencedJob, arn: string): Promise<void> {
  const description = interfaceDescription(arn);
  while ((await job.world.network.interfaces(description)) > 0) {
    await patiently(job, PAUSE_MS, `the network interfaces of ${arn} to go`);
  }
}

/**
 * @param arn of the load balancer. If it was deleted while AWS set it up, its network interfaces appear late and go
 * again.
 */
async function deleteGroup(job: UnfencedJob, { pool, token, facts }: GatewayItem, arn?: string): Promise<void> {
  const { network } = job.world;
  const name = gatewayResourceName(token);
  const id = facts?.securityGroupId ?? (await network.findSecurityGroup(name, pool.vpcId, gatewayTags(token)));
  for (let attempt = 1; id && (await network.deleteSecurityGroup(id)) === 'in use'; attempt++) {
    if (attempt === GROUP_ATTEMPTS) {
      throw new StillInUseError(
        `The security group ${id} (${name}) cannot be deleted: a network interface or a rule of another security ` +
          'group refers to it; remove that, then delete again',
      );
    }
    await patiently(
      job,
      PAUSE_MS,
      `the security group ${id} to be free of network interfaces and of rules of other security groups`,
    );
    if (arn) {
      await interfacesGone(job, arn);
    }
  }
}
