import type { Struct } from './schema';

/** Minutes of one step of a deployment, with the limits of the ECS API. */
const MINUTES = { kind: 'integer', minimum: 0, maximum: 1440 } as const;

/** Stages at which a lifecycle hook can stop a deployment that shifts traffic. */
const STAGES = [
  'RECONCILE_SERVICE',
  'PRE_SCALE_UP',
  'POST_SCALE_UP',
  'TEST_TRAFFIC_SHIFT',
  'POST_TEST_TRAFFIC_SHIFT',
  'PRE_PRODUCTION_TRAFFIC_SHIFT',
  'PRODUCTION_TRAFFIC_SHIFT',
  'POST_PRODUCTION_TRAFFIC_SHIFT',
] as const;

export const CANARY = {
  kind: 'struct',
  properties: {
    CanaryPercent: {
      kind: 'number',
      description: 'The share of the traffic, in percent.',
      minimum: 0.1,
      maximum: 100,
      step: 0.1,
      default: 5,
    },
    CanaryBakeTimeInMinutes: {
      ...MINUTES,
      description:
        'How long the step lasts. The rollback alarm comes two to four minutes after the first error: in about half of all cases within 3 minutes, always within 5.',
      default: 3,
    },
  },
} as const satisfies Omit<Struct, 'description'>;

export const LINEAR = {
  kind: 'struct',
  properties: {
    StepPercent: {
      kind: 'number',
      description: 'The share of the traffic that each step adds, in percent.',
      minimum: 3,
      maximum: 100,
      step: 0.1,
      default: 10,
    },
    StepBakeTimeInMinutes: { ...MINUTES, description: 'How long each step lasts.', default: 3 },
  },
} as const satisfies Omit<Struct, 'description'>;

const HOOKS = {
  kind: 'list',
  known: true,
  of: {
    kind: 'struct',
    description: 'A function and the stages at which ECS calls it.',
    properties: {
      HookTargetArn: { kind: 'text', description: 'The ARN of the Lambda function.', required: true },
      RoleArn: { kind: 'text', description: 'The role that ECS assumes to invoke it.', required: true },
      LifecycleStages: {
        kind: 'list',
        description: 'The stages.',
        required: true,
        least: 1,
        of: { kind: 'text', description: 'A stage.', values: STAGES },
      },
      HookDetails: { kind: 'json', description: 'Further input of the function.' },
    },
  },
} as const;

export const ROLLBACK = {
  kind: 'struct',
  default: {},
  properties: {
    OwnAlarm: {
      kind: 'flag',
      description: 'Whether the service creates an alarm on the error rate. If not, only AlarmNames count.',
      default: true,
    },
    ErrorRatePercent: {
      kind: 'number',
      description:
        'The error rate that the alarm tolerates, in percent of the responses; it goes off when two of three minutes exceed it.',
      minimum: 0,
      maximum: 100,
      default: 1,
    },
    Include4xx: {
      kind: 'flag',
      description: 'Whether 4xx responses count as errors, as in Express Mode.',
      default: false,
    },
    MinimumRequests: {
      kind: 'integer',
      description: 'The alarm ignores minutes with fewer requests to a target group.',
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
    },
    AlarmNames: {
      kind: 'list',
      description: 'Further alarms that roll a deployment back.',
      default: [],
      of: { kind: 'text', description: 'The name of an alarm.' },
    },
  },
} as const satisfies Omit<Struct, 'description'>;

/** How a new version takes over, and what rolls it back. */
export const DEPLOYMENT = {
  Deployment: {
    kind: 'struct',
    description: 'How a new version replaces the old one.',
    default: {},
    properties: {
      Strategy: {
        kind: 'choice',
        description:
          'CANARY: a small share of the traffic first; LINEAR: equal steps; BLUE_GREEN: all at once; ROLLING: task by task.',
        values: ['CANARY', 'LINEAR', 'BLUE_GREEN', 'ROLLING'],
        default: 'CANARY',
      },
      CanaryConfiguration: { ...CANARY, description: 'The first step of CANARY.' },
      LinearConfiguration: { ...LINEAR, description: 'The steps of LINEAR.' },
      BakeTimeInMinutes: {
        ...MINUTES,
        description: 'How long the old tasks keep running after all traffic has moved; 3 by default.',
      },
      MinimumHealthyPercent: {
        kind: 'integer',
        description: 'The fewest healthy tasks during a deployment, in percent of the desired count.',
        minimum: 0,
        maximum: 100,
        default: 100,
      },
      MaximumPercent: {
        kind: 'integer',
        description: 'The most tasks during a deployment, in percent of the desired count.',
        minimum: 100,
        maximum: 1000,
        default: 200,
      },
      LifecycleHooks: {
        ...HOOKS,
        // UpdateService merges, and so does CloudFormation's update: only an empty list clears it.
        description:
          'Functions that decide at certain stages whether the deployment continues. To remove the hooks of a service, give an empty list: ECS keeps them if the property is absent.',
      },
      Rollback: {
        ...ROLLBACK,
        description: 'What rolls a deployment back, in addition to tasks that never become healthy.',
      },
    },
  },
} as const satisfies Struct['properties'];
