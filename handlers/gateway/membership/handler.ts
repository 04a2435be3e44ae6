import { joinCluster } from '../cluster/join';
import { type Job, underFence } from '../fence/job';
import { requestedBy } from '../fence/requested';
import { NotFreshError } from '../fence/session';
import type { Seat, ServiceItem, TaskNetwork, Wish } from '../ledger/items';
import { isLetGo, outliving, withOthersSetAside } from '../ledger/retained';
import { markTold, routesOf, seatOf, withKnown, withSeat } from '../ledger/service';
import { seatBefore, seatForWish } from '../ledger/wishes';
import { buildGateway } from '../load-balancer/build';
import type { Invocation, Outcome, ResourceHandler, ResourceRequest } from '../protocol/resource';
import { idsToDelete } from '../request/deleted-ids';
import { refuseEmptied } from '../request/emptied-lists';
import { oldPropertiesOf, propertiesOf } from '../request/request';
import { isTakenBack } from '../request/taken-back';
import { enableStickiness } from '../route/rule';
import { isRefusal } from '../world/errors';
import type { World } from '../world/world';
import { attributesOf } from './attributes';
import { seatInSubnets, seatOfCreate, seatOfUpdate } from './find-seat';
import { leave } from './leave';
import { gatewayPhysicalId } from './physical-id';
import { checkName } from './service-name';
import { chooseSubnets } from './subnets';
import { takeSeat } from './take-seat';
import { readWish } from './wish';

/** `Custom::ExpressGateway`: the membership of a service in a shared load balancer and a shared cluster. */
export class GatewayHandler implements ResourceHandler {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  physicalId(request: ResourceRequest): string {
    return gatewayPhysicalId(request);
  }

