import type { JsonObject } from '../../../../handlers/template-language/json';
import { findingsOf, service } from '../fixtures';

const P = 'Resources.Web.Properties';
const action = (more: JsonObject): JsonObject => ({
  ScalingTarget: {
    ScheduledActions: [{ ScheduledActionName: 'a', Schedule: 'rate(1 day)', MinTaskCount: 2, ...more }],
  },
});
const SCHEDULE = `${P}.ScalingTarget.ScheduledActions.0.Schedule`;
const SCHEDULES =
  'at(yyyy-mm-ddThh:mm:ss), rate(5 minutes) or cron(…) with six fields, such as cron(0 8 ? * MON-FRI *)';

test.each([
  'rate(5 bananas)',
  'rate(0 minutes)',
  'rate(five minutes)',
  'every 5 minutes',
  'cron(0 8 * * *)',
  'cron(0 8 * * ? * *)',
  'cron(0 8 € * ? *)',
  'at(2030-01-31)',
  'at(2030-13-31T08:00:00)',
  'at(tomorrow)',
])('%s is not a schedule', (Schedule) => {
  expect(findingsOf(service(action({ Schedule })))).toEqual([`${SCHEDULE}: is "${Schedule}" but must be ${SCHEDULES}`]);
});

test.each([
  'rate(5 minutes)',
  'rate(1 day)',
  'cron(0 8 ? * MON-FRI *)',
  'cron(0/15 8,20 L * ? 2030-2031)',
  'cron(0 8 ? * 6#3 *)',
  'cron(30 6 * * 2 *)',
  'at(2030-01-31T08:00:00)',
])('%s is a schedule', (Schedule) => {
  expect(findingsOf(service(action({ Schedule })))).toEqual([]);
});

test.each(['tomorrow', '2030-01-31', '2030-01-31 08:00', '2030-01-32T08:00:00Z', '2030-01-31T24:01:00Z'])(
  '%s is no time to start or end at',
  (time) => {
    const place = `${P}.ScalingTarget.ScheduledActions.0`;
    const wrong = `is "${time}" but must be a date and time as in ISO 8601, such as 2030-01-31T08:00:00Z`;
    expect(findingsOf(service(action({ StartTime: time, EndTime: time })))).toEqual([
      `${place}.StartTime: ${wrong}`,
      `${place}.EndTime: ${wrong}`,
    ]);
  },
);

test.each([
  '2030-01-31T08:00:00Z',
  '2030-01-31T08:00:00.123Z',
  '2030-01-31T08:00:00+01:00',
  '2030-01-31T08:00Z',
  '2030-01-31T08:00:00',
])('%s is a time to start or end at', (time) => {
  expect(findingsOf(service(action({ StartTime: time, EndTime: time })))).toEqual([]);
});

test.each([
  '999.1.1.1/99',
  '10.0.0.0/33',
  '256.0.0.0/8',
  '10.0.0/8',
  '10.0.0.0',
  '2001:db8::/129',
  ':::/64',
  '1:2:3:4:5:6:7:8:9/64',
  '1::2::3/64',
  '1:2:3/64',
  '12345::/16',
])('%s is not a range of addresses', (cidr) => {
  expect(findingsOf(service({ AllowedCidrs: [cidr] }))).toEqual([
    `${P}.AllowedCidrs.0: is "${cidr}" but must be a range of IPv4 or IPv6 addresses, such as 203.0.113.0/24`,
  ]);
});

test.each([
  '0.0.0.0/0',
  '255.255.255.255/32',
  '::/0',
  '2001:db8::/32',
  '2001:db8::1/128',
  'fe80:0:0:0:1:2:3:4/64',
  '::1/128',
  '1:2:3:4:5:6:7::/112',
])('%s is a range of addresses', (cidr) => {
  expect(findingsOf(service({ AllowedCidrs: [cidr] }))).toEqual([]);
});

test.each(['a..com', '.example.com', '*..com'])('%s is not a host name', (host) => {
  expect(findingsOf(service({ Hosts: [host] }))).toEqual([
    expect.stringContaining(`${P}.Hosts.0: is "${host}" but must be a host name`),
  ]);
});

test.each(['example.com', '*.example.com', '*', 'a-b.?.example.com', `${'a'.repeat(63)}.com`])(
  '%s is a host name',
  (host) => {
    expect(findingsOf(service({ Hosts: [host] }))).toEqual([]);
  },
);

const sized = (task: JsonObject, ...sidecars: JsonObject[]) =>
  service(
    { ...task, Sidecars: sidecars.map((sidecar, index) => ({ Name: `s${index}`, Image: 'busybox', ...sidecar })) },
    {
      Parameters: { Big: { Type: 'Number', Default: 4096 }, Later: { Type: 'AWS::SSM::Parameter::Value<String>' } },
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
    },
  );

describe('A container beside the primary one', () => {
  test.each<[string, JsonObject, JsonObject[], string[]]>([
    ['memory', {}, [{ Memory: 1024 }], ['0.Memory: is 1024 MiB, more than the 512 MiB of the task']],
    [
      'kept memory',
      {},
      [{ MemoryReservation: 1024 }],
      ['0.MemoryReservation: is 1024 MiB, more than the 512 MiB of the task'],
    ],
    ['CPU units', {}, [{ Cpu: 512 }], ['0.Cpu: is 512, more than the 256 CPU units of the task']],
    [
      'a size in GB',
      { Cpu: '1 vCPU', Memory: '2 GB' },
      [{ Memory: 2049, Cpu: 1025 }],
      [
        '0.Cpu: is 1025, more than the 1024 CPU units of the task',
        '0.Memory: is 2049 MiB, more than the 2048 MiB of the task',
      ],
    ],
    ['a parameter', {}, [{ Memory: { Ref: 'Big' } }], ['0.Memory: is 4096 MiB, more than the 512 MiB of the task']],
    [
      'all of them together',
      {},
      [{ Cpu: 200 }, { Cpu: 100 }],
      [': want 300 CPU units in total, more than the 256 of the task'],
    ],
    [
      'all that is kept together',
      {},
      [{ Memory: 300 }, { Memory: 400, MemoryReservation: 300 }],
      [': want 600 MiB in total, more than the 512 of the task'],
    ],
    [
      'more kept than it may have',
      {},
      [{ Memory: 128, MemoryReservation: 256 }],
      ['0.MemoryReservation: is 256 MiB, more than Memory, which is 128 MiB'],
    ],
  ])('has no more than the task: %s', (_, task, sidecars, wrong) => {
    expect(findingsOf(sized(task, ...sidecars))).toEqual(
      wrong.map((line) => `${P}.Sidecars${line.startsWith(':') ? '' : '.'}${line}`),
    );
  });

  test.each<[string, JsonObject, JsonObject[]]>([
    ['just the task', {}, [{ Memory: 512, MemoryReservation: 512, Cpu: 256 }]],
    [
      'limits that overlap, with less kept',
      {},
      [
        { Memory: 400, MemoryReservation: 100 },
        { Memory: 400, MemoryReservation: 100 },
      ],
    ],
    ['a size that is known later', { Memory: { Ref: 'Later' } }, [{ Memory: 4096 }]],
    ['a value that is known later', {}, [{ Memory: { Ref: 'Later' } }]],
    ['a branch that is not taken', {}, [{ Memory: { 'Fn::If': ['No', { Ref: 'Big' }, 128] } }]],
  ])('may have %s', (_, task, sidecars) => {
    expect(findingsOf(sized(task, ...sidecars))).toEqual([]);
  });
});
