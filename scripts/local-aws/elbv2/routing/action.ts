/** Reads the actions of a rule. */
import { objectIn, objectsOf, type QueryObject, type QueryValue, textOf } from '../../wire/query';
import type { ActionView, ForwardAction, TargetGroupView } from './view';

/**
 * @param actions as CreateRule or CreateListener has them, checked
 * @param groupOf the target group of that ARN
 * @returns what the last action says; an action before it, which would authenticate, is not played
 */
export function readAction(
  actions: QueryValue | undefined,
  groupOf: (arn: string) => TargetGroupView | undefined,
): ActionView {
  const order = ({ Order }: QueryObject) => Number(textOf(Order) ?? 0);
  const [first = {}] = objectsOf(actions).sort((a, b) => order(a) - order(b));
  const type = textOf(first.Type) ?? '';
  switch (type) {
    case 'forward':
      return readForward(first, groupOf);
    case 'redirect': {
      const config = objectIn(first.RedirectConfig);
      const part = (name: string, otherwise: string) => textOf(config?.[name]) || otherwise;
      return {
        type: 'redirect',
        redirect: {
          protocol: part('Protocol', '#{protocol}'),
          host: part('Host', '#{host}'),
          port: part('Port', '#{port}'),
          path: part('Path', '/#{path}'),
          query: textOf(config?.Query) ?? '#{query}',
          status: textOf(config?.StatusCode) === 'HTTP_301' ? 301 : 302,
        },
      };
    }
    case 'fixed-response': {
      const config = objectIn(first.FixedResponseConfig);
      return {
        type: 'fixed-response',
        response: {
          status: Number(textOf(config?.StatusCode) ?? 200),
          contentType: textOf(config?.ContentType),
          body: textOf(config?.MessageBody) ?? '',
        },
      };
    }
    default:
      return { type: 'not-played', name: type };
  }
}

function readForward(action: QueryObject, groupOf: (arn: string) => TargetGroupView | undefined): ForwardAction {
  const config = objectIn(action.ForwardConfig);
  const tuples = objectsOf(config?.TargetGroups);
  const all = tuples.length > 0 ? tuples : [{ TargetGroupArn: action.TargetGroupArn }];
  const stickiness = objectIn(config?.TargetGroupStickinessConfig);
  return {
    type: 'forward',
    groups: all.flatMap(({ TargetGroupArn, Weight }: QueryObject) => {
      const group = groupOf(textOf(TargetGroupArn) ?? '');
      return group === undefined ? [] : [{ group, weight: Number(textOf(Weight) ?? 1), turn: { current: 0 } }];
    }),
    ...(textOf(stickiness?.Enabled) === 'true' && {
      groupStickinessSeconds: Number(textOf(stickiness?.DurationSeconds) ?? 0),
    }),
  };
}
