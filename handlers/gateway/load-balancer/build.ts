import { isAtWork } from '../fence/fence';
import type { Job } from '../fence/job';
import { serviceOf } from '../identity';
import { building, despairing, gatewayOf } from '../ledger/gateways';
import { type GatewayFacts, type GatewayItem, isService, type Seat } from '../ledger/items';
import { serviceKey } from '../ledger/keys';
import { withFacts } from '../ledger/service';
import { foundedTags, gatewayResourceName, gatewayTags, loadBalancerTags } from '../names';
import {
  MembershipLostError,
  StillInUseError,
  SubnetsRefusedError,
  UnusableLoadBalancerError,
  UnusableNetworkError,
} from '../world/errors';
import { orConditionFailed } from '../world/store';

/** The listener's port. */
export const HTTP = 80;

/** AWS shows a new resource after some seconds. It is asked this many times, with this pause in milliseconds. */
const LOOKS = 12;
const PAUSE_MS = 5_000;

/** Setting up a load balancer takes one to three minutes. CloudFormation gives up its own load balancers after 15. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_SETUP_MS = 15 * 60_000;

/**
 * Makes what the seat's gateway lacks, and records it. All names are made from the gateway's token, so that two runs at
 * once make the same. A lasting failure is recorded, too, so that no other service joins the gateway: it would fail
 * again.
 * @throws MembershipLostError if the seat's gateway is not there, QuotaReachedError, UnusableLoadBalancerError
 */
export async function buildGateway(job: Job, member: string): Promise<GatewayFacts> {
  const seat = job.session.service.seats[member];
  const gateway = seat && (await founderEnded(job, member, seat));
  if (!seat || gateway?.state !== 'OPEN' || !(member in gateway.members)) {
    throw new MembershipLostError(
      `The ledger has no open gateway for ${member}; change GatewayName, so that the service moves to another`,
    );
  }
  if (!seat.facts && gateway.facts) {
    const { facts } = gateway;
    await job.session.commit((service) => ({ service: withFacts(service, member, facts) }));
    return facts;
  }
  const facts = await make(job, gateway).catch(async (error) => {
    if (isLasting(error)) {
      await closeToOthers(job, member, seat, error);
    }
    throw error;
  });
  await job.session.commit((service) => ({
    service: withFacts(service, member, facts),
    writes: [building(seat, member, facts)],
  }));
  return facts;
}

/**
 * The seat's gateway. While it is not built, and the member that it was made for is at work, that member builds it. Many
 * services may wait for it, and Elastic Load Balancing lets an account make a load balancer in five seconds and ask ten
 * times a second ("Request throttling" in its user guide): so they look into the ledger.
 */
async function founderEnded(job: Job, member: string, seat: Seat): Promise<GatewayItem | undefined> {
  const { store, clock, random } = job.world;
  for (;;) {
    const gateway = await gatewayOf(store, seat);
    const founder = serviceOf(gateway?.founder ?? member);
    const isKnown = !gateway || gateway.facts || gateway.unbuilt !== undefined;
    if (seat.facts || isKnown || founder === serviceOf(member)) return gateway;
    const item = await store.get(serviceKey(founder));
    if (!item || !isService(item) || !isAtWork(item, clock())) return gateway;
    const pause = FIRST_WAIT_MS + random() * (PAUSE_MS - FIRST_WAIT_MS);
    await job.pause(
      pause,
      `load balancer ${gatewayResourceName(gateway.token)} to be set up by the service that began it`,
    );
  }
}

/** Whether every service would fail like this, until somebody changes the subnets or removes what is in the way. */
const isLasting = (error: unknown): error is Error =>
  error instanceof UnusableLoadBalancerError ||
  error instanceof UnusableNetworkError ||
  error instanceof SubnetsRefusedError ||
  error instanceof StillInUseError;

async function closeToOthers(job: Job, member: string, seat: Seat, { name, message }: Error): Promise<void> {
  const reason = `${name}: ${message}`;
  const noted = job.session.commit((service) => ({ service, writes: [despairing(seat, member, reason)] }));
  // If the condition fails, another run has built the gateway, or closed it.
  if ((await orConditionFailed(noted)) !== 'condition failed') {
    job.world.log({ event: 'gateway-unbuilt', token: seat.token, reason });
  }
}

async function make(job: Job, { pool, token, zones, founder }: GatewayItem): Promise<GatewayFacts> {
  const { loadBalancers, network, log } = job.world;
  const name = gatewayResourceName(token);
  const description = `Load balancer of gateway ${pool.name}`.replace(/[^A-Za-z0-9 ._:/()#,@[\]+=&;{}!$*-]/g, '-');
  const securityGroupId = await untilShown(job, `security group ${name}`, () =>
    network.createSecurityGroup({
      name,
      description: description.slice(0, 255),
      vpcId: pool.vpcId,
      port: HTTP,
      tags: foundedTags(token, founder),
    }),
  );
  const subnetIds = Object.values(zones).sort();
  const loadBalancer = await untilShown(job, `security group ${name}`, () =>
    loadBalancers.create({
      name,
      scheme: pool.scheme,
      subnetIds,
      securityGroupId,
      tags: loadBalancerTags(token, pool.name, founder),
    }),
  );
  const listenerArn = await untilShown(job, `load balancer ${name}`, () =>
    loadBalancers.createListener({ loadBalancerArn: loadBalancer.arn, port: HTTP, tags: gatewayTags(token) }),
  );
  await isUp(job, loadBalancer.arn, name);
  log({ event: 'gateway-built', token, loadBalancer: loadBalancer.arn });
  return {
    loadBalancerArn: loadBalancer.arn,
    dnsName: loadBalancer.dnsName,
    hostedZoneId: loadBalancer.hostedZoneId,
    listenerArn,
    securityGroupId,
  };
}

async function untilShown<T>(
  { pause }: Pick<Job, 'pause'>,
  what: string,
  ask: () => Promise<T | 'not yet'>,
): Promise<T> {
  for (let look = 0; look < LOOKS; look++) {
    const answer = await ask();
    if (answer !== 'not yet') return answer;
    await pause(PAUSE_MS, `${what} to become visible`);
  }
  throw new UnusableNetworkError(`AWS does not show ${what}, or shows one of that name that cfn-express did not make`);
}

/**
 * Waits until the load balancer takes traffic. Behind one that never does, no task becomes healthy or unhealthy, and
 * CloudFormation would wait for the service for hours. Other services would join it, too.
 */
async function isUp({ world: { loadBalancers, clock }, pause }: Job, arn: string, name: string): Promise<void> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(2 * wait, PAUSE_MS)) {
    const setup = await untilShown(
      { pause },
      `load balancer ${name}`,
      async () => (await loadBalancers.setup(arn)) ?? 'not yet',
    );
    if (setup.state === 'active') return;
    const late = clock() - setup.since > LONGEST_SETUP_MS;
    if (late || setup.state === 'failed') {
      const why = setup.reason ?? (late ? 'it is still provisioning after 15 minutes' : 'it gives no reason');
      throw new UnusableLoadBalancerError(
        `AWS could not set up load balancer ${name} (${why}); look at the routes and free addresses of its subnets, then ` +
          'deploy again',
      );
    }
    await pause(wait, `load balancer ${name} to be set up`);
  }
}
