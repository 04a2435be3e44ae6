import {
  ECSClient,
  PutClusterCapacityProvidersCommand,
  type PutClusterCapacityProvidersCommandInput,
} from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import type { ResourceTools, ResourceType } from '../resource-type';
import { deleteWhenFree } from '../shared/delete-when-free';
import { camelCase, input, text } from '../shared/properties';

/** AWS::ECS::ClusterCapacityProviderAssociations. Its id is the cluster's; deleting it takes all providers off the cluster. */
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
