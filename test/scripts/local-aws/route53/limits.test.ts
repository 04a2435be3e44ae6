import { ChangeResourceRecordSetsCommand, GetHostedZoneCountCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { LocalAws } from '../../../../scripts/local-aws';
import { clientSettings } from '../../../../scripts/local-aws/service/clients';
import { startLocalAws } from '../../../nursery';
import { errorOf, eventually } from '../fixtures';
import { Zones } from './stage';

let aws: LocalAws;
let zones: Zones;
beforeEach(async () => {
  aws = await startLocalAws({ minuteMs: 100 });
  zones = new Zones(aws);
});
afterEach(() => aws.stop());

test('a second change of a zone is turned away while the first is being processed, and another zone is changed', async () => {
  const [first, second] = [await zones.create('first.test'), await zones.create('second.test')];
  const write = (zone: string, name: string) => zones.change(zone, ['CREATE', name, 'A', '192.0.2.1']);
  // From now on, half a second lasts longer than the test; its end ends the calls.
  aws.world.minuteMs = 3_600_000;
  const open = (zone: string, name: string) => void write(zone, name).catch(() => undefined);
  open(first, 'a.first.test');
  await eventually(
    () => zones.list(first),
    (lines) => lines.length === 1,
  );
  const error = await errorOf(write(first, 'b.first.test'));
  expect([error.name, error.message]).toEqual([
    'PriorRequestNotComplete',
    'The request was rejected because Route 53 was still processing a prior request.',
  ]);
  open(second, 'a.second.test');
  await eventually(
    () => zones.list(second),
    (lines) => lines.length === 1,
  );
  expect(await zones.list(first)).toEqual(['a.first.test. A 192.0.2.1']);
});

test('an account makes five requests in a second', async () => {
  let seconds = aws.world.seconds() + 1;
  aws.world.seconds = () => seconds;
  const count = () => zones.route53.send(new GetHostedZoneCountCommand({}));
  for (let left = 5; left > 0; left--) await count();
  const error = await errorOf(count());
  expect([error.name, error.message]).toEqual(['Throttling', 'Rate exceeded']);
  seconds += 0.25;
  await count();
  expect((await errorOf(count())).name).toBe('Throttling');
});

test("CloudFormation's changes of one zone wait for each other, and are not throttled", async () => {
  const zone = await zones.create('stack.test');
  const route53 = new Route53Client({ ...clientSettings(aws, aws.region, 'cloudformation'), maxAttempts: 1 });
  const seconds = aws.world.seconds();
  aws.world.seconds = () => seconds;
  const names = [1, 2, 3, 4, 5, 6, 7].map((n) => `r${n}.stack.test`);
  await Promise.all(
    names.map((Name) => {
      const ResourceRecordSet = { Name, Type: 'A' as const, TTL: 60, ResourceRecords: [{ Value: '192.0.2.1' }] };
      const Changes = [{ Action: 'CREATE' as const, ResourceRecordSet }];
      return route53.send(new ChangeResourceRecordSetsCommand({ HostedZoneId: zone, ChangeBatch: { Changes } }));
    }),
  );
  expect(await zones.list(zone)).toEqual(names.map((name) => `${name}. A 192.0.2.1`));
  route53.destroy();
});
