import { DescribeTargetHealthCommand, ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { TargetHealth } from '../../../../scripts/local-aws/ecs/target-health';
import { LocalNetwork } from '../../../../scripts/local-aws/network';
import { mockClient } from '../../../mock-client';

const elb = mockClient(ElasticLoadBalancingV2Client);
const client = new ElasticLoadBalancingV2Client({});
let network: LocalNetwork;
let health: TargetHealth;
/** Answers the oldest question that waits. */
let answers: ((state: string) => void)[];
beforeEach(() => {
  network = new LocalNetwork();
  health = new TargetHealth({ network }, () => client as never);
  answers = [];
  elb.reset();
  elb.on(DescribeTargetHealthCommand).callsFake(
    () =>
      new Promise((resolve) => {
        answers.push((State) =>
          resolve({ TargetHealthDescriptions: [{ Target: { Id: '10.0.0.1', Port: 80 }, TargetHealth: { State } }] }),
        );
      }),
  );
});

const asked = () => elb.commandCalls(DescribeTargetHealthCommand).length;
const state = () => health.of({ targetGroupArn: 'group', id: '10.0.0.1', port: 80 })?.state;
const turn = () => new Promise((resolve) => setImmediate(resolve));

async function answer(text: string): Promise<void> {
  await turn();
  answers.shift()?.(text);
  await turn();
}

test('however many tasks watch a group and however often it changes, one question at a time is asked', async () => {
  const told: string[] = [];
  health.watch(['group'], () => told.push('one'));
  health.watch(['group'], () => told.push('other'));
  await answer('initial');
  expect([state(), told]).toEqual(['initial', ['one', 'other']]);
  for (let count = 0; count < 10; count += 1) network.healthChanged('group');
  // What changed during an answer may not be in it.
  await answer('healthy');
  await answer('unhealthy');
  expect(state()).toBe('unhealthy');
  expect(asked()).toBeLessThanOrEqual(4);
});

test('a group that nobody watches is not asked about', async () => {
  const leave = health.watch(['group'], () => {});
  await answer('healthy');
  await answer('healthy');
  leave();
  const before = asked();
  network.healthChanged('group');
  network.healthChanged('another');
  await turn();
  expect([asked(), state()]).toEqual([before, undefined]);
});

test('after an answer that fails, the next change is asked about again', async () => {
  elb
    .on(DescribeTargetHealthCommand)
    .rejectsOnce(new Error('gone'))
    .resolves({
      TargetHealthDescriptions: [{ Target: { Id: '10.0.0.1', Port: 80 }, TargetHealth: { State: 'healthy' } }],
    });
  health.watch(['group'], () => {});
  await turn();
  expect(state()).toBeUndefined();
  network.healthChanged('group');
  await turn();
  await turn();
  expect(state()).toBe('healthy');
});
