import { isCheckUpEvent, treatmentOf } from '../../../../handlers/gateway/doctor/event';

const source = 'cfn-express.sweeper';

it('tells an event for the doctor from others by its source', () => {
  expect([{ source }, { source: 'aws.s3' }, {}, null, 'text', undefined].map(isCheckUpEvent)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

it('takes an event that asks for no known treatment for one of the schedule', () => {
  const treatments = ['none', 'full', 'unattended', 'everything', undefined];
  expect(treatments.map((treatment) => treatmentOf({ source, treatment }))).toEqual([
    'none',
    'full',
    'unattended',
    'unattended',
    'unattended',
  ]);
  expect(treatmentOf({ treatment: 'full' })).toBe('unattended');
});
