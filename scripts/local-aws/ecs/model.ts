/** What the played ECS keeps: clusters, their services, and the services' revisions, tasks and deployments. */
import type {
  CapacityProviderStrategyItem,
  ClusterConfiguration,
  ClusterSetting,
  ContainerDefinition,
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
import type { Listeners, PlayedContainer } from './containers/container';

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

/** The settings in a service revision. A change of any of them starts a deployment (API reference of `UpdateService`). */
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

/** The settings of a service outside its revisions. A change takes effect without a deployment. */
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
  /** The request that created the service, to tell a repeated request from another one. */
  created: string;
  createdAt: Date;
  desiredCount: number;
  settings: ServiceSettings;
  tags: Tag[];
  /** Newest first, as DescribeServices shows them. */
  events: ServiceEvent[];
  /** All revisions since it was created, oldest first. */
  revisions: Revision[];
  /** The revision that is being deployed, or was deployed last. */
  primary: Revision;
  /** The revision whose deployment completed last. A rollback returns to it. */
  completed?: Revision;
  /** All deployments since it was created, oldest first. */
  deployments: DeploymentState[];
  tasks: TaskState[];
}

/** A target group in which a revision's tasks register, with the rule that brings production traffic to it. */
export interface RevisionTarget {
  targetGroupArn: string;
  /** Both target groups of the entry in `loadBalancers`. */
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
  /** Set when its deployment starts. */
  targets: RevisionTarget[];
  /** How many tasks it should have now. */
  wanted: number;
  /** Its share of production traffic, 0 to 100. */
  traffic: number;
  /** Its deployment failed, so missing tasks are no longer started. */
  frozen: boolean;
  failedTasks: number;
  /** The failures that the circuit breaker counts. */
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
  /** Whether the circuit breaker counts it as a failure of the revision. */
  failure: boolean;
}

/** The elastic network interface of a task. */
export interface TaskInterface {
  attachmentId: string;
  id: string;
  vpcId: string;
  securityGroupIds: readonly string[];
  subnetId: string;
  availabilityZone: string;
  privateIp: string;
  mac: string;
}

/** One container of a task. */
export interface ContainerState {
  definition: ContainerDefinition;
  /** What plays it, once it has started. */
  played?: PlayedContainer;
  startedAt?: Date;
  exitCode?: number;
}

/** One task. */
export interface TaskState {
  arn: string;
  id: string;
  service: ServiceState;
  revision: Revision;
  capacityProvider?: string;
  /** Chosen when the task is started; undefined without an awsvpc configuration. */
  subnetId?: string;
  tags: Tag[];
  status: TaskStatus;
  /** Its health checks passed; without health checks, it has run for long enough. */
  healthy: boolean;
  /** Why it is to be replaced: it was healthy and is no more. */
  failing?: string;
  /** Whether it is registered in its revision's target groups. */
  registered: boolean;
  networkInterface?: TaskInterface;
  createdAt: Date;
  startedAt?: Date;
  stoppingAt?: Date;
  stoppedAt?: Date;
  containers: readonly ContainerState[];
  /** Where its containers listen. */
  listeners: Listeners;
  stop?: StopRequest;
  /** Resolves when the task is asked to stop. */
  stopRequested: Promise<void>;
  /** Asks the task to stop. Only the first request counts. */
  requestStop(request: StopRequest): void;
}

/** All stages of the API. The SDK has `PRE_PRODUCTION_TRAFFIC_SHIFT` only in the enumeration for hooks. */
export type LifecycleStage = ServiceDeploymentLifecycleStage | DeploymentLifecycleHookStage;

/** Why a deployment must end early, by somebody else's decision. */
export type Interruption = 'superseded' | 'deleted' | 'stop' | 'abort';

export interface DeploymentState {
  arn: string;
  createdAt: Date;
  startedAt?: Date;
  finishedAt?: Date;
  stoppedAt?: Date;
  updatedAt: Date;
  target: Revision;
  /** The revisions that had tasks when the deployment started. */
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
  /** Resolves when all work of the deployment has ended. */
  over: Promise<void>;
}
