import { type JsonObject, member } from '../../handlers/template-language/json';
import type { Orphan, Remains } from './orphans';

/** The properties by which CloudFormation tells resources apart: the primary identifiers of their types. */
const IDENTIFIERS: Readonly<Record<string, string>> = {
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::Scheduler::Schedule': 'Name',
};

export const identifierOf = ({ type, physicalId }: Orphan): Record<string, string> => ({
  [IDENTIFIERS[type] ?? 'Id']: physicalId,
});

/**
 * The template with which orphans become a stack. An import changes nothing, and the update that follows it changes only
 * what differs from this template. So this one says as little as it may: the update then sets everything. Nothing in it
 * refers to another resource, because any of them may be missing.
 * @param template the install's template
 */
export const importTemplate = (
  { AWSTemplateFormatVersion = '2010-09-09', Description = '', Resources }: JsonObject,
  orphans: readonly Orphan[],
  remains: Remains,
): JsonObject => ({
  AWSTemplateFormatVersion,
  Description,
  Resources: Object.fromEntries(
    orphans.map((orphan) => {
      const declared = member(Resources, orphan.logicalId) ?? {};
      const resource: JsonObject = {
        Type: orphan.type,
        // Every imported resource must have one.
        DeletionPolicy: member(declared, 'DeletionPolicy') ?? 'Delete',
        UpdateReplacePolicy: member(declared, 'UpdateReplacePolicy') ?? 'Delete',
        Properties: propertiesOf(orphan, (name) => member(member(declared, 'Properties'), name), orphans, remains),
      };
      return [orphan.logicalId, resource];
    }),
  ),
});

type Read = (name: string) => ReturnType<typeof member>;

function propertiesOf(
  { logicalId, type }: Orphan,
  read: Read,
  orphans: readonly Orphan[],
  remains: Remains,
): JsonObject {
  const pick = (...names: string[]): JsonObject =>
    Object.fromEntries(
      names.flatMap((name) => {
        const value = read(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  switch (type) {
    case 'AWS::Lambda::Function':
      // Other code than the functions have, so that the update sends theirs.
      return {
        ...pick('FunctionName', 'Runtime', 'Handler'),
        Role: remains.roles[logicalId] ?? '',
        Code: { ZipFile: '// imported' },
      };
    case 'AWS::IAM::Role':
      return pick('RoleName', 'AssumeRolePolicyDocument');
    case 'AWS::DynamoDB::Table':
      // DynamoDB refuses to switch on once more what is on, and all of the table's properties are literals.
      return pick(
        'BillingMode',
        'AttributeDefinitions',
        'KeySchema',
        'TimeToLiveSpecification',
        'PointInTimeRecoverySpecification',
      );
    case 'AWS::Scheduler::Schedule':
      return { ...pick('ScheduleExpression', 'FlexibleTimeWindow'), Target: sweepTarget(orphans) };
    default:
      return {};
  }
}

function sweepTarget(orphans: readonly Orphan[]): JsonObject {
  const role = orphans.find(({ logicalId }) => logicalId === 'SweepRole')?.physicalId ?? 'unknown';
  return {
    Arn: { 'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:cfn-express-gateway` },
    RoleArn: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${role}` },
  };
}
