/** How long the steps of tasks and deployments take, in seconds of AWS time: what users of Fargate commonly see, rounded. */

/** PROVISIONING: the network interface is attached and the micro-VM starts. */
export const PROVISIONING_SECONDS = 8;
/** PENDING: the image is pulled and the containers start. */
export const PENDING_SECONDS = 10;
/** From the first start of a container that crashes to its exit. */
export const CRASH_SECONDS = 3;
/** From SIGTERM to the end of an application that handles the signal. */
export const STOPPING_SECONDS = 5;
/** DEPROVISIONING: the network interface is released. */
export const DEPROVISIONING_SECONDS = 3;
/** Between a task's failure and the start of its replacement; ECS waits longer with every failure in a row. */
export const RESTART_SECONDS = 5;
/**
 * Without any health check the scheduler counts a task as healthy 40 seconds after it runs (API reference of
 * `minimumHealthyPercent`).
 */
export const ASSUMED_HEALTHY_SECONDS = 40;
/** How often a deployment looks at its tasks, and at a request to stop it. */
export const LOOK_SECONDS = 2;
/** How often a deployment reads its alarms. */
export const ALARM_SECONDS = 10;
/** A stage of a deployment with traffic shift lasts 24 hours at most (developer guide, canary deployments). */
export const STAGE_LIMIT_SECONDS = 24 * 3600;
/** Default of `callBackDelay` of a Lambda lifecycle hook that answers IN_PROGRESS (developer guide, lifecycle hooks). */
export const HOOK_DELAY_SECONDS = 30;
