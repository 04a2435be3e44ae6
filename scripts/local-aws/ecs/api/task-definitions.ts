/** Task definitions: they are checked here and kept by moto. */

import type { RegisterTaskDefinitionRequest, Tag, TaskDefinition } from '@aws-sdk/client-ecs';
import type { MotoClient } from '../../moto/client';
import { AwsError } from '../../wire/errors';
import type { DescribedTaskDefinition } from '../deployment/start';
import { clientError } from '../errors';
import type { EcsOperation } from '../operation';
import { checkTaskDefinition } from '../validation/task-definition';

/** moto's answer to DescribeTaskDefinition. */
interface Described {
  taskDefinition?: TaskDefinition;
  tags?: Tag[];
}

export const registerTaskDefinition: EcsOperation<RegisterTaskDefinitionRequest> = async ({
  parameters: input,
  moto,
}) => {
  checkTaskDefinition(input);
  return moto.json('RegisterTaskDefinition', input);
};

/**
 * @param taskDefinition a family, a family and revision, or an ARN
 * @throws AwsError ClientException if there is no such task definition, or it was deregistered
 */
export async function findTaskDefinition(
  moto: MotoClient,
  taskDefinition: string | undefined,
): Promise<DescribedTaskDefinition> {
  if (taskDefinition === undefined) throw clientError('TaskDefinition can not be blank.');
  const described: Described = await moto
    .json('DescribeTaskDefinition', { taskDefinition, include: ['TAGS'] })
    .catch((error) => {
      throw error instanceof AwsError && error.status < 500 ? clientError('TaskDefinition not found.') : error;
    });
  const found = described.taskDefinition;
  if (found === undefined) throw clientError('TaskDefinition not found.');
  if (found.status === 'INACTIVE') throw clientError('TaskDefinition is inactive');
  return { taskDefinition: found, tags: described.tags ?? [] };
}
