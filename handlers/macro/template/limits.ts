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
 * Notes names that stand for two things: those of resources that parameters have too, and generated logical ids that
 * something of the template, or another block, has already.
 * @param blocks with the logical ids that each makes
 */
export function checkLogicalIds(
  blocks: readonly { id: string; makes: readonly string[] }[],
  template: JsonObject,
  findings: Findings,
): void {
  for (const id of isObject(template.Resources) ? Object.keys(template.Resources) : []) {
    if (member(template.Parameters, id) === undefined) continue;
    const message = 'has the name of a parameter, and CloudFormation takes a name once; rename one of them';
    findings.add(at('Resources', id), message);
  }
  const owners = new Map<string, string>();
  for (const { id: block, makes } of blocks) {
    for (const id of makes) {
      // The block's own id; whoever generates the same one will be told.
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

/** Notes what CloudFormation would refuse for its size. */
export function checkLimits(template: JsonObject, blocks: number, findings: Findings): void {
  for (const [section, most] of Object.entries(MOST)) {
    const members = template[section];
    const names = isObject(members) ? Object.keys(members) : [];
    if (names.length > most) {
      findings.add(
        section,
        section === 'Resources'
          ? `${blocks} services make this a template of ${names.length} resources, and CloudFormation takes ${most}; divide it into several stacks`
          : `are ${names.length}, and CloudFormation takes ${most}; divide the template`,
      );
    }
    for (const name of names) {
      if (name.length > LONGEST_NAME) {
        findings.add(
          at(section, name),
          `has a name of ${name.length} characters, and CloudFormation takes ${LONGEST_NAME}`,
        );
      }
    }
  }
  const bytes = utf8Length(JSON.stringify(template));
  if (bytes > MOST_BYTES) {
    findings.add(
      '',
      `the processed template has ${bytes} bytes, and CloudFormation takes ${MOST_BYTES}; divide it into several stacks`,
    );
  }
}

/** A character of JavaScript has three bytes at most: most texts need no closer look. */
const utf8Length = (text: string): number =>
  text.length * 3 <= MOST_BYTES ? text.length : new TextEncoder().encode(text).length;
