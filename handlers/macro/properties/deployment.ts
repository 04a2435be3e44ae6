import type { Struct } from './schema';

/** Minutes of one step of a deployment, as the ECS API bounds them. */
const MINUTES = { kind: 'integer', minimum: 0, maximum: 1440 } as const;

/** Stages at which a deployment that shifts traffic can be held. */
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
    CanaryBakeTimeInMinutes: { ...MINUTES, description: 'How long it lasts.', default: 3 },
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
    StepBakeTimeInMinutes: { ...MINUTES, description: 'How long each lasts.', default: 3 },
  },
} as const satisfies Omit<Struct, 'description'>;

const HOOKS = {
  kind: 'list',
  known: true,
  of: {
    kind: 'struct',
    description: 'A function and when to ask it.',
    properties: {
      HookTargetArn: { kind: 'text', description: 'The ARN of the Lambda function.', required: true },
      RoleArn: { kind: 'text', description: 'The role in which ECS invokes it.', required: true },
      LifecycleStages: {
        kind: 'list',
        description: 'The stages.',
        required: true,
        least: 1,
        of: { kind: 'text', description: 'A stage.', values: STAGES },
      },
      HookDetails: { kind: 'json', description: 'What the function is told besides.' },
    },
  },
} as const;

export const ROLLBACK = {
  kind: 'struct',
  default: {},
  properties: {
    OwnAlarm: {
      kind: 'flag',
      description: 'Whether the service makes an alarm on the rate of errors; without it only AlarmNames count.',
      default: true,
    },
    ErrorRatePercent: {
      kind: 'number',
      description: 'More errors than that, in percent of the answers, in two of three minutes.',
      minimum: 0,
      maximum: 100,
      default: 1,
    },
    Include4xx: { kind: 'flag', description: 'Counts answers 4xx as errors, as Express Mode does.', default: false },
    MinimumRequests: {
      kind: 'integer',
      description: 'A minute with fewer requests to a target group says nothing.',
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER,
    },
    AlarmNames: {
      kind: 'list',
      description: 'More alarms.',
      default: [],
      of: { kind: 'text', description: 'The name of an alarm.' },
    },
  },
} as const satisfies Omit<Struct, 'description'>;

/** How a new version takes over, and when it gives back. */
export const DEPLOYMENT = {
  Deployment: {
    kind: 'struct',
    description: 'How a new version takes over from the old one.',
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
        description: 'How long the old tasks stand by once all traffic has moved; 3 when absent.',
      },
      MinimumHealthyPercent: {
        kind: 'integer',
        description: 'Healthy tasks that must be left, in percent of the wanted ones.',
        minimum: 0,
        maximum: 100,
        default: 100,
      },
      MaximumPercent: {
        kind: 'integer',
        description: 'Tasks that may run, in percent of the wanted ones.',
        minimum: 100,
        maximum: 1000,
        default: 200,
      },
      LifecycleHooks: {
        ...HOOKS,
        // UpdateService merges, and so does CloudFormation's update: only an empty list clears it.
        description:
          'Functions that are asked at certain stages whether the deployment may go on. To take back those that a service has, give an empty list: what is left out, ECS keeps.',
      },
      Rollback: {
        ...ROLLBACK,
        description: 'What makes a deployment go back, besides tasks that never become healthy.',
      },
    },
  },
} as const satisfies Struct['properties'];
