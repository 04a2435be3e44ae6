import type { Action, Rule as ElbRule, RuleCondition, RuleTransform } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Matching, Rule, Weights } from '../../world/load-balancers';

/** Translates listener rules between Elastic Load Balancing's shapes and the gateway's. Pure. */

/**
 * How long a visitor stays with a target group, in seconds: the minimum. Elastic Load Balancing requires stickiness in the
 * rule before a target group of several may have sticky sessions. A cookie of the rule counts for more than the weights:
 * with a longer time, visitors would stay with a group that a deployment has emptied, and get 503.
 */
const HELD_SECONDS = 1;

/** @param sticky whether the target groups may have sticky sessions */
export const weightedForward = (weights: Weights, sticky = false): Action => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: Object.entries(weights).map(([TargetGroupArn, Weight]) => ({ TargetGroupArn, Weight })),
    ...(sticky && { TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: HELD_SECONDS } }),
  },
});

/** @param rule `changed`: without a rewrite in `matching`, the rule loses the rewrite that it had */
export const matchingInput = (
  { conditions: { hosts, paths, cidrs }, rewrite }: Matching,
  rule: 'new' | 'changed',
): { Conditions: RuleCondition[]; Transforms?: RuleTransform[]; ResetTransforms?: boolean } => ({
  Conditions: [
    ...(hosts.length > 0 ? [{ Field: 'host-header', HostHeaderConfig: { Values: [...hosts] } }] : []),
    ...(paths.length > 0 ? [{ Field: 'path-pattern', PathPatternConfig: { Values: [...paths] } }] : []),
    ...(cidrs.length > 0 ? [{ Field: 'source-ip', SourceIpConfig: { Values: [...cidrs] } }] : []),
  ],
  ...(rewrite
    ? {
        Transforms: [
          {
            Type: 'url-rewrite' as const,
            UrlRewriteConfig: { Rewrites: [{ Regex: rewrite.regex, Replace: rewrite.replace }] },
          },
        ],
      }
    : rule === 'changed' && { ResetTransforms: true }),
});

export function readRule({ RuleArn = '', Priority, Conditions = [], Actions = [], Transforms = [] }: ElbRule): Rule {
  const valuesOf = (field: string): string[] =>
    Conditions.filter(({ Field }) => Field === field).flatMap(
      ({ HostHeaderConfig, PathPatternConfig, SourceIpConfig, Values }) =>
        HostHeaderConfig?.Values ?? PathPatternConfig?.Values ?? SourceIpConfig?.Values ?? Values ?? [],
    );
  const rewrite = Transforms.find(({ Type }) => Type === 'url-rewrite')?.UrlRewriteConfig?.Rewrites?.[0];
  return {
    arn: RuleArn,
    ...(Number.isInteger(Number(Priority)) && { priority: Number(Priority) }),
    conditions: { hosts: valuesOf('host-header'), paths: valuesOf('path-pattern'), cidrs: valuesOf('source-ip') },
    ...(rewrite && { rewrite: { regex: rewrite.Regex ?? '', replace: rewrite.Replace ?? '' } }),
    weights: weightsOf(Actions),
    ...(isSticky(Actions) && { sticky: true }),
  };
}

const isSticky = (actions: Action[]): boolean =>
  actions.some(({ ForwardConfig }) => ForwardConfig?.TargetGroupStickinessConfig?.Enabled);

function weightsOf(actions: Action[]): Weights {
  const forward = actions.find(({ Type }) => Type === 'forward');
  const groups = forward?.ForwardConfig?.TargetGroups ?? [{ TargetGroupArn: forward?.TargetGroupArn, Weight: 1 }];
  return Object.fromEntries(
    groups.flatMap(({ TargetGroupArn, Weight }) => (TargetGroupArn ? [[TargetGroupArn, Weight ?? 1]] : [])),
  );
}
