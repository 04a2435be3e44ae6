import type { Struct } from './schema';

// The default quota of tasks in a service is 5,000.
const MIN = { kind: 'integer', minimum: 0, maximum: 5000 } as const;
const MAX = { kind: 'integer', minimum: 1, maximum: 5000 } as const;

const METRIC = {
  kind: 'choice',
  description: 'The metric that scaling keeps near the target value.',
  values: ['AVERAGE_CPU', 'AVERAGE_MEMORY', 'REQUEST_COUNT_PER_TARGET'],
} as const;

const TARGET_VALUE = {
  kind: 'number',
  description: 'The target value: percent, or requests per task and minute.',
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
} as const;

// ScheduledAction in the Application Auto Scaling API.
const HOUR = String.raw`\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d`;
const AT = String.raw`at\(${HOUR}:[0-5]\d\)`;
const RATE = String.raw`rate\([1-9]\d*\s+(minute|hour|day)s?\)`;
const CRON = String.raw`cron\([\w*,/?#-]+(\s+[\w*,/?#-]+){5}\)`;

const TIME = {
  kind: 'text',
  pattern: new RegExp(String.raw`^${HOUR}(:[0-5]\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$`),
  form: 'a date and time as in ISO 8601, such as 2030-01-31T08:00:00Z',
} as const;

/** How many tasks run, and what decides the number. */
export const SCALING = {
  ScalingTarget: {
    kind: 'struct',
    description: 'How many tasks run, and what decides the number.',
    default: {},
    properties: {
      MinTaskCount: { ...MIN, description: 'The fewest tasks.', default: 1 },
      MaxTaskCount: { ...MAX, description: 'The most tasks.', default: 20 },
      AutoScalingMetric: { ...METRIC, default: 'AVERAGE_CPU' },
      AutoScalingTargetValue: { ...TARGET_VALUE, default: 60 },
      AdditionalMetrics: {
        kind: 'list',
        description: 'Further metrics to follow; the metric that needs the most tasks decides.',
        known: true,
        most: 2,
        default: [],
        of: {
          kind: 'struct',
          description: 'A metric and its target.',
          properties: {
            AutoScalingMetric: { ...METRIC, required: true },
            AutoScalingTargetValue: { ...TARGET_VALUE, required: true },
          },
        },
      },
      ScheduledActions: {
        kind: 'list',
        description: 'Changes of the limits at certain times.',
        known: true,
        // Quota of Application Auto Scaling.
        most: 200,
        default: [],
        of: {
          kind: 'struct',
          description: 'The limits from a certain time on; an absent limit does not change.',
          properties: {
            ScheduledActionName: {
              kind: 'name',
              description: 'The name of the action.',
              required: true,
              pattern: /^[^:/|]{1,256}$/,
              form: 'at most 256 characters, none of them ":", "/" or "|"',
            },
            Schedule: {
              kind: 'text',
              description: 'The time: at(yyyy-mm-ddThh:mm:ss), rate(5 minutes) or cron(0 8 * * ? *).',
              required: true,
              pattern: new RegExp(`^(${AT}|${RATE}|${CRON})$`),
              form: 'at(yyyy-mm-ddThh:mm:ss), rate(5 minutes) or cron(…) with six fields, such as cron(0 8 ? * MON-FRI *)',
            },
            Timezone: { kind: 'text', description: 'The time zone, such as Europe/Vienna; UTC by default.' },
            StartTime: { ...TIME, description: 'Not before this time (UTC, 2030-01-31T08:00:00Z).' },
            EndTime: { ...TIME, description: 'Not after this time.' },
            MinTaskCount: { ...MIN, description: 'The fewest tasks.' },
            MaxTaskCount: { ...MAX, description: 'The most tasks; 0 stops them all.', minimum: 0 },
          },
        },
      },
    },
  },
} as const satisfies Struct['properties'];
