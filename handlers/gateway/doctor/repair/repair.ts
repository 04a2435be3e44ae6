import { intervene, interveneFresh } from '../../fence/intervene';
import { serviceOf } from '../../identity';
import { founding } from '../../ledger/gateways';
import { releaseRoutes } from '../../route/release';
import type { ClosingRepair, Repair } from '../diagnose/diagnosis';
import { freeClaim, recordClaims } from './claims';
import { mendHold } from './held-clusters';
import { forget, giveUp } from './leave';
import { expel, recordMember } from './record';
import type { RepairJob } from './repair-job';
import { moveWeights, restore } from './restore';
import { deleteCluster, takeDown } from './take-down';

/**
 * Carries out one repair other than a closing, which the `ClosingQueue` does. A repair may be repeated, and does nothing if
 * what it is about has changed since it was seen.
 * @throws AtWorkError; ConditionFailedError if the ledger has changed meanwhile; OutOfTimeError; whatever the work throws
 */
export async function repair(job: RepairJob, wanted: Exclude<Repair, ClosingRepair>): Promise<void> {
  const { world } = job;
  switch (wanted.do) {
    case 'forget':
      return forget(world, wanted.service);
    case 'leave':
      return giveUp(job, wanted);
    case 'release':
      return intervene(job, wanted.service, (fenced) => releaseRoutes(fenced, wanted.routes));
    case 'restore':
      for (const { service, member } of wanted.services) {
        const { build, proven = false } = wanted;
        await intervene(job, service, (fenced) => restore(fenced, member, { build, proven }));
      }
      return;
    case 'record claims':
      return intervene(job, wanted.service, recordClaims);
    case 'move weights':
      return intervene(job, wanted.service, (fenced) => moveWeights(fenced, wanted));
    case 'free claim':
      return freeClaim(world, wanted);
    case 'delete rule':
      await world.loadBalancers.deleteRule(wanted.rule.arn);
      return;
    case 'delete strays':
      return intervene(job, wanted.service, async () => {
        for (const { arn } of wanted.rules) await world.loadBalancers.deleteRule(arn);
      });
    case 'take down':
      return takeDown(job, wanted.gateway);
    case 'delete cluster':
      return deleteCluster(job, wanted.cluster);
    case 'record gateway':
      await world.store.write(founding(wanted.gateway));
      return;
    case 'record member':
      return interveneFresh(job, serviceOf(wanted.lost.member), wanted.lost.service, (fenced) =>
        recordMember(fenced, wanted, world.survey),
      );
    case 'mend hold':
      return mendHold(world, wanted);
    case 'expel':
      return interveneFresh(job, serviceOf(wanted.member), wanted.service, (fenced) => expel(fenced, wanted));
  }
}
