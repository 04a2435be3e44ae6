import { type Json, member } from '../../handlers/template-language/json';
import type { ChangedResource } from './verdict';

/** Where the check asks, or how: a task that answers the old question may know nothing of the new one. */
const ANOTHER_QUESTION = ['HealthCheckPath', 'HealthCheckPort', 'HealthCheckProtocol', 'HealthCheckEnabled'];
/** Numbers of which less is harder to keep to. More successes until a task is healthy concern none that is. */
const PATIENCE = ['HealthCheckTimeoutSeconds', 'HealthCheckIntervalSeconds', 'UnhealthyThresholdCount'];

/** The properties by which a target group's health check may fail tasks that passed it so far; none for other changes. */
export const stricterChecks = ({ before, after, properties }: ChangedResource): string[] =>
  properties
    .map(({ name }) => name)
    .filter((name) => {
      const [old, now] = [before.properties[name], after.properties[name]];
      if (name === 'Matcher') return !allows(now, old);
      return ANOTHER_QUESTION.includes(name) || (PATIENCE.includes(name) && !(Number(now) >= Number(old)));
    });

/** Whether all status codes of one matcher are among those of another. Of what is not known that is not sure. */
function allows(matcher: Json | undefined, other: Json | undefined): boolean {
  const [codes, others] = [codesOf(matcher), codesOf(other)];
  return codes !== undefined && (others?.every((code) => codes.includes(code)) ?? false);
}

/** `200,300-302` → 200, 300, 301, 302 */
function codesOf(matcher: Json | undefined): number[] | undefined {
  const text = member(matcher, 'HttpCode');
  if (typeof text !== 'string') return undefined;
  const codes = text.split(',').flatMap((part) => {
    const [first = Number.NaN, last = first] = part.split('-').map(Number);
    return Array.from({ length: Math.min(last - first + 1, 1000) || 1 }, (_, index) => first + index);
  });
  return codes.every(Number.isInteger) ? codes : undefined;
}
