import {
  ECSClient,
  PutClusterCapacityProvidersCommand,
  type PutClusterCapacityProvidersCommandInput,
} from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import type { ResourceTools, ResourceType } from '../resource-type';
import { deleteWhenFree } from '../shared/delete-when-free';
import { camelCase, input, text } from '../shared/properties';

/** AWS::ECS::ClusterCapacityProviderAssociations. Its id is that of the cluster. Deleting it removes all providers. */
export function clusterCapacityProviderAssociations(tools: ResourceTools): ResourceType {
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
    // A deleted service holds its provider until it has drained.
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
