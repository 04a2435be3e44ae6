import { stackRequestOf } from '../fence/fence';
import { AtWorkError, interveneBeside } from '../fence/intervene';
import { pauseUntil, type UnfencedJob } from '../fence/job';
import { patient } from '../fence/patience';
import { serviceParts } from '../identity';
import { isService, type Seat, type ServiceItem } from '../ledger/items';
import { serviceKey } from '../ledger/keys';
import { ERRAND_SOURCE, type Invocation } from '../protocol/resource';
import { OutOfTimeError } from '../world/errors';
import { ConditionFailedError } from '../world/store';
import type { World } from '../world/world';
import type { WeightsErrand } from './errand-event';
import { isDeploying, liveWeights, mendWeights } from './weights';

/**
 * The pauses between two looks of a run, in milliseconds. While the weights are right, each may be half as long again as the
 * one before, up to a minute. While they are wrong, requests fail, so none is longer than the first. They are drawn at random
 * between the half and the whole, so that the errands of one update do not look together.
 */
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 60_000;
const PAUSE_GROWS = 1.5;

export const weightsErrand = ({ service, routeFence }: ServiceItem, member: string): WeightsErrand => ({
  source: ERRAND_SOURCE,
  service,
  member,
  request: routeFence ? stackRequestOf(routeFence) : '',
});

/**
 * Waits until ECS deploys the service no more and its stack rests, and moves the weights if they are on a group without
 * targets while its twin has some.
 * @returns `moved`; `nothing`: they are right; `gone`: the service is; `superseded`: by a newer update; or `later`: this run
 * has no time left
 * @throws whatever AWS refuses
 */
export async function runWeightsErrand(impatient: World, errand: WeightsErrand, invocation: Invocation) {
  const pause = pauseUntil(impatient, invocation);
  const job: UnfencedJob = { world: patient(impatient, pause), invocation, pause };
  let rests = false;
  let longest = FIRST_PAUSE_MS;
  try {
    for (;;) {
      await pause((longest * (1 + impatient.random())) / 2, 'ECS to deploy the service');
      const seen = await seenBy(job, errand);
      if (typeof seen === 'string') return seen;
      const { deploying, misrouted } = await stateOf(job.world, errand.member, seen.seat, seen.arn);
      if (misrouted && !deploying && (await moved(job, errand, seen))) return 'moved';
      const isRight = !misrouted && !deploying;
      // What was deployed for the stack's operation had begun when the stack was seen to rest.
      if (isRight && rests) return 'nothing';
      rests = isRight && (await job.world.stacks.isResting(serviceParts(errand.service).stackId));
      longest = misrouted ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, longest * PAUSE_GROWS);
    }
  } catch (error) {
    if (error instanceof OutOfTimeError) return 'later';
    throw error;
  }
}

interface Seen {
  service: ServiceItem;
  seat: Seat;
  /** That of its rule. */
  arn: string;
}

async function seenBy({ world }: UnfencedJob, errand: WeightsErrand): Promise<Seen | 'gone' | 'superseded'> {
  const item = await world.store.get(serviceKey(errand.service));
  const service = item && isService(item) ? item : undefined;
  const seat = service?.seats[errand.member];
  if (!service || !seat?.ruleArn || seat.left) return 'gone';
  const { routeFence: newest } = service;
  // The clean-up's Delete of a replaced route moves no weights. That of the last route takes the rule away.
  const goesOn = newest && (newest.type === 'Delete' || stackRequestOf(newest) === errand.request);
  return goesOn ? { service, seat, arn: seat.ruleArn } : 'superseded';
}

async function stateOf(
  { services, loadBalancers }: World,
  member: string,
  seat: Seat,
  arn: string,
): Promise<{ deploying: boolean; misrouted: boolean }> {
  const deploying = await isDeploying(services, member, seat);
  const rule = await loadBalancers.rule(arn);
  return { deploying, misrouted: rule !== undefined && (await liveWeights(loadBalancers, rule)) !== undefined };
}

/** @returns false if something else is at work on the service, or has been meanwhile */
async function moved(job: UnfencedJob, { member }: WeightsErrand, { service, seat, arn }: Seen): Promise<boolean> {
  let ending = 'nothing';
  try {
    await interveneBeside(job, service, async (fenced) => {
      ending = await mendWeights(fenced, member, seat, arn, { looks: 1 });
    });
  } catch (error) {
    if (!(error instanceof AtWorkError) && !(error instanceof ConditionFailedError)) throw error;
  }
  return ending === 'mended';
}
