import { GetHostedZoneCountCommand } from '@aws-sdk/client-route-53';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { errorOf } from '../fixtures';
import { Zones } from './stage';

let aws: LocalAws;
let zones: Zones;
beforeAll(async () => {
  // In real time: the test is over before the first second is.
  aws = await startLocalAws({ minuteMs: 60_000 });
  zones = new Zones(aws);
});
afterAll(() => aws.stop());

test('a second change of a zone is turned away while the first is being processed; more than five requests a second are throttled', async () => {
  const [first, second] = [await zones.create('first.test'), await zones.create('second.test')];
  const write = (zone: string, name: string) => zones.change(zone, ['CREATE', name, 'A', '192.0.2.1']);
  let count = aws.world.seconds();
  // Only what is asked here takes time in the eyes of the limit.
  aws.world.seconds = () => count;
  count += 1;
  const [one, two, three] = await Promise.all([
    write(first, 'a.first.test').then(() => 'done'),
    errorOf(write(first, 'b.first.test')),
    write(second, 'a.second.test').then(() => 'done'),
  ]);
  expect([one, two.name, two.message, three]).toEqual([
    'done',
    'PriorRequestNotComplete',
    'The request was rejected because Route 53 was still processing a prior request.',
    'done',
  ]);
  await write(first, 'b.first.test');
  expect(await zones.list(first)).toEqual(['a.first.test. A 192.0.2.1', 'b.first.test. A 192.0.2.1']);
  const error = await errorOf(zones.route53.send(new GetHostedZoneCountCommand({})));
  expect([error.name, error.message]).toEqual(['Throttling', 'Rate exceeded']);
  count += 0.25;
  await zones.route53.send(new GetHostedZoneCountCommand({}));
});
