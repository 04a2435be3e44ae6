/** The operations of ECS that are played, and those that are refused. moto answers the others. */
import { createCluster, deleteCluster, describeClusters, listClusters } from './api/clusters';
import { createService } from './api/create-service';
import { deleteService } from './api/delete-service';
import {
  continueServiceDeployment,
  describeServiceDeployments,
  listServiceDeployments,
  stopServiceDeployment,
} from './api/service-deployments';
import { describeServiceRevisions } from './api/service-revisions';
import { describeServices, listServices } from './api/services';
import { listTagsForResource, tagResource, untagResource } from './api/tags';
import { registerTaskDefinition } from './api/task-definitions';
import { describeTasks, listTasks, stopTask } from './api/tasks';
import { putClusterCapacityProviders, updateCluster, updateClusterSettings } from './api/update-cluster';
import { updateService } from './api/update-service';
import type { EcsOperation } from './operation';

/** moto has tasks of its own, which do nothing, so its answers to these would contradict what is played here. */
export const REFUSED: ReadonlySet<string> = new Set([
  'CreateTaskSet',
  'DeleteTaskSet',
  'DescribeTaskSets',
  'RunTask',
  'StartTask',
  'UpdateServicePrimaryTaskSet',
  'UpdateTaskSet',
]);

export const OPERATIONS: Readonly<Record<string, EcsOperation<never>>> = {
  ContinueServiceDeployment: continueServiceDeployment,
  CreateCluster: createCluster,
  CreateService: createService,
  DeleteCluster: deleteCluster,
  DeleteService: deleteService,
  DescribeClusters: describeClusters,
  DescribeServiceDeployments: describeServiceDeployments,
  DescribeServiceRevisions: describeServiceRevisions,
  DescribeServices: describeServices,
  DescribeTasks: describeTasks,
  ListClusters: listClusters,
  ListServiceDeployments: listServiceDeployments,
  ListServices: listServices,
  ListTagsForResource: listTagsForResource,
  ListTasks: listTasks,
  PutClusterCapacityProviders: putClusterCapacityProviders,
  RegisterTaskDefinition: registerTaskDefinition,
  StopServiceDeployment: stopServiceDeployment,
  StopTask: stopTask,
  TagResource: tagResource,
  UntagResource: untagResource,
  UpdateCluster: updateCluster,
  UpdateClusterSettings: updateClusterSettings,
  UpdateService: updateService,
};
