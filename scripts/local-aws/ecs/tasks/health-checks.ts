/** What the health checks of a task's target groups ask of a container. */
import type { TargetGroup } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { TaskState } from '../model';

/** Elastic Load Balancing's defaults for Application Load Balancers. */
const DEFAULT_PATH = '/';
const DEFAULT_CODES = '200';

/** @returns the paths of the checks that go to this container, with the status that each takes for good */
export function healthChecksOf(
  { revision }: TaskState,
  container: string,
  groups: readonly TargetGroup[],
): ReadonlyMap<string, number> {
  const own = revision.targets.filter(({ containerName }) => containerName === container);
  const checks = own.flatMap(({ targetGroupArn }) => {
    const group = groups.find(({ TargetGroupArn }) => TargetGroupArn === targetGroupArn);
    return [[group?.HealthCheckPath ?? DEFAULT_PATH, goodStatus(group?.Matcher?.HttpCode ?? DEFAULT_CODES)] as const];
  });
  return new Map(checks);
}

/** @param codes `200`, `200,202` or `200-299`. 200, if that is one of them, otherwise the lowest */
function goodStatus(codes: string): number {
  const ranges = codes.split(',').map((range) => range.split('-').map(Number));
  const includes = ranges.some(([from = 0, to = from]) => from <= 200 && 200 <= to);
  return includes ? 200 : Math.min(...ranges.flat());
}
