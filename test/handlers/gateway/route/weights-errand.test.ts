import { intervene } from '../../../../handlers/gateway/fence/intervene';
import { serviceNameOf } from '../../../../handlers/gateway/names';
import { readWeightsErrand, type WeightsErrand } from '../../../../handlers/gateway/route/errand-event';
import { runWeightsErrand } from '../../../../handlers/gateway/route/weights-errand';
import { Cloud, stackId, succeeded } from '../account/at-once/cloud';
import { CloudBlock } from '../traffic/block';

/** Milliseconds. */
const RUN = 300_000;

let cloud: Cloud;
let web: CloudBlock;
let errand: WeightsErrand;

const weights = () => [web.rule.weights['Web-blue'], web.rule.weights['Web-green']];
const stands = (state: 'busy' | 'rolling back' | 'resting') =>
  cloud.account.standings.set(stackId('shop'), { state, resources: {} });
const deploys = (is: boolean) =>
  is
    ? cloud.account.deploying.set(serviceNameOf(web.member), true)
    : cloud.account.deploying.delete(serviceNameOf(web.member));
/** ECS has brought the tasks back to blue, and has moved no weights. */
const rolled = () => cloud.account.targets.set('Web-green', 0).set('Web-blue', 2);
const run = (id = 'errand') => runWeightsErrand(cloud.world, errand, { id, deadline: cloud.now + RUN });

/** @returns the pauses of the errand, in milliseconds */
function recorded(): number[] {
  const { sleep } = cloud.world;
  const pauses: number[] = [];
  cloud.world.sleep = async (milliseconds) => {
    pauses.push(milliseconds);
    await sleep(milliseconds);
  };
  return pauses;
}

/** What happens at each pause of the errand, in this order. */
function meanwhile(...steps: readonly (() => unknown)[]): void {
  const { sleep } = cloud.world;
  const left = [...steps];
  cloud.world.sleep = async (milliseconds) => {
    await sleep(milliseconds);
    left.shift()?.();
  };
}

/**
 * ROLLING has become CANARY, and the tasks and the weights are on green. A sibling has failed, so the route is taken back,
 * and nothing will be asked about the traffic.
 */
beforeEach(async () => {
  cloud = new Cloud();
  web = await new CloudBlock(cloud, 'Web').deployed({ Strategy: 'ROLLING' });
  await web.updates({ Strategy: 'CANARY' });
  cloud.account.targets.set('Web-green', 2);
  cloud.account.rules.set(web.rule.arn, { ...web.rule, weights: { 'Web-blue': 0, 'Web-green': 100 } });
  stands('rolling back');
  const [left] = succeeded(await web.tries({ Strategy: 'ROLLING' })).errands ?? [];
  errand = readWeightsErrand(JSON.parse(JSON.stringify(left)));
});

