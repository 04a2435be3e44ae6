import type { Job } from '../fence/job';
import type { RouteSpec } from '../ledger/items';
import type { ResourceRequest } from '../protocol/resource';
import { oldPropertiesOf } from '../request/request';
import { OutOfTimeError } from '../world/errors';
import { deploymentState, nameOf } from './weights';

/** How often to look whether ECS has finished a deployment, in milliseconds. */
const LOOK_EVERY_MS = 10_000;

/** What stays free for the Update itself before the request must be answered, in milliseconds. */
const RESERVE_MS = 60_000;

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
 * @throws OutOfTimeError if this run ends before; SupersededError
 */
export async function deploymentOver({ world, session, invocation, pause }: Job, member: string): Promise<void> {
  const { answerBy = Number.POSITIVE_INFINITY } = invocation;
  const seat = session.service.seats[member];
  let unanswered = 0;
  while (seat) {
    try {
      if ((await deploymentState(world.services, member, seat)) !== 'in progress') return;
      unanswered = 0;
    } catch (error) {
      if (error instanceof OutOfTimeError) throw error;
      world.log({ event: 'deployment-unknown', member, error: String(error) });
      if (++unanswered === MOST_UNANSWERED) return;
    }
    if (world.clock() + LOOK_EVERY_MS > answerBy - RESERVE_MS) {
      world.log({ event: 'deployment-outlasts', member });
      return;
    }
    await pause(LOOK_EVERY_MS, `ECS to deploy ${nameOf(member, seat)}, before its strategy becomes ROLLING`);
    await session.refresh();
  }
}
