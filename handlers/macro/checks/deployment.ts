import { at } from '../../template-language/findings';
import type { JsonObject } from '../../template-language/json';
import { ROLLBACK } from '../properties/deployment';
import type { ExpansionContext, PartialSpec } from '../spec';
import { knownNumber } from './known';

/** The strategies that use each setting. With other strategies ECS refuses some settings and ignores the rest. */
const ONLY_FOR: Readonly<Record<string, readonly string[]>> = {
  CanaryConfiguration: ['CANARY'],
  LinearConfiguration: ['LINEAR'],
  BakeTimeInMinutes: ['CANARY', 'LINEAR', 'BLUE_GREEN'],
  LifecycleHooks: ['CANARY', 'LINEAR', 'BLUE_GREEN'],
};

export function checkDeployment(
  { Deployment, StickySessions }: PartialSpec,
  path: string,
  context: ExpansionContext,
): void {
  if (Deployment === undefined) return;
  const where = at(path, 'Deployment');
  const { Strategy, Rollback } = Deployment;
  for (const [name, strategies] of Object.entries(ONLY_FOR)) {
    const value = (Deployment as JsonObject)[name];
    const given = value !== undefined && !(Array.isArray(value) && value.length === 0);
    if (Strategy !== undefined && given && !strategies.includes(Strategy)) {
      context.findings.add(
        at(where, name),
        `has no effect with Strategy ${Strategy}, only with ${strategies.join(', ')}`,
      );
    }
  }
  const [least, most] = [Deployment.MinimumHealthyPercent, Deployment.MaximumPercent].map((value) =>
    knownNumber(value, context),
  );
  if (least === 100 && most === 100) {
    context.findings.add(
      at(where, 'MaximumPercent'),
      'is 100, as is MinimumHealthyPercent, which leaves no room for a new task; raise this or lower that',
    );
  }
  checkRollback(Rollback, at(where, 'Rollback'), context);
  if (StickySessions !== undefined && (Strategy === 'CANARY' || Strategy === 'LINEAR')) {
    context.warnings.add(
      at(path, 'StickySessions'),
      `keeps a visitor on one task, but a ${Strategy} deployment divides requests, not visitors: while it runs, a visitor can see both versions in turn; with Strategy BLUE_GREEN all visitors move at once`,
    );
  }
}

/** Notes settings of an alarm that the service does not have. */
function checkRollback(
  rollback: NonNullable<PartialSpec['Deployment']>['Rollback'] | undefined,
  path: string,
  { findings }: ExpansionContext,
): void {
  if (rollback?.OwnAlarm !== false) return;
  const { ErrorRatePercent, Include4xx, MinimumRequests } = rollback;
  const usual = ROLLBACK.properties.ErrorRatePercent.default;
  const given = [
    ...(ErrorRatePercent !== undefined && ErrorRatePercent !== usual ? ['ErrorRatePercent'] : []),
    ...(Include4xx ? ['Include4xx'] : []),
    ...(MinimumRequests === undefined ? [] : ['MinimumRequests']),
  ];
  for (const name of given) findings.add(at(path, name), 'has no effect when OwnAlarm is false; remove one of them');
}
