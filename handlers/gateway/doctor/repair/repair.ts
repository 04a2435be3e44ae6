import { TAG } from '../../../contract';
import { closeCluster } from '../../cluster/close';
import { unchanged } from '../../fence/fence';
import { intervene, interveneFresh } from '../../fence/intervene';
import type { UnfencedJob } from '../../fence/job';
import { serviceOf } from '../../identity';
import { claiming, releasing } from '../../ledger/claims';
import { findCluster, recordingCluster } from '../../ledger/clusters';
import { founding } from '../../ledger/gateways';
import { type GatewayItem, isGateway, type ServiceItem } from '../../ledger/items';
import { serviceKey } from '../../ledger/keys';
import { withoutRoutes } from '../../ledger/service';
import { closeGateway } from '../../load-balancer/close';
import { leave } from '../../membership/leave';
import { gatewayResourceName, gatewayTags } from '../../names';
import { findRule } from '../../route/rule';
import { StillInUseError } from '../../world/errors';
import { ConditionFailedError, type Write } from '../../world/store';
import type { SeenCluster } from '../../world/survey';
import type { Repair } from '../diagnose/diagnosis';
import type { DoctorWorld } from '../look/look';
import { expel, recordMember } from './record';
import { restore } from './restore';

export type Repairer = UnfencedJob & { world: DoctorWorld };

/**
 * Carries out one repair. All of them may be repeated, and none acts on what has changed since it was looked at.
 * @throws AtWorkError; ConditionFailedError if the ledger has changed meanwhile; OutOfTimeError; what the work throws
 */
export async function repair(repairer: Repairer, wanted: Exclude<Repair, { do: 'sweep' }>): Promise<void> {
  const { world } = repairer;
  switch (wanted.do) {
    case 'leave':
      return intervene(repairer, wanted.service, async (job) => {
        for (const member of wanted.members) {
          const seat = job.session.service.seats[member];
          if (wanted.unserved && seat && (await findRule(world, member, seat)))
            throw new ConditionFailedError(new Set());
          await leave(job, member);
        }
      });
    case 'release':
      return intervene(repairer, wanted.service, ({ session }) =>
        session.commit((service) => ({
          service: withoutRoutes(service, wanted.routes),
          writes: releasing(service, wanted.routes),
          last: true,
        })),
      );
    case 'restore':
      for (const { service, member } of wanted.services) {
        await intervene(repairer, service, (job) => restore(job, member, { build: wanted.build }));
      }
      return;
    case 'record claims':
      return intervene(repairer, wanted.service, ({ session }) =>
        session.commit((service) => ({ service, writes: claimsOf(service), last: true })),
      );
    case 'free claim':
      return freeClaim(repairer, wanted);
    case 'delete rule':
      await world.loadBalancers.deleteRule(wanted.rule.arn);
      return;
    case 'delete strays':
      return intervene(repairer, wanted.service, async () => {
        for (const { arn } of wanted.rules) {
          await world.loadBalancers.deleteRule(arn);
        }
      });
    case 'take down':
      return takeDown(repairer, wanted.gateway);
    case 'delete cluster':
      return deleteCluster(repairer, wanted.cluster);
    case 'record gateway':
      await world.store.write(founding(wanted.gateway));
      return;
    case 'record member':
      return interveneFresh(repairer, serviceOf(wanted.lost.member), wanted.lost.service, (job) =>
        recordMember(job, wanted, world.survey),
      );
    case 'expel':
      return interveneFresh(repairer, serviceOf(wanted.member), wanted.service, (job) => expel(job, wanted));
  }
}

/** Every claim of the service's routes, each once. */
function claimsOf({ service, routes, seats }: ServiceItem): Write[] {
  const writes = Object.values(routes).flatMap(({ member, claims }) => {
    const seat = seats[member];
    return seat ? claims.map((claim) => claiming(seat.pool, claim, service)) : [];
  });
  return [...new Map(writes.map((write) => [`${write.key.PK} ${write.key.SK}`, write])).values()];
}

/** Only while its owner's item is as it was seen: without a route there. */
async function freeClaim({ world }: Repairer, { claim, owner }: Extract<Repair, { do: 'free claim' }>): Promise<void> {
  const { PK, SK } = claim;
  const when = owner ? unchanged(owner) : [{ path: ['PK'] as const, is: 'absent' as const }];
  await world.store.transact([
    { key: serviceKey(claim.owner), when, check: true },
    { key: { PK, SK }, when: [{ path: ['owner'], equals: claim.owner }], delete: true },
  ]);
}

/** @throws ConditionFailedError if the ledger has the gateway by now; StillInUseError if something is left that uses it */
async function takeDown(repairer: Repairer, gateway: GatewayItem): Promise<void> {
  const items = await repairer.world.store.scan();
  if (items.filter(isGateway).some(({ token }) => token === gateway.token)) throw new ConditionFailedError(new Set());
  const { network } = repairer.world;
  const { token, pool } = gateway;
  const group = await network.findSecurityGroup(gatewayResourceName(token), pool.vpcId, gatewayTags(token));
  if (group && (await network.referencingGroups(group)) > 0) {
    throw new StillInUseError(
      `Another security group lets it in (a rule there names ${group}): the service behind that is still there; delete it first`,
    );
  }
  if ((await closeGateway(repairer, gateway)) === 'kept') {
    throw new StillInUseError(
      'Its load balancer is protected, or somebody uses it: the log of the gateway function says who',
    );
  }
}

/** Through an item that says CLOSING: who wants a cluster of this name waits, and nobody's new one is hit. */
async function deleteCluster(repairer: Repairer, { name, tags }: SeenCluster): Promise<void> {
  const { store } = repairer.world;
  await store.write(
    recordingCluster({ name, token: tags[TAG.cluster] ?? '', state: 'CLOSING', members: {}, ownership: 'ours' }),
  );
  const closing = await findCluster(store, name);
  if (closing?.state === 'CLOSING') {
    // It is looked at again in every round: what runs in it now may run for ever.
    await closeCluster(repairer, closing, 1);
  }
}
