import { isCheckUpEvent, treatmentOf } from '../../../../handlers/gateway/doctor/event';

const source = 'cfn-express.sweeper';

it('an event of the sweeper says so', () => {
  expect([{ source }, { source: 'aws.s3' }, {}, null, 'text', undefined].map(isCheckUpEvent)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

it('does no more than the schedule asks for, unless it is told in so many words', () => {
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
