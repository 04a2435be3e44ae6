import { at } from '../../template-language/findings';
import { isObject, type JsonObject, member, textOf } from '../../template-language/json';
import type { ExpansionContext, PartialSpec } from '../spec';

/** What the agent beside the container needs (ECS Developer Guide). */
export const EXECUTE_COMMAND_ACTIONS = [
  'CreateControlChannel',
  'CreateDataChannel',
  'OpenControlChannel',
  'OpenDataChannel',
].map((action) => `ssmmessages:${action}`);

/** ECS Exec needs rights that a task role of the user's may lack; nobody would know before the first session fails. */
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