describe('the errand for weights', () => {
  it('is left by the Update of a route that becomes ROLLING, and by no other', async () => {
    expect(errand).toEqual({
      source: 'cfn-express.errand',
      service: web.id,
      member: web.member,
      request: cloud.services()[0]?.routeFence?.request,
    });
    await web.updates({ Strategy: 'ROLLING' });
    expect(succeeded(await web.tries({ Strategy: 'ROLLING', Hosts: ['a.test'] })).errands).toEqual([]);
    expect(succeeded(await web.tries({ Strategy: 'CANARY' })).errands).toEqual([]);
  });

  it('is left even if the gateway refuses the Update that is taken back', async () => {
    cloud.world.loadBalancers.rule = async () => undefined;
    cloud.account.rules.delete(web.rule.arn);
    cloud.account.listeners.clear();
    const answer = succeeded(await web.tries({ Strategy: 'ROLLING' }));
    expect(answer.errands).toMatchObject([{ member: web.member }]);
  });

  it('moves the weights when ECS has deployed, while the rest of the stack is still rolled back', async () => {
    meanwhile(
      () => {},
      () => deploys(true),
      () => {
        rolled();
        deploys(false);
      },
    );
    expect(await run()).toBe('moved');
    expect(weights()).toEqual([100, 0]);
  });

  it('leaves them alone while ECS deploys, and says that another run is to go on', async () => {
    deploys(true);
    rolled();
    expect(await run()).toBe('later');
    expect(weights()).toEqual([0, 100]);
    deploys(false);
    expect(await run()).toBe('moved');
  });

  it('ends with nothing to do when the stack rests and the weights are right', async () => {
    const began = cloud.now;
    meanwhile(
      () => {},
      () => {},
      () => stands('resting'),
    );
    expect(await run()).toBe('nothing');
    // Four looks.
    expect(cloud.now - began).toBeLessThanOrEqual(5_000 + 7_500 + 11_250 + 16_875);
  });

  it('looks less and less often while the weights are right, and at least once a minute', async () => {
    const pauses = recorded();
    deploys(true);
    expect(await run()).toBe('later');
    const longest = pauses.map((_, at) => Math.min(60_000, 5_000 * 1.5 ** at));
    expect(pauses.filter((pause, at) => pause < (longest[at] ?? 0) / 2 || pause > (longest[at] ?? 0))).toEqual([]);
    expect(new Set(pauses.map((pause, at) => pause / (longest[at] ?? 0))).size).toBe(pauses.length);
    expect(pauses.length).toBeLessThan(20);
  });

  it('looks every five seconds at the latest while the weights are wrong, also while ECS deploys', async () => {
    const pauses = recorded();
    deploys(true);
    meanwhile(...Array.from({ length: 7 }, () => () => {}), rolled);
    expect(await run()).toBe('later');
    expect(Math.max(...pauses.slice(0, 8))).toBeGreaterThan(30_000);
    expect(pauses.slice(8).filter((pause) => pause < 2_500 || pause > 5_000)).toEqual([]);
    expect(pauses.slice(8).length).toBeGreaterThan(10);
    expect(new Set(pauses).size).toBe(pauses.length);
  });

  it('is not taken in by a deployment that came and went just before the stack was seen to rest', async () => {
    const { isResting } = cloud.world.stacks;
    cloud.world.stacks.isResting = async (id) => {
      rolled();
      stands('resting');
      return isResting.call(cloud.world.stacks, id);
    };
    expect(await run()).toBe('moved');
  });

  it('stops when a newer update of the route has begun', async () => {
    rolled();
    await web.updates({ Strategy: 'CANARY' });
    expect(await run()).toBe('superseded');
    expect(weights()).toEqual([0, 100]);
  });

  it('goes on after the Delete of the route that its update has replaced', async () => {
    await web.updates({ Strategy: 'CANARY', Hosts: ['a.test'] });
    await web.updates({ Strategy: 'ROLLING' });
    errand = { ...errand, request: cloud.services()[0]?.routeFence?.request ?? '' };
    await web.cleansUp();
    expect(cloud.services()[0]?.routeFence).toMatchObject({ type: 'Delete' });
    rolled();
    expect(await run()).toBe('moved');
    expect(weights()).toEqual([100, 0]);
  });

  it('goes on after repairs of the doctor, which supersede every request: they may have moved no weights', async () => {
    for (const id of ['first', 'second']) {
      const [service] = cloud.services();
      if (!service) throw new Error('There is no service');
      const invocation = { id, deadline: cloud.now + RUN };
      await intervene({ world: cloud.world, invocation, pause: async () => {} }, service, async () => {});
    }
    rolled();
    expect(await run()).toBe('moved');
    expect(weights()).toEqual([100, 0]);
    await web.updates({ Strategy: 'CANARY' });
    expect(await run()).toBe('superseded');
  });

  it('stops when the service is gone', async () => {
    await web.goes();
    expect(await run()).toBe('gone');
    expect(await runWeightsErrand(cloud.world, readWeightsErrand({}), { id: 'odd', deadline: cloud.now + RUN })).toBe(
      'gone',
    );
  });

  it('waits for a run that is at work on the service, and for one that has written meanwhile', async () => {
    rolled();
    const [service] = cloud.services();
    if (!service) throw new Error('There is no service');
    const deadline = cloud.now + 20_000;
    const pause = async () => {};
    await intervene({ world: cloud.world, invocation: { id: 'other', deadline }, pause }, service, async () => {
      const began = cloud.now;
      expect(await run()).toBe('moved');
      expect(cloud.now).toBeGreaterThan(deadline);
      expect(began).toBeLessThan(deadline);
    });
  });

  it('supersedes no request: one that CloudFormation waits for goes on', async () => {
    rolled();
    const before = cloud.services()[0];
    expect(await run()).toBe('moved');
    const after = cloud.services()[0];
    expect([after?.gatewayFence, after?.routeFence, after?.trafficFence]).toEqual([
      before?.gatewayFence,
      before?.routeFence,
      before?.trafficFence,
    ]);
    expect(after?.executing).toEqual({});
  });

  it('throws what AWS refuses, so that Lambda tries it again', async () => {
    rolled();
    cloud.world.loadBalancers.changeWeights = async () => {
      throw new Error('AccessDenied');
    };
    await expect(run()).rejects.toThrow('AccessDenied');
    expect(cloud.services()[0]?.executing).toEqual({});
  });
});
