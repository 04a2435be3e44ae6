/** What the played ECS remembers: clusters, their services, and these services' revisions, tasks and deployments. */
import type {
  CapacityProviderStrategyItem,
  ClusterConfiguration,
  ClusterSetting,
  CreateServiceRequest,
  DeploymentConfiguration,
  DeploymentLifecycleHookDetail,
  DeploymentLifecycleHookStage,
  DeploymentRolloutState,
  LaunchType,
  Rollback,
  ServiceDeploymentLifecycleStage,
  ServiceDeploymentRollbackMonitorsStatus,
  ServiceDeploymentStatus,
  ServiceEvent,
  Tag,
  TaskDefinition,
  TaskStopCode,
} from '@aws-sdk/client-ecs';
import type { ImageBehaviour } from './image-behaviour';

export interface ClusterState {
  arn: string;
  name: string;
  status: 'ACTIVE' | 'INACTIVE';
  settings: ClusterSetting[];
  configuration?: ClusterConfiguration;
  capacityProviders: string[];
  defaultCapacityProviderStrategy: CapacityProviderStrategyItem[];
  tags: Tag[];
  services: Map<string, ServiceState>;
}

/** What a service revision pins; a change of any of these starts a deployment (API reference of `UpdateService`). */
export type RevisionSettings = Pick<
  CreateServiceRequest,
  | 'loadBalancers'
  | 'networkConfiguration'
  | 'platformVersion'
  | 'serviceConnectConfiguration'
  | 'serviceRegistries'
  | 'volumeConfigurations'
  | 'vpcLatticeConfigurations'
> & { taskDefinition: string };

/** What a service has beyond its revisions; a change takes effect without a deployment. */
export type ServiceSettings = Pick<
  CreateServiceRequest,
  | 'availabilityZoneRebalancing'
  | 'capacityProviderStrategy'
  | 'deploymentController'
  | 'enableECSManagedTags'
  | 'enableExecuteCommand'
  | 'healthCheckGracePeriodSeconds'
  | 'placementConstraints'
  | 'placementStrategy'
  | 'propagateTags'
  | 'schedulingStrategy'
> & { deploymentConfiguration: DeploymentConfiguration; launchType?: LaunchType };

export interface ServiceState {
  arn: string;
  name: string;
  cluster: ClusterState;
  status: 'ACTIVE' | 'DRAINING' | 'INACTIVE';
  /** The request that made it, to tell a repetition from a clash. */
  created: string;
  createdAt: Date;
  desiredCount: number;
  settings: ServiceSettings;
  tags: Tag[];
  /** Newest first, as DescribeServices shows them. */
  events: ServiceEvent[];
  /** All of its history, oldest first. */
  revisions: Revision[];
  /** The revision that is being, or was last, deployed. */
  primary: Revision;
  /** The revision whose deployment was the last to complete: what a rollback returns to. */
  completed?: Revision;
  /** All of its history, oldest first. */
  deployments: DeploymentState[];
  tasks: TaskState[];
}

/** A target group that a revision's tasks register in, with the rule that brings production traffic to it. */
export interface RevisionTarget {
  targetGroupArn: string;
  /** Both target groups of its load balancer entry. */
  pair: readonly string[];
  containerName: string;
  containerPort: number;
  productionListenerRule?: string;
}

export interface Revision {
  id: string;
  arn: string;
  createdAt: Date;
  settings: RevisionSettings;
  taskDefinition: TaskDefinition;
  taskDefinitionTags: Tag[];
  behaviour: ImageBehaviour;
  /** Resolved when its deployment starts. */
  targets: RevisionTarget[];
  /** How many tasks it should have now. */
  wanted: number;
  /** Share of production traffic, 0 to 100. */
  traffic: number;
  /** Its deployment failed: what is missing of it is not started any more. */
  frozen: boolean;
  failedTasks: number;
  /** What the circuit breaker counts. */
  failureCount: number;
  rollout: { state: DeploymentRolloutState; reason: string; updatedAt: Date };
}

export type TaskStatus =
  | 'PROVISIONING'
  | 'PENDING'
  | 'ACTIVATING'
  | 'RUNNING'
  | 'DEACTIVATING'
  | 'STOPPING'
  | 'DEPROVISIONING'
  | 'STOPPED';

export interface StopRequest {
  code: TaskStopCode;
  reason: string;
  /** Counts against the revision in the eyes of the circuit breaker. */
  failure: boolean;
}

/** The elastic network interface of a task. */
export interface TaskInterface {
  attachmentId: string;
  id: string;
  subnetId: string;
  availabilityZone: string;
  privateIp: string;
  mac: string;
}

/** One task while it is played. */
export interface TaskState {
  arn: string;
  id: string;
  service: ServiceState;
  revision: Revision;
  capacityProvider?: string;
  /** Chosen when it is started; none without an awsvpc configuration. */
  subnetId?: string;
  tags: Tag[];
  status: TaskStatus;
  /** The load balancer (or the lack of any health check) calls it healthy. */
  healthy: boolean;
  /** Registered in its revision's target groups. */
  registered: boolean;
  networkInterface?: TaskInterface;
  createdAt: Date;
  startedAt?: Date;
  stoppingAt?: Date;
  stoppedAt?: Date;
  exitCode?: number;
  stop?: StopRequest;
  /** Resolves when it is asked to stop. */
  stopRequested: Promise<void>;
  /** Asks it to stop; only the first reason counts. */
  requestStop(request: StopRequest): void;
}

/** Every stage the API names; `PRE_PRODUCTION_TRAFFIC_SHIFT` stands in the SDK's enumeration of hooks only. */
export type LifecycleStage = ServiceDeploymentLifecycleStage | DeploymentLifecycleHookStage;

/** Why a deployment must not go on, asked for from outside. */
export type Interruption = 'superseded' | 'deleted' | 'stop' | 'abort';

export interface DeploymentState {
  arn: string;
  createdAt: Date;
  startedAt?: Date;
  finishedAt?: Date;
  stoppedAt?: Date;
  updatedAt: Date;
  target: Revision;
  /** The revisions that had tasks when it started. */
  sources: Revision[];
  status: ServiceDeploymentStatus;
  statusReason?: string;
  lifecycleStage?: LifecycleStage;
  configuration: DeploymentConfiguration;
  rollback?: Rollback;
  breaker: ServiceDeploymentRollbackMonitorsStatus;
  alarms: ServiceDeploymentRollbackMonitorsStatus;
  triggeredAlarms: string[];
  hooks: (DeploymentLifecycleHookDetail & { answer?: 'CONTINUE' | 'ROLLBACK' })[];
  interruption?: Interruption;
  /** Resolves when nothing of it goes on any more. */
  over: Promise<void>;
}
