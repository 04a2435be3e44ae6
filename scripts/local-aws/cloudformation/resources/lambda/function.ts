import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  DeleteFunctionCommand,
  GetFunctionConfigurationCommand,
  LambdaClient,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type UpdateFunctionConfigurationCommandInput,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { isObject, type Json, type JsonObject } from '../../../../../handlers/template-language/json';
import { isEqual } from '../../collections';
import { type PhysicalResource, ResourceError, type ResourceTools, type ResourceType } from '../resource-type';
import { generatedName } from '../shared/generated-name';
import { ifFound } from '../shared/if-found';
import { ignoreMissing } from '../shared/ignore-missing';
import { input, pick, text, texts } from '../shared/properties';
import { changeTags, tagMap, tagsOf } from '../shared/tags';
import { until } from '../shared/until';

/** Characters of a function's name. */
const NAME_LIMIT = 64;

/** The properties that UpdateFunctionConfiguration takes. */
const CONFIGURATION = [
  'Description',
  'Environment',
  'EphemeralStorage',
  'Handler',
  'Layers',
  'LoggingConfig',
  'MemorySize',
  'Role',
  'Runtime',
  'Timeout',
  'TracingConfig',
  'VpcConfig',
  'DeadLetterConfig',
];

/** AWS::Lambda::Function */
export function lambdaFunction({ clients, world }: ResourceTools): ResourceType {
  const lambda = (): LambdaClient => clients(LambdaClient);
  const untilActive = (name: string, signal: AbortSignal): Promise<PhysicalResource> =>
    until(world, signal, async () => {
      const configuration = await lambda().send(new GetFunctionConfigurationCommand({ FunctionName: name }));
      const { State = 'Active', LastUpdateStatus = 'Successful', FunctionArn = '' } = configuration;
      if (State === 'Failed' || LastUpdateStatus === 'Failed') {
        throw new ResourceError(`Function ${name} failed: ${configuration.StateReason}`, name);
      }
      const isActive = State !== 'Pending' && LastUpdateStatus !== 'InProgress';
      return isActive ? { physicalId: name, attributes: { Arn: FunctionArn } } : undefined;
    });
  return {
    properties: ['FunctionName', 'Code', 'PackageType', 'Architectures', 'Tags', ...CONFIGURATION],
    create: async ({ properties, stack, logicalId, signal, announce }) => {
      const FunctionName = text(properties.FunctionName) ?? generatedName(stack.name, logicalId, NAME_LIMIT);
      await lambda().send(
        new CreateFunctionCommand({
          ...input<CreateFunctionCommandInput>(pick(properties, [...CONFIGURATION, 'PackageType', 'Architectures'])),
          FunctionName,
          Code: codeOf(properties.Code, properties.Runtime),
          Tags: tagMap(tagsOf(properties.Tags)),
        }),
      );
      announce(FunctionName);
      return untilActive(FunctionName, signal);
    },
    update: async ({ physicalId, oldProperties, properties, signal }) => {
      await updateFunction(lambda(), physicalId, oldProperties, properties, () => untilActive(physicalId, signal));
      const made = await untilActive(physicalId, signal);
      const Resource = text(made.attributes?.Arn);
      await changeTags(oldProperties.Tags, properties.Tags, {
        untag: (TagKeys) => lambda().send(new UntagResourceCommand({ Resource, TagKeys })),
        tag: (tags) => lambda().send(new TagResourceCommand({ Resource, Tags: tagMap(tags) })),
      });
      return made;
    },
    find: ({ physicalId, signal }) => ifFound(untilActive(physicalId, signal)),
    delete: ({ physicalId }) => ignoreMissing(lambda().send(new DeleteFunctionCommand({ FunctionName: physicalId }))),
  };
}

async function updateFunction(
  lambda: LambdaClient,
  FunctionName: string,
  before: JsonObject,
  after: JsonObject,
  untilActive: () => Promise<PhysicalResource>,
): Promise<void> {
  if (!isEqual(pick(before, CONFIGURATION), pick(after, CONFIGURATION))) {
    // A property that the template no longer has returns to its default.
    const dropped = before.Environment !== undefined && after.Environment === undefined;
    const command = input<UpdateFunctionConfigurationCommandInput>({
      ...pick(after, CONFIGURATION),
      ...(dropped && { Environment: { Variables: {} } }),
    });
    await lambda.send(new UpdateFunctionConfigurationCommand({ ...command, FunctionName }));
    await untilActive();
  }
  if (!isEqual(before.Code, after.Code) || !isEqual(before.Architectures, after.Architectures)) {
    const Architectures = texts(after.Architectures) as ('arm64' | 'x86_64')[];
    await lambda.send(
      new UpdateFunctionCodeCommand({
        ...codeOf(after.Code, after.Runtime),
        FunctionName,
        ...(Architectures.length > 0 && { Architectures }),
      }),
    );
  }
}

/** In a template, `ZipFile` is source code. CloudFormation archives it as a file named `index`. */
function codeOf(code: Json | undefined, runtime: Json | undefined) {
  if (!isObject(code)) throw new ResourceError('Code is missing');
  const source = text(code.ZipFile);
  if (source === undefined) {
    return { S3Bucket: text(code.S3Bucket), S3Key: text(code.S3Key), S3ObjectVersion: text(code.S3ObjectVersion) };
  }
  const extension = text(runtime)?.startsWith('python') ? 'py' : 'js';
  return { ZipFile: zipSync({ [`index.${extension}`]: strToU8(source) }) };
}
