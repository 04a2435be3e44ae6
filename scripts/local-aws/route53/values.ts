/** What the values of records may be. */
import { isIPv4, isIPv6 } from 'node:net';
import type { RecordSet } from './model';

/** Why a value cannot be one of that type, in Route 53's words; undefined if it can, or if nothing is known of the type here. */
const CHECKS: Readonly<Record<string, (value: string) => string | undefined>> = {
  A: (value) => (isIPv4(value) ? undefined : 'ARRDATAIllegalIPv4Address (Value is not a valid IPv4 address)'),
  AAAA: (value) => (isIPv6(value) ? undefined : 'AAAARRDATAIllegalIPv6Address (Value is not a valid IPv6 address)'),
  CNAME: (value) =>
    /^[^\s:/]+$/.test(value)
      ? undefined
      : 'DomainLabelUnexpectedCharacter (Domain label contains an unexpected character)',
  TXT: (value) =>
    /^"(?:[^"\\]|\\.)*"(?:\s+"(?:[^"\\]|\\.)*")*$/.test(value)
      ? undefined
      : 'InvalidCharacterString (Value should be enclosed in quotation marks)',
};

/** What is wrong with the values of a record set; nothing for an alias. */
export function valueProblems({ type, values }: RecordSet): string[] {
  const problems = values.flatMap((value) => {
    const problem = CHECKS[type]?.(value);
    return problem === undefined
      ? []
      : [`Invalid Resource Record: 'FATAL problem: ${problem} encountered with '${value}''`];
  });
  const repeated = new Set(values).size < values.length ? [`Duplicate Resource Record: '${values.join(', ')}'`] : [];
  const several = type === 'CNAME' && values.length > 1 ? ['A CNAME record set has exactly one value'] : [];
  return [...problems, ...repeated, ...several];
}
