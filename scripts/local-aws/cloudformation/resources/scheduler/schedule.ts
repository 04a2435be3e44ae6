import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  SchedulerClient,
  UpdateScheduleCommand,
  type UpdateScheduleCommandInput,
} from '@aws-sdk/client-scheduler';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ifFound } from '../shared/if-found';
import { ignoreMissing } from '../shared/ignore-missing';
import { input, text } from '../shared/properties';

/** Characters of a schedule's name. */
const NAME_LIMIT = 64;

/** AWS::Scheduler::Schedule */
export function schedule({ clients }: ResourceTools): ResourceType {
  const scheduler = (): SchedulerClient => clients(SchedulerClient);
  const made = async (Name: string, { GroupName }: JsonObject): Promise<PhysicalResource> => {
    const { Arn = '' } = await scheduler().send(new GetScheduleCommand({ Name, GroupName: text(GroupName) }));
    return { physicalId: Name, attributes: { Arn } };
  };
  return {
    create: async ({ properties, stack, logicalId, announce }) => {
      const Name = text(properties.Name) ?? generatedName(stack.name, logicalId, NAME_LIMIT);
      await scheduler().send(
        new CreateScheduleCommand({ ...input<CreateScheduleCommandInput>(withDates(properties)), Name }),
      );
      announce(Name);
      return made(Name, properties);
    },
    update: async ({ physicalId, properties }) => {
      const command = input<UpdateScheduleCommandInput>(withDates(properties));
      await scheduler().send(new UpdateScheduleCommand({ ...command, Name: physicalId }));
      return made(physicalId, properties);
    },
    find: ({ physicalId, properties }) => ifFound(made(physicalId, properties)),
    delete: ({ physicalId, properties }) =>
      ignoreMissing(
        scheduler().send(new DeleteScheduleCommand({ Name: physicalId, GroupName: text(properties.GroupName) })),
      ),
  };
}

/** Converts date strings to the dates that the SDK takes. */
function withDates(properties: JsonObject): JsonObject {
  const dates = ['StartDate', 'EndDate'].flatMap((name) => {
    const value = text(properties[name]);
    return value === undefined ? [] : [[name, new Date(value)]];
  });
  return { ...properties, ...Object.fromEntries(dates) };
}
