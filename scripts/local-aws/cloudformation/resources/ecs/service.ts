import {
  CreateServiceCommand,
  type CreateServiceCommandInput,
  DeleteServiceCommand,
  DescribeServicesCommand,
  ECSClient,
  UpdateServiceCommand,
  type UpdateServiceCommandInput,
} from '@aws-sdk/client-ecs';
import { isObject, type JsonObject } from '../../../../../handlers/template-language/json';
import { isEqual } from '../../collections';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { camelCase, input, omit, text } from '../shared/properties';
import { until } from '../shared/until';
import { newestDeployment, waitForDeployment } from './deployment';
import { updateTags } from './tags';

/** Properties that UpdateService does not have. */
const CREATE_ONLY = [
  'Cluster',
  'ServiceName',
  'LaunchType',
  'Role',
  'SchedulingStrategy',
  'DeploymentController',
  'Tags',
  'ForceNewDeployment',
];
/** Maps whose keys are the user's own. */
const VERBATIM = ['HookDetails', 'Options'];

/** AWS::ECS::Service. Created or updated when its deployment has completed: CloudFormation waits for that. */
export function ecsService({ clients, world }: ResourceTools): ResourceType {
  const ecs = (): ECSClient => clients(ECSClient);
  return {
    create: async ({ properties, stack, logicalId, signal, announce }) => {
      const name = text(properties.ServiceName) ?? generatedName(stack.name, logicalId);
      const given = { ...omit(properties, ['ForceNewDeployment']), ServiceName: name, ...newServiceCount(properties) };
      const command = camelCase(given, VERBATIM);
      const { service } = await ecs().send(
        new CreateServiceCommand(input<CreateServiceCommandInput>(command as JsonObject)),
      );
      const arn = service?.serviceArn ?? '';
      announce(arn);
      await waitForDeployment({ ecs: ecs(), world, signal, cluster: text(properties.Cluster), service: arn });
      return made(arn, name);
    },
    update: async ({ properties, oldProperties, physicalId, signal }) => {
      const cluster = text(properties.Cluster);
      const of = { ecs: ecs(), world, signal, cluster, service: physicalId };
      const before = await newestDeployment(of);
      await updateTags(ecs(), physicalId, oldProperties, properties);
      const command = camelCase({ ...omit(properties, CREATE_ONLY), Service: physicalId }, VERBATIM);
      await ecs().send(
        new UpdateServiceCommand({
          ...input<UpdateServiceCommandInput>(command as JsonObject),
          cluster,
          forceNewDeployment: isForced(oldProperties, properties),
        }),
      );
      await waitForDeployment(of, before?.serviceDeploymentArn);
      return made(physicalId, nameIn(physicalId));
    },
    delete: async ({ properties, physicalId, signal }) => {
      const cluster = text(properties.Cluster);
      const state = async (): Promise<string> => {
        const { services = [] } = await ecs().send(new DescribeServicesCommand({ cluster, services: [physicalId] }));
        return services[0]?.status ?? 'INACTIVE';
      };
      const found = await state().catch((error: Error) => {
        if (error.name === 'ClusterNotFoundException') return 'INACTIVE';
        throw error;
      });
      if (found === 'INACTIVE') return;
      if (found === 'ACTIVE') await ecs().send(new DeleteServiceCommand({ cluster, service: physicalId, force: true }));
      await until(world, signal, async () => ((await state()) === 'INACTIVE' ? true : undefined));
    },
  };
}

/** In a template, ForceNewDeployment is a map. Another nonce in it forces another deployment. */
const isForced = ({ ForceNewDeployment: before }: JsonObject, { ForceNewDeployment: after }: JsonObject): boolean =>
  isObject(after) && after.EnableForceNewDeployment === true && !isEqual(before, after);

/** A new service without DesiredCount starts with one task. An update without it keeps the number. */
const newServiceCount = ({ DesiredCount, SchedulingStrategy }: JsonObject): JsonObject =>
  DesiredCount === undefined && SchedulingStrategy !== 'DAEMON' ? { DesiredCount: 1 } : {};

const nameIn = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const made = (arn: string, name: string): PhysicalResource => ({
  physicalId: arn,
  attributes: { ServiceArn: arn, Name: name },
});
