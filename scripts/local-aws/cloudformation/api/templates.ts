/** GetTemplate, ValidateTemplate and GetTemplateSummary. */

import { isObject, type JsonObject } from '../../../../handlers/template-language/json';
import { AwsError } from '../../wire/errors';
import { type QueryObject, textOf } from '../../wire/query';
import type { XmlObject } from '../../wire/xml';
import { readHeader } from '../template/header';
import { readTemplate } from '../transform/read-template';
import { getChangeSet } from './find-change-set';
import type { CloudFormationOperation, CloudFormationState } from './operation';
import { readSource, required } from './request';

export const getTemplate: CloudFormationOperation = ({ parameters: query, state }) => {
  const isOriginal = textOf(query.TemplateStage) !== 'Processed';
  const template =
    query.ChangeSetName === undefined
      ? state.store.get(required(query, 'StackName')).template
      : getChangeSet(query, state).prepared?.template;
  if (template === undefined) throw new AwsError('ChangeSetNotFound', 'The change set has no template', 404);
  return {
    TemplateBody: isOriginal ? template.original : template.processed,
    StagesAvailable: ['Original', 'Processed'],
  };
};

export const validateTemplate: CloudFormationOperation = async ({ parameters: query, state }) => {
  const template = readTemplate(await readSource(query, state.lookups));
  const { transforms, parameters } = readHeader(template);
  return {
    Description: textOf(template.Description as string),
    Parameters: Object.entries(parameters).map(([key, definition]) => ({
      ParameterKey: key,
      DefaultValue: definition.Default === undefined ? undefined : String(definition.Default),
      NoEcho: String(definition.NoEcho) === 'true',
      Description: typeof definition.Description === 'string' ? definition.Description : undefined,
    })),
    ...capabilities(template),
    DeclaredTransforms: transforms,
  };
};

export const getTemplateSummary: CloudFormationOperation = async ({ parameters: query, state }) => {
  const template = await summarized(query, state);
  const { transforms, parameters } = readHeader(template);
  return {
    Description: textOf(template.Description as string),
    Version: textOf(template.AWSTemplateFormatVersion as string),
    Metadata: template.Metadata === undefined ? undefined : JSON.stringify(template.Metadata),
    Parameters: Object.entries(parameters).map(([key, definition]) => summarizeParameter(key, definition)),
    ResourceTypes: [...new Set(typesIn(template))],
    ...capabilities(template),
    DeclaredTransforms: transforms,
  };
};

async function summarized(query: QueryObject, state: CloudFormationState): Promise<JsonObject> {
  if (query.StackName === undefined) return readTemplate(await readSource(query, state.lookups));
  const { template } = state.store.get(required(query, 'StackName'));
  return readTemplate({ text: template.original, from: 's3' });
}

function summarizeParameter(key: string, definition: JsonObject): XmlObject {
  const { Type, Default, NoEcho, Description, AllowedValues } = definition;
  return {
    ParameterKey: key,
    ParameterType: String(Type),
    DefaultValue: Default === undefined ? undefined : String(Default),
    NoEcho: String(NoEcho) === 'true',
    Description: typeof Description === 'string' ? Description : undefined,
    ParameterConstraints: Array.isArray(AllowedValues) ? { AllowedValues: AllowedValues.map(String) } : {},
  };
}

const typesIn = ({ Resources }: JsonObject): string[] =>
  Object.values(isObject(Resources) ? Resources : {}).flatMap((resource) =>
    isObject(resource) && typeof resource.Type === 'string' ? [resource.Type] : [],
  );

/** The capabilities that the template requires before its macros run. Macros may add to them. */
function capabilities(template: JsonObject): XmlObject {
  const iam = typesIn(template).filter((type) => type.startsWith('AWS::IAM::'));
  if (iam.length === 0) return {};
  return {
    Capabilities: ['CAPABILITY_NAMED_IAM'],
    CapabilitiesReason: `The following resource(s) require capabilities: [${[...new Set(iam)].join(', ')}]`,
  };
}
