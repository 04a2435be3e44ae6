import type { Job } from '../fence/job';
import type { RouteSpec, Seat } from '../ledger/items';
import type { ResourceRequest } from '../protocol/resource';
import { oldPropertiesOf } from '../request/request';
import type { DeploymentProgress } from '../world/services';
import type { World } from '../world/world';
import { deploymentState, nameOf } from './weights';

/** How often to look whether ECS has finished a deployment, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

/** A look that takes longer is unanswered, in milliseconds. With the pause before it, it ends before the run must stop. */
const LOOK_MS = 5_000;

/**
 * What stays free for the Update itself before the request must be answered, in milliseconds: the claim and the rule may each
 * wait a minute for what AWS throttles, and another run may have to begin.
 */
const RESERVE_MS = 180_000;

/** After so many looks in a row without an answer, the Update goes on. */
const MOST_UNANSWERED = 4;

/** Whether the request changes the strategy to ROLLING. A roll back may be such a change, too. */
export const becomesRolling = (request: ResourceRequest, strategy: RouteSpec['strategy']): boolean =>
  request.RequestType === 'Update' && strategy === 'ROLLING' && oldPropertiesOf(request).text('Strategy') !== 'ROLLING';

/**
 * Waits until ECS deploys the member's service no more, because ECS refuses a change to ROLLING until then, and
 * CloudFormation asks ECS for the change as soon as the route's Update is answered. If ECS does not say in several looks,
 * or deploys for longer than CloudFormation waits for the answer, the Update goes on: ECS may accept the change.
 * See https://docs.aws.amazon.com/AmazonECS/latest/developerguide/update-bluegreen-to-rolling.html
 * @param impatient the world without the run's patience: a throttled look is unanswered at once
 * @throws OutOfTimeError if this run ends before; SupersededError
 */
export async function deploymentOver(
  { session, invocation, pause }: Job,
  impatient: World,
  member: string,
): Promise<void> {
  const { answerBy = Number.POSITIVE_INFINITY } = invocation;
  const { clock, log } = impatient;
  const seat = session.service.seats[member];
  let unanswered = 0;
  while (seat) {
    const seen = await look(impatient, member, seat);
    if (seen === 'over' || seen === 'no service') return;
    unanswered = seen === 'unanswered' ? unanswered + 1 : 0;
    if (unanswered === MOST_UNANSWERED) return;
    if (clock() + LOOK_EVERY_MS > answerBy - RESERVE_MS) {
      log({ event: 'deployment-outlasts', member });
      return;
    }
    await pause(LOOK_EVERY_MS, `ECS to deploy ${nameOf(member, seat)}, before its strategy becomes ROLLING`);
    await session.refresh();
  }
}

async function look(
  { services, clock, inTime, log }: World,
  member: string,
  seat: Seat,
): Promise<DeploymentProgress | 'unanswered'> {
  try {
    return await inTime(clock() + LOOK_MS, deploymentState(services, member, seat));
  } catch (error) {
    log({ event: 'deployment-unknown', member, error: String(error) });
    return 'unanswered';
  }
}
