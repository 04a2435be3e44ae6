import { at } from '../../template-language/findings';
import { isObject, type JsonObject, member, textOf } from '../../template-language/json';
import type { ExpansionContext, PartialSpec } from '../spec';

/** The permissions of the ECS Exec agent (ECS Developer Guide). */
export const EXECUTE_COMMAND_ACTIONS = [
  'CreateControlChannel',
  'CreateDataChannel',
  'OpenControlChannel',
  'OpenDataChannel',
].map((action) => `ssmmessages:${action}`);

/**
 * ECS Exec needs permissions that the user's task role may lack. Without a warning, users would learn that only
 * when their first session fails.
 */
export function checkExecuteCommand(
  partial: PartialSpec,
  template: JsonObject,
  path: string,
  { warnings }: ExpansionContext,
): void {
  if (!partial.EnableExecuteCommand || (partial.container !== undefined && partial.TaskRoleArn === undefined)) return;
  const resources = isObject(template.Resources) ? Object.values(template.Resources) : [];
  const hasRole = resources.some(
    (one) => textOf(member(one, 'Type')).startsWith('AWS::IAM::') && /ssmmessages:|SSMManaged/.test(textOf(one)),
  );
  if (hasRole) return;
  warnings.add(
    at(path, 'EnableExecuteCommand'),
    `works only with a task role that allows ${EXECUTE_COMMAND_ACTIONS.join(', ')}; check that yours does`,
  );
}
