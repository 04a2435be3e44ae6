import { at, type Findings } from '../../template-language/findings';
import { isObject, type JsonObject, member } from '../../template-language/json';
import {
  LONGEST_NAME,
  MOST_BYTES,
  MOST_MAPPINGS,
  MOST_OUTPUTS,
  MOST_PARAMETERS,
  MOST_RESOURCES,
} from '../../template-language/limits';

const MOST: Readonly<Record<string, number>> = {
  Parameters: MOST_PARAMETERS,
  Mappings: MOST_MAPPINGS,
  Resources: MOST_RESOURCES,
  Outputs: MOST_OUTPUTS,
};

/**
 * Notes names that mean two things: resources with the name of a parameter, and generated logical ids that the template
 * or another block already has.
 * @param blocks with the logical ids that each makes
 */
export function checkLogicalIds(
  blocks: readonly { id: string; makes: readonly string[] }[],
  template: JsonObject,
  findings: Findings,
): void {
  for (const id of isObject(template.Resources) ? Object.keys(template.Resources) : []) {
    if (member(template.Parameters, id) === undefined) continue;
    const message = 'is also the name of a parameter; rename one of them';
    findings.add(at('Resources', id), message);
  }
  const owners = new Map<string, string>();
  for (const { id: block, makes } of blocks) {
    for (const id of makes) {
      // The block's own id. A block that generates the same one gets a finding.
      if (id === block) continue;
      const owner = owners.get(id);
      const taken =
        (member(template.Resources, id) !== undefined && 'the template has a resource') ||
        (member(template.Parameters, id) !== undefined && 'the template has a parameter') ||
        (owner !== undefined && `${owner} makes one`);
      if (taken) {
        findings.add(
          at('Resources', block),
          `makes a resource named ${id}, but ${taken} of that name; rename one of them`,
        );
      }
      owners.set(id, block);
    }
  }
}

/** Notes what CloudFormation refuses because of its size. */
export function checkLimits(template: JsonObject, blocks: number, findings: Findings): void {
  for (const [section, most] of Object.entries(MOST)) {
    const members = template[section];
    const names = isObject(members) ? Object.keys(members) : [];
    if (names.length > most) {
      findings.add(
        section,
        section === 'Resources'
          ? `${blocks} services make this a template of ${names.length} resources, but CloudFormation allows ${most}; split it into several stacks`
          : `are ${names.length}, but CloudFormation allows ${most}; split the template`,
      );
    }
    for (const name of names) {
      if (name.length > LONGEST_NAME) {
        findings.add(
          at(section, name),
          `has a name of ${name.length} characters, but CloudFormation allows ${LONGEST_NAME}`,
        );
      }
    }
  }
  const bytes = utf8Length(JSON.stringify(template));
  if (bytes > MOST_BYTES) {
    findings.add(
      '',
      `the processed template has ${bytes} bytes, but CloudFormation allows ${MOST_BYTES}; split it into several stacks`,
    );
  }
}

/** A UTF-16 unit has at most three bytes in UTF-8, so most texts need not be encoded. */
const utf8Length = (text: string): number =>
  text.length * 3 <= MOST_BYTES ? text.length : new TextEncoder().encode(text).length;
