import { at, type Findings } from '../../template-language/findings';
import { depth, isObject, type JsonObject, member, typeName } from '../../template-language/json';
import { isLoop } from '../../template-language/loop';
import { didYouMean } from '../../template-language/nearest';
import type { Block } from '../spec';

export const BLOCK_TYPE = 'Express::Service';

/** Far deeper than any real template. The macro uses recursion, so there must be a limit. */
const DEEPEST = 200;

/** The template as an object with resources, or undefined with the reason among the findings. */
export function readTemplate(
  fragment: unknown,
  findings: Findings,
): { template: JsonObject; resources: JsonObject } | undefined {
  if (!isObject(fragment)) {
    findings.add('', `a template must be an object with Resources, not ${typeName(fragment)}`);
    return undefined;
  }
  if (depth(fragment) > DEEPEST) {
    findings.add('', `is nested more than ${DEEPEST} levels deep`);
    return undefined;
  }
  const resources = member(fragment, 'Resources');
  if (resources === undefined) findings.add('Resources', 'is missing; a template needs at least one resource');
  else if (!isObject(resources)) findings.add('Resources', `must be an object, not ${typeName(resources)}`);
  else return { template: fragment, resources };
  return undefined;
}

/** The template's blocks. Notes resources without a type or with a misspelt one, and blocks inside functions. */
export function findBlocks(resources: JsonObject, findings: Findings): Block[] {
  const blocks: Block[] = [];
  for (const [id, resource] of Object.entries(resources)) {
    const path = at('Resources', id);
    // A function makes its resources only after this macro has run.
    const made = id.startsWith('Fn::') || member(resource, 'Fn::Transform') !== undefined;
    if (made) {
      // A loop that could not be expanded has a finding already.
      if (!isLoop(id) && holdsBlock(resource)) findings.add(path, HIDDEN);
      continue;
    }
    if (!isObject(resource)) {
      findings.add(path, `must be an object with Type and Properties, not ${typeName(resource)}`);
      continue;
    }
    const type = member(resource, 'Type');
    if (typeof type !== 'string') findings.add(path, `has no Type, which must be a string such as ${BLOCK_TYPE}`);
    else if (type === BLOCK_TYPE) blocks.push({ id, path, resource });
    else if (isOurs(type)) {
      findings.add(at(path, 'Type'), `${type} is not a type of this macro${didYouMean(type, [BLOCK_TYPE])}`);
    }
  }
  return blocks;
}

const isOurs = (type: unknown): boolean => typeof type === 'string' && type.startsWith('Express::');

const HIDDEN = `holds an ${BLOCK_TYPE} inside a function, which runs only after this macro; write the service as a separate resource`;

/** Whether a value contains a block, even one with a misspelt type. */
export function holdsBlock(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(holdsBlock);
  if (!isObject(value)) return false;
  return isOurs(member(value, 'Type')) || Object.values(value).some(holdsBlock);
}
