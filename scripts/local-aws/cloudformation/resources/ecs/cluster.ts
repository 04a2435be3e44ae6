import {
  CreateClusterCommand,
  type CreateClusterCommandInput,
  DeleteClusterCommand,
  ECSClient,
  PutClusterCapacityProvidersCommand,
  type PutClusterCapacityProvidersCommandInput,
  UpdateClusterCommand,
  type UpdateClusterCommandInput,
} from '@aws-sdk/client-ecs';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { isEqual } from '../../collections';
import type { ResourceTools, ResourceType } from '../resource-type';
import { deleteWhenFree } from '../shared/delete-when-free';
import { generatedName } from '../shared/generated-name';
import { camelCase, input, pick, text } from '../shared/properties';
import { updateTags } from './tags';

const PROVIDERS = ['CapacityProviders', 'DefaultCapacityProviderStrategy'];

/** AWS::ECS::Cluster */
export const ecsCluster = (tools: ResourceTools): ResourceType => ({
  create: async ({ properties, stack, logicalId }) => {
    const name = text(properties.ClusterName) ?? generatedName(stack.name, logicalId);
    const { ClusterSettings: Settings, ...rest } = properties;
    const command = camelCase({ ...rest, ...(Settings !== undefined && { Settings }), ClusterName: name });
    const { cluster } = await tools
      .clients(ECSClient)
      .send(new CreateClusterCommand(input<CreateClusterCommandInput>(command as JsonObject)));
    return { physicalId: name, attributes: { Arn: cluster?.clusterArn ?? '' } };
  },
  update: async ({ physicalId, oldProperties, properties }) => {
    const ecs = tools.clients(ECSClient);
    const { ClusterSettings: Settings, Configuration, ServiceConnectDefaults } = properties;
    const changed = {
      Cluster: physicalId,
      Settings: Settings ?? [],
      ...(Configuration !== undefined && { Configuration }),
    };
    const command = camelCase({ ...changed, ...(ServiceConnectDefaults !== undefined && { ServiceConnectDefaults }) });
    const { cluster } = await ecs.send(
      new UpdateClusterCommand(input<UpdateClusterCommandInput>(command as JsonObject)),
    );
    if (!isEqual(pick(oldProperties, PROVIDERS), pick(properties, PROVIDERS))) {
      const strategy = camelCase({
        Cluster: physicalId,
        CapacityProviders: properties.CapacityProviders ?? [],
        DefaultCapacityProviderStrategy: properties.DefaultCapacityProviderStrategy ?? [],
      });
      await ecs.send(
        new PutClusterCapacityProvidersCommand(input<PutClusterCapacityProvidersCommandInput>(strategy as JsonObject)),
      );
    }
    const arn = cluster?.clusterArn ?? '';
    await updateTags(ecs, arn, oldProperties, properties);
    return { physicalId, attributes: { Arn: arn } };
  },
  delete: ({ physicalId, signal }) =>
    deleteWhenFree(tools, signal, () =>
      tools.clients(ECSClient).send(new DeleteClusterCommand({ cluster: physicalId })),
    ),
});
