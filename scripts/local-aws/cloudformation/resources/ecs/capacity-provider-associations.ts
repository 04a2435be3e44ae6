import {
  ECSClient,
  PutClusterCapacityProvidersCommand,
  type PutClusterCapacityProvidersCommandInput,
} from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { deleteWhenFree } from '../delete-when-free';
import type { ResourceTools, ResourceType } from '../resource-type';
import { camelCase, input, text } from '../values';

/** AWS::ECS::ClusterCapacityProviderAssociations. Its id is the cluster's; deleting it takes all providers off the cluster. */
export function capacityProviderAssociations(tools: ResourceTools): ResourceType {
  const ecs = () => tools.clients(ECSClient);
  const put = async ({ properties }: { properties: JsonObject }) => {
    const { Cluster, CapacityProviders = [], DefaultCapacityProviderStrategy = [] } = properties;
    const command = camelCase({ Cluster, CapacityProviders, DefaultCapacityProviderStrategy } as JsonObject);
    await ecs().send(
      new PutClusterCapacityProvidersCommand(input<PutClusterCapacityProvidersCommandInput>(command as JsonObject)),
    );
    return { physicalId: text(Cluster) ?? '' };
  };
  return {
    properties: ['CapacityProviders', 'Cluster', 'DefaultCapacityProviderStrategy'],
    create: put,
    update: put,
    // A service that was deleted a moment ago holds its provider until it has drained.
    delete: ({ physicalId, signal }) =>
      deleteWhenFree(tools, signal, () =>
        ecs().send(
          new PutClusterCapacityProvidersCommand({
            cluster: physicalId,
            capacityProviders: [],
            defaultCapacityProviderStrategy: [],
          }),
        ),
      ),
  };
}
