/** The operations that are played here, and those that nobody plays; moto answers the others. */
import type { AwsRequest } from '../wire/messages';
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
import type { Ecs, Operation } from './ecs';
import { readInput } from './json';
import type { Moto } from './moto';

type Played = (ecs: Ecs, request: AwsRequest, moto: Moto) => Promise<object>;

/** moto's answers to these would contradict what is played here: it has tasks of its own, which do nothing. */
export const UNPLAYED: ReadonlySet<string> = new Set([
  'CreateTaskSet',
  'DeleteTaskSet',
  'DescribeTaskSets',
  'RunTask',
  'StartTask',
  'UpdateServicePrimaryTaskSet',
  'UpdateTaskSet',
]);

/** Reads the request as the operation's input. */
function play<Input>(operation: Operation<Input>): Played {
  return async (ecs, request, moto) => operation(ecs, readInput<Input>(request), moto);
}

export const OPERATIONS: ReadonlyMap<string, Played> = new Map(
  Object.entries({
    ContinueServiceDeployment: play(continueServiceDeployment),
    CreateCluster: play(createCluster),
    CreateService: play(createService),
    DeleteCluster: play(deleteCluster),
    DeleteService: play(deleteService),
    DescribeClusters: play(describeClusters),
    DescribeServiceDeployments: play(describeServiceDeployments),
    DescribeServiceRevisions: play(describeServiceRevisions),
    DescribeServices: play(describeServices),
    DescribeTasks: play(describeTasks),
    ListClusters: play(listClusters),
    ListServiceDeployments: play(listServiceDeployments),
    ListServices: play(listServices),
    ListTagsForResource: play(listTagsForResource),
    ListTasks: play(listTasks),
    PutClusterCapacityProviders: play(putClusterCapacityProviders),
    RegisterTaskDefinition: play(registerTaskDefinition),
    StopServiceDeployment: play(stopServiceDeployment),
    StopTask: play(stopTask),
    TagResource: play(tagResource),
    UntagResource: play(untagResource),
    UpdateCluster: play(updateCluster),
    UpdateClusterSettings: play(updateClusterSettings),
    UpdateService: play(updateService),
  }),
);
