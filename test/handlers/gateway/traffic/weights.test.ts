import { serviceNameOf } from '../../../../handlers/gateway/names';
import { readWeightsErrand } from '../../../../handlers/gateway/route/errand-event';
import { Cloud, succeeded } from '../account/at-once/cloud';
import { CloudBlock } from './block';

/** Weights of the rule of `Web`, blue first. */
const weights = (web: CloudBlock) => [web.rule.weights['Web-blue'], web.rule.weights['Web-green']];

describe('a change of strategy', () => {
  let cloud: Cloud;
  let web: CloudBlock;

  /** Green takes the traffic. */
  beforeEach(async () => {
    cloud = new Cloud();
    web = await new CloudBlock(cloud, 'Web').deployed({ Hosts: ['a.test'] });
    cloud.account.targets.set('Web-green', 2);
    cloud.account.rules.set(web.rule.arn, { ...web.rule, sticky: true, weights: { 'Web-blue': 0, 'Web-green': 100 } });
  });

  const to = (Strategy: string) => web.updates({ Hosts: ['a.test'], Strategy });
  /** ECS has replaced the tasks: with ROLLING they are in blue. */
  const rolled = () => cloud.account.targets.set('Web-green', 0).set('Web-blue', 2);

  it('to ROLLING while green takes the traffic moves it to blue when the tasks are there, and stays sticky', async () => {
    await to('ROLLING');
    expect(weights(web)).toEqual([0, 100]);
    rolled();
    await web.begins('Update');
    expect([weights(web), web.rule.sticky]).toEqual([[100, 0], true]);
  });

  it('that comes with the first Traffic of a stack is mended by that Create', async () => {
    await to('ROLLING');
    rolled();
    await web.begins('Create');
    expect(weights(web)).toEqual([100, 0]);
  });

  it('and back leaves the weights where the tasks are', async () => {
    await to('ROLLING');
    await to('CANARY');
    await web.begins('Update');
    expect(weights(web)).toEqual([0, 100]);
  });

  it('leaves the weights alone while both groups have targets, or none has', async () => {
    cloud.account.targets.set('Web-blue', 1);
    await web.begins('Update');
    cloud.account.targets.set('Web-blue', 0).set('Web-green', 0);
    await web.begins('Update');
    expect(weights(web)).toEqual([0, 100]);
  });

  it('waits for a deployment to end, and takes what ECS has moved by then', async () => {
    rolled();
    cloud.account.deploying.set(serviceNameOf(web.member), true);
    const sleep = cloud.world.sleep;
    let pauses = 0;
    cloud.world.sleep = async (milliseconds) => {
      await sleep(milliseconds);
      if (++pauses === 3) cloud.account.deploying.delete(serviceNameOf(web.member));
    };
    await web.begins('Update');
    expect([weights(web), pauses]).toEqual([[100, 0], 3]);
  });

  it('leaves the weights to an errand if the deployment does not end', async () => {
    rolled();
    cloud.account.deploying.set(serviceNameOf(web.member), true);
    const errand = { source: 'cfn-express.errand', service: web.id, member: web.member };
    expect((await web.begins('Update')).errands).toMatchObject([errand]);
    expect(weights(web)).toEqual([0, 100]);
    expect(cloud.logs).toContainEqual(expect.objectContaining({ event: 'weights-left' }));
  });

  it('that came with the first Traffic of a stack and is taken back is mended when that Traffic goes', async () => {
    await web.updates({ Hosts: ['a.test'], Strategy: 'ROLLING' }, '2');
    rolled();
    await web.ends('cancelled');
    expect([weights(web), web.rule.priority]).toEqual([[100, 0], web.seat.priority]);
  });

  it('is left to an errand when the Traffic of a stack that goes back to an older macro is deleted amid a deployment', async () => {
    await web.updates({ Hosts: ['a.test'], Strategy: 'ROLLING' }, '2');
    rolled();
    cloud.account.deploying.set(serviceNameOf(web.member), true);
    expect((await web.ends('cancelled')).errands).toMatchObject([{ member: web.member }]);
  });

  it.each([
    ['one', [100, 0]],
    ['each', [0, 100]],
  ])('leaves an errand for %s of two memberships of a service that needs one', async (_, [blue = 0, green = 0]) => {
    await web.updates({ Hosts: ['a.test'], Strategy: 'ROLLING' }, '2');
    const moved = await new CloudBlock(cloud, 'Web').routes({ Hosts: ['b.test'], Strategy: 'ROLLING' }, '2');
    cloud.account.rules.set(moved.rule.arn, { ...moved.rule, weights: { 'Web-blue': blue, 'Web-green': green } });
    rolled();
    for (const { member } of [web, moved]) cloud.account.deploying.set(serviceNameOf(member), true);
    const left = (await web.ends('cancelled')).errands?.map((errand) => readWeightsErrand(errand).member);
    expect(left).toEqual(green > 0 ? [web.member, moved.member] : [web.member]);
  });

  it('does not move the weights to where the tasks were before a deployment that came in between', async () => {
    rolled();
    cloud.world.services.deploymentState = async () => {
      cloud.account.targets.set('Web-green', 2).set('Web-blue', 0);
      return 'over';
    };
    await web.begins('Update');
    expect(weights(web)).toEqual([0, 100]);
  });

  it('that is taken back asks nothing of the weights', async () => {
    await to('ROLLING');
    succeeded(await web.tries({ Hosts: ['a.test'], Strategy: 'CANARY' }));
    expect(weights(web)).toEqual([0, 100]);
  });
});
