/** What the played Application Auto Scaling keeps of one Region: ECS services that scale, and what was done to them. */
import type {
  ScalableTarget,
  ScalingActivity,
  ScalingPolicy,
  ScheduledAction,
} from '@aws-sdk/client-application-auto-scaling';
import type { SdkClients } from '../service/clients';
import type { LocalWorld } from '../world';

/** A change of the desired count by a policy. */
export interface CapacityChange {
  from: number;
  to: number;
  activity: ScalingActivity;
  /** Seconds after the end of the activity in which it counts for what the policies do next. */
  cooldownSeconds: number;
}

/** An ECS service that is registered as a scalable target. */
export interface ScaledService {
  cluster: string;
  service: string;
  target: ScalableTarget;
  tags: Map<string, string>;
  /** By name. */
  policies: Map<string, ScalingPolicy>;
  /** By name. */
  scheduledActions: Map<string, ScheduledAction>;
  /** For how many more looks a service at its minimum is let be, as long as no metric is too high. */
  rest?: number;
  /** The latest changes by policies. */
  scaledOut?: CapacityChange;
  scaledIn?: CapacityChange;
}

export interface ScalingRegion {
  world: LocalWorld;
  region: string;
  clients: SdkClients;
  /** By resource id: `service/<cluster>/<service>`. */
  services: Map<string, ScaledService>;
  /** The names of the alarms in ALARM, and the time to which the history of alarms is read. */
  alarmStates: { inAlarm: Set<string>; readTo?: Date };
  /** Newest first. */
  activities: ScalingActivity[];
  /** The activity of each service that is not over, and the desired count that it has set. */
  underWay: Map<ScaledService, { activity: ScalingActivity; count: number }>;
}

export const createScalingRegion = (world: LocalWorld, region: string, clients: SdkClients): ScalingRegion => ({
  world,
  region,
  clients,
  services: new Map(),
  alarmStates: { inAlarm: new Set() },
  activities: [],
  underWay: new Map(),
});

/** The limits of the target; both are numbers once it is registered. */
export const limitsOf = ({ target }: ScaledService): { min: number; max: number } => ({
  min: target.MinCapacity ?? 0,
  max: target.MaxCapacity ?? 0,
});
