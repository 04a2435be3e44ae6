import { type Json, member } from '../../handlers/template-language/json';
import type { ChangedResource } from './verdict';

/** Where and how the check asks. A task that passed the old check may fail the new one. */
const WHAT_IS_CHECKED = ['HealthCheckPath', 'HealthCheckPort', 'HealthCheckProtocol', 'HealthCheckEnabled'];
/**
 * Numbers that make the check stricter when they decrease. HealthyThresholdCount does not affect tasks that are
 * healthy.
 */
const TOLERANCES = ['HealthCheckTimeoutSeconds', 'HealthCheckIntervalSeconds', 'UnhealthyThresholdCount'];

/** The changed properties of a target group's health check that may fail tasks which have passed it so far. */
export const stricterChecks = ({ before, after, properties }: ChangedResource): string[] =>
  properties
    .map(({ name }) => name)
    .filter((name) => {
      const [old, now] = [before.properties[name], after.properties[name]];
      if (name === 'Matcher') return !allows(now, old);
      return WHAT_IS_CHECKED.includes(name) || (TOLERANCES.includes(name) && !(Number(now) >= Number(old)));
    });

/** Whether a matcher allows all status codes of another. False if either of them is not known. */
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
