import { AtWorkError, interveneBeside } from '../fence/intervene';
import { pauseUntil, type UnfencedJob } from '../fence/job';
import { patient } from '../fence/patience';
import { serviceParts } from '../identity';
import { isService, type Seat, type ServiceItem } from '../ledger/items';
import { serviceKey } from '../ledger/keys';
import { fieldsOf, textOf } from '../protocol/fields';
import { ERRAND_SOURCE, type Errand, type Invocation } from '../protocol/resource';
import { OutOfTimeError } from '../world/errors';
import { ConditionFailedError } from '../world/store';
import type { World } from '../world/world';
import { isDeploying, liveWeights, mendWeights } from './weights';

/**
 * Weights that nobody moves after a request any more: with ROLLING, ECS brings the tasks into blue and moves no weights,
 * and CloudFormation sends the service's `Custom::ExpressTraffic` nothing. So the request leaves an errand behind.
 */
export interface WeightsErrand extends Errand {
  /** Service id and member id. */
  service: string;
  member: string;
  /** The newest request of the service's route. A newer one makes the errand stop. */
  request: string;
}

/** How often to look, in milliseconds. */
const LOOK_EVERY_MS = 5_000;

export const weightsErrand = ({ service, routeFence }: ServiceItem, member: string): WeightsErrand => ({
  source: ERRAND_SOURCE,
  service,
  member,
  request: routeFence?.request ?? '',
});

/** Fields that the event lacks are empty: there is no such service. */
export function readWeightsErrand(event: unknown): WeightsErrand {
  const { service, member, request } = fieldsOf(event) ?? {};
  return { source: ERRAND_SOURCE, service: textOf(service), member: textOf(member), request: textOf(request) };
}

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
  try {
    for (;;) {
      await pause(LOOK_EVERY_MS, 'ECS to deploy the service');
      const seen = await seenBy(job, errand);
      if (typeof seen === 'string') return seen;
      const state = await stateOf(job.world, errand.member, seen.seat, seen.arn);
      if (state === 'misrouted' && (await moved(job, errand, seen))) return 'moved';
      // What was deployed for the stack's operation had begun when the stack was seen to rest.
      if (state === 'right' && rests) return 'nothing';
      rests = state === 'right' && (await job.world.stacks.isResting(serviceParts(errand.service).stackId));
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
  return service.routeFence?.request === errand.request ? { service, seat, arn: seat.ruleArn } : 'superseded';
}

async function stateOf(
  { services, loadBalancers }: World,
  member: string,
  seat: Seat,
  arn: string,
): Promise<'deploying' | 'misrouted' | 'right'> {
  if (await isDeploying(services, member, seat)) return 'deploying';
  const rule = await loadBalancers.rule(arn);
  return rule && (await liveWeights(loadBalancers, rule)) ? 'misrouted' : 'right';
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
