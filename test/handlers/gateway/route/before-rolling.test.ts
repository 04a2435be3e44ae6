import { serviceNameOf } from '../../../../handlers/gateway/names';
import { RouteHandler } from '../../../../handlers/gateway/route/handler';
import { BusyError, OutOfTimeError } from '../../../../handlers/gateway/world/errors';
import { Cloud, stackId, succeeded } from '../account/at-once/cloud';
import { CloudBlock } from '../traffic/block';

const MINUTE = 60_000;

let cloud: Cloud;
let web: CloudBlock;

const deploys = (is: true | 'no service' = true) => cloud.account.deploying.set(serviceNameOf(web.member), is);
const toRolling = () => web.tries({ Hosts: ['b.test'], Strategy: 'ROLLING' });

/** As the gateway's clients throw it, after all the attempts of the SDK. */
const throttled = () =>
  new BusyError('ECS throttles DescribeServices, even after several attempts', {
    waitingFor: 'ECS to accept DescribeServices',
    again: true,
    cause: undefined,
  });

/** Counts the pauses until ECS has deployed the service: that many. */
function endsAfter(pauses: number): () => number {
  const { sleep } = cloud.world;
  let made = 0;
  cloud.world.sleep = async (milliseconds) => {
    await sleep(milliseconds);
    if (++made === pauses) cloud.account.deploying.delete(serviceNameOf(web.member));
  };
  return () => made;
}

beforeEach(async () => {
  cloud = new Cloud();
  web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: ['a.test'] });
});

describe('the Update of a route that becomes ROLLING', () => {
  it.each(['busy', 'rolling back'] as const)(
    'is answered when no deployment runs, in a stack that is %s',
    async (state) => {
      cloud.account.standings.set(stackId('shop'), { state, resources: {} });
      deploys();
      const made = endsAfter(3);
      const began = cloud.now;
      succeeded(await toRolling());
      expect([made(), cloud.now - began]).toEqual([3, 30_000]);
      expect(web.rule.conditions.hosts).toContain('b.test');
    },
  );

  it('changes nothing before, and goes on in another run', async () => {
    deploys();
    const asked = { service: 'Web', id: web.route, once: true };
    const properties = { Hosts: ['b.test'], Strategy: 'ROLLING', Contract: '3' };
    const old = { Strategy: 'CANARY' };
    expect(await cloud.route('Update', web.member, { ...asked, properties, old })).toMatchObject({
      status: 'CONTINUE',
      waitingFor: `ECS to deploy ${serviceNameOf(web.member)}, before its strategy becomes ROLLING`,
    });
    expect(web.rule.conditions.hosts).toEqual(['a.test']);
    expect(cloud.services()[0]?.executing).toEqual({});
    endsAfter(40);
    succeeded(await toRolling());
  });

  it('does not wait for a service that is gone or was never made', async () => {
    deploys('no service');
    const began = cloud.now;
    succeeded(await toRolling());
    expect(cloud.now).toBe(began);
  });

  it.each([
    ['because it denies them', () => new Error('AccessDenied')],
    ['because it throttles them', throttled],
  ])('is answered all the same if ECS does not say in four looks, %s', async (_, refusal) => {
    let looks = 0;
    cloud.world.services.deploymentState = async () => {
      looks++;
      throw refusal();
    };
    const began = cloud.now;
    succeeded(await toRolling());
    expect([looks, cloud.now - began]).toEqual([4, 30_000]);
    expect(cloud.logs).toContainEqual(expect.objectContaining({ event: 'deployment-unknown', member: web.member }));
  });

  it('is answered all the same if ECS does not answer four looks at all, each within five seconds', async () => {
    let looks = 0;
    cloud.world.services.deploymentState = () => {
      looks++;
      return new Promise(() => {});
    };
    cloud.world.inTime = async (until) => {
      cloud.now = until;
      throw new OutOfTimeError('an answer of AWS');
    };
    const began = cloud.now;
    succeeded(await toRolling());
    expect([looks, cloud.now - began]).toEqual([4, 30_000 + 4 * 5_000]);
  });

  it('takes a look without an answer for no answer', async () => {
    deploys();
    const { services } = cloud.world;
    const asking = services.deploymentState.bind(services);
    let looks = 0;
    services.deploymentState = async (cluster, service) => {
      if (++looks % 4 !== 0) throw throttled();
      return asking(cluster, service);
    };
    endsAfter(5);
    succeeded(await toRolling());
    expect(looks).toBe(8);
  });

  it('is answered three minutes before CloudFormation waits no longer, though the deployment goes on', async () => {
    deploys();
    const properties = { Hosts: ['b.test'], Strategy: 'ROLLING', Contract: '3', Membership: web.member };
    const groups = { BlueTargetGroupArn: 'Web-blue', GreenTargetGroupArn: 'Web-green' };
    const old = { Strategy: 'CANARY' };
    const asked = { service: 'Web', id: web.route, old };
    const request = cloud.request('Route', 'Update', asked, { ...properties, ...groups });
    const answerBy = cloud.now + 5 * MINUTE;
    const invocation = { id: 'run', deadline: cloud.now + 5 * MINUTE, answerBy };
    expect(await new RouteHandler(cloud.world).handle(request, invocation)).toMatchObject({ status: 'SUCCESS' });
    expect(answerBy - cloud.now).toBe(3 * MINUTE);
    expect(cloud.logs).toContainEqual(expect.objectContaining({ event: 'deployment-outlasts', member: web.member }));
  });

  it('stops waiting when a newer request has begun', async () => {
    deploys();
    const { sleep } = cloud.world;
    let newer: Promise<unknown> | undefined;
    cloud.world.sleep = async (milliseconds) => {
      await sleep(milliseconds);
      newer ??= web.tries({ Hosts: ['a.test'], Strategy: 'CANARY' }).then(succeeded);
    };
    expect(await toRolling()).toEqual({ status: 'SILENT' });
    await newer;
    expect(web.rule.conditions.hosts).toEqual(['a.test']);
  });
});

it.each([
  ['of a route that stays ROLLING', 'ROLLING', 'ROLLING'],
  ['of a route that becomes CANARY', 'ROLLING', 'CANARY'],
  ['of a route that stays CANARY', 'CANARY', 'CANARY'],
])('the Update %s waits for no deployment: ECS accepts the change', async (_, before, after) => {
  await web.updates({ Hosts: ['a.test'], Strategy: before });
  deploys();
  const began = cloud.now;
  succeeded(await web.tries({ Hosts: ['b.test'], Strategy: after }));
  expect(cloud.now).toBe(began);
});