  async handle(request: ResourceRequest, invocation: Invocation): Promise<Outcome> {
    const requested = requestedBy(request, 'Gateway');
    if (request.RequestType === 'Delete') {
      return underFence(this.#world, requested, invocation, (job) => remove(job, request));
    }
    const work = (job: Job) => provide(job, request, this.physicalId(request));
    if (request.RequestType === 'Create') {
      try {
        return await underFence(this.#world, requested, invocation, work, { fresh: true });
      } catch (error) {
        if (!(error instanceof NotFreshError)) throw error;
      }
    }
    return underFence(this.#world, requested, invocation, work);
  }
}

/** The list that may keep the tasks and the load balancer from the internet. */
const RESTRICTING = { SubnetIds: 'the tasks run in the default VPC' };

/** Create and Update. @param member the id of a seat that is taken now */
async function provide(job: Job, request: ResourceRequest, member: string): Promise<Outcome> {
  const before = job.session.service.seats[request.PhysicalResourceId ?? ''];
  await refuseEmptied(job.world, request, RESTRICTING, before?.wish.subnetIds ? ['SubnetIds'] : []);
  try {
    return await seat(job, request, member);
  } catch (error) {
    if (!isRefusal(error) || !(await isTakenBack(job.world, request))) throw error;
    job.world.log({ event: 'refusal-ignored', membership: request.PhysicalResourceId, error: String(error) });
    return keepAsItIs(job, request, error);
  }
}

/**
 * CloudFormation takes a failed update back, and the service still has the seat that it had before. A refusal would
 * leave the stack in UPDATE_ROLLBACK_FAILED. So the seat stays as it is, and the doctor does the rest.
 * @throws the error if there is no such seat, or if its gateway was never built
 */
async function keepAsItIs(job: Job, request: ResourceRequest, error: unknown): Promise<Outcome> {
  const wish = readWish(propertiesOf(request));
  const { service } = job.session;
  const member = seatForWish(service, wish, request.PhysicalResourceId) ?? seatBefore(service, wish)?.member;
  if (member === undefined || !service.seats[member]?.facts) throw error;
  await job.session.commit((now) => ({
    service: withAnswer(withOthersSetAside(now, member, request), member, (one) => one),
    last: true,
  }));
  return answered(job.session.service, member);
}

/** Finds or takes a seat for the wish. */
async function seat(job: Job, request: ResourceRequest, member: string): Promise<Outcome> {
  const { world, session } = job;
  const wish = readWish(propertiesOf(request));
  const named = request.PhysicalResourceId;
  const isUpdate = request.RequestType === 'Update';
  let mine = isUpdate ? await seatOfUpdate(job, request, wish, member) : seatOfCreate(session.service, member);
  let change = (one: Seat): Seat => ({ ...one, wish });
  const before = mine ? undefined : seatBefore(session.service, wish);
  if (before && (await isTakenBack(world, request))) {
    mine = before.member;
    change = (one) => changedInPlace(one, wish, before.network);
  }
  if (!mine) {
    const subnets = await chooseSubnets(world.network, wish);
    mine = isUpdate ? await seatInSubnets(world.store, session.service, wish, subnets, named) : undefined;
    if (mine) {
      change = (one) => changedInPlace(one, wish, subnets.network);
    } else {
      mine = member;
      const setAside = (service: ServiceItem) => withOthersSetAside(service, member, request);
      checkName(setAside(session.service), wish, named);
      if (await takeSeat(job, member, wish, subnets, setAside)) return answered(session.service, mine);
    }
  }
  if (!session.service.seats[mine]?.facts || (isRefresh(request) && !(await isTakenBack(world, request)))) {
    await buildGateway(job, mine);
  }
  if (session.service.seats[mine]?.clusterState !== 'ready') {
    await joinCluster(job, mine);
  }
  if (isUpdate) {
    const taken = session.service.seats[mine];
    if (taken && propertiesOf(request).flag('StickySessions')) {
      await enableStickiness(world, taken);
    }
    await leaveUnlearnt(job, [mine, named]);
  }
  const answer = mine;
  await session.commit((service) => ({
    service: withAnswer(withOthersSetAside(service, answer, request), answer, change),
    last: true,
  }));
  return answered(session.service, answer);
}

/** The seat after an update of the tasks' subnets, which a roll back may take back. */
const changedInPlace = ({ before: _, ...seat }: Seat, wish: Wish, network: TaskNetwork): Seat => ({
  ...seat,
  wish,
  network,
  before: { wish: seat.wish, network: seat.network },
});

/** With a changed `Refresh` the user asks to check everything again. */
const isRefresh = (request: ResourceRequest): boolean =>
  request.RequestType === 'Update' &&
  propertiesOf(request).text('Refresh') !== oldPropertiesOf(request).text('Refresh');

/**
 * Leaves the seats that a cancelled Update took. CloudFormation does not know them and will never delete them. It knows
 * the id in the request; an id in an earlier answer does not count, because nobody may have read that answer.
 */
async function leaveUnlearnt(job: Job, learnt: readonly (string | undefined)[]): Promise<void> {
  const { service } = job.session;
  for (const member of Object.keys(service.seats)) {
    const seat = service.seats[member];
    if (seat && !learnt.includes(member) && !isLetGo(seat) && routesOf(service, member).length === 0) {
      await leave(job, member);
    }
  }
}

/** The service when a request is answered with the member's seat. */
function withAnswer(service: ServiceItem, member: string, change: (seat: Seat) => Seat): ServiceItem {
  const seat = service.seats[member];
  return withKnown(seat ? withSeat(service, member, markTold(change(seat), 'gateway')) : service, 'gateway', member);
}

function answered(service: ServiceItem, member: string): Outcome {
  const data = { ...attributesOf(member, seatOf(service, member)) };
  return { status: 'SUCCESS', physicalResourceId: member, data };
}

async function remove(job: Job, request: ResourceRequest): Promise<Outcome> {
  const { service, seats, known } = job.session.service;
  const id = request.PhysicalResourceId ?? '';
  const going = idsToDelete(service, Object.keys(seats), known.gateway, id, outliving(job.session.service, id));
  for (const member of going) {
    await leave(job, member, { last: member === going.at(-1) });
  }
  if (going.length === 0) {
    await job.session.commit((now) => ({ service: now, last: true }));
  }
  return { status: 'SUCCESS', physicalResourceId: id };
}
