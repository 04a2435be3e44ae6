/** Task definitions: kept by moto, checked here. */
import type { RegisterTaskDefinitionRequest, Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import { AwsError } from '../../wire/errors';
import type { DescribedTaskDefinition } from '../deployment/start';
import type { Operation } from '../ecs';
import { clientError } from '../errors';
import type { Moto } from '../moto';
import { checkTaskDefinition } from '../validation/task-definition';

/** What moto's answer looks like; its JSON is the API's. */
interface Described {
  taskDefinition?: TaskDefinition;
  tags?: Tag[];
}

export const registerTaskDefinition: Operation<RegisterTaskDefinitionRequest> = async (_ecs, input, moto) => {
  checkTaskDefinition(input);
  return moto.call('RegisterTaskDefinition', input);
};

/**
 * The task definition that a service names, by family, family and revision, or ARN.
 * @throws AwsError ClientException when there is none, or it is deregistered
 */
export async function findTaskDefinition(
  moto: Moto,
  taskDefinition: string | undefined,
): Promise<DescribedTaskDefinition> {
  if (taskDefinition === undefined) throw clientError('TaskDefinition can not be blank.');
  const described: Described = await moto
    .call('DescribeTaskDefinition', { taskDefinition, include: ['TAGS'] })
    .catch((error) => {
      throw error instanceof AwsError && error.status < 500 ? clientError('TaskDefinition not found.') : error;
    });
  const found = described.taskDefinition;
  if (found === undefined) throw clientError('TaskDefinition not found.');
  if (found.status === 'INACTIVE') throw clientError('TaskDefinition is inactive');
  return { taskDefinition: found, tags: described.tags ?? [] };
}
