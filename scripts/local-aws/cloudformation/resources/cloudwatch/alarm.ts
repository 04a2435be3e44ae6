import {
  CloudWatchClient,
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-cloudwatch';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ignoreMissing } from '../shared/ignore-missing';
import { input, omit, text } from '../shared/properties';
import { changeTags } from '../shared/tags';

/** AWS::CloudWatch::Alarm */
export function alarm({ clients }: ResourceTools): ResourceType {
  const watch = (): CloudWatchClient => clients(CloudWatchClient);
  const made = async (name: string): Promise<PhysicalResource> => {
    const { MetricAlarms: [found] = [] } = await watch().send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
    return { physicalId: name, attributes: { Arn: found?.AlarmArn ?? '' } };
  };
  const put = (name: string, properties: JsonObject) =>
    watch().send(new PutMetricAlarmCommand({ ...input<PutMetricAlarmCommandInput>(properties), AlarmName: name }));
  return {
    create: async ({ properties, stack, logicalId }) => {
      const name = text(properties.AlarmName) ?? generatedName(stack.name, logicalId);
      await put(name, properties);
      return made(name);
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      // PutMetricAlarm takes tags only for a new alarm.
      await put(physicalId, omit(properties, ['Tags']));
      const result = await made(physicalId);
      const ResourceARN = text(result.attributes?.Arn);
      await changeTags(oldProperties.Tags, properties.Tags, {
        untag: (TagKeys) => watch().send(new UntagResourceCommand({ ResourceARN, TagKeys })),
        tag: (Tags) => watch().send(new TagResourceCommand({ ResourceARN, Tags })),
      });
      return result;
    },
    delete: ({ physicalId }) => ignoreMissing(watch().send(new DeleteAlarmsCommand({ AlarmNames: [physicalId] }))),
  };
}
