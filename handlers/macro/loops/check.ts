import { at, type Findings } from '../../template-language/findings';
import { type JsonObject, member } from '../../template-language/json';
import { type LoopPlace, nameOf, readLoop } from '../../template-language/loop';

/** How deep CloudFormation allows loops to be nested (RFC 0009 of the CloudFormation language). */
const DEEPEST = 5;

/** Notes what AWS::LanguageExtensions refuses about loops, whatever their collections are. */
export function checkLoops(loops: readonly LoopPlace[], template: JsonObject, findings: Findings): void {
  const names = new Map<string, string>();
  for (const { key, path } of loops) if (!names.has(nameOf(key))) names.set(nameOf(key), path);
  for (const place of loops) {
    const { key, path, value, within } = place;
    const wrong = wrongName(nameOf(key), path, names, template);
    if (wrong !== undefined) findings.add(path, wrong);
    if (within.length === DEEPEST) {
      findings.add(path, `is nested in ${DEEPEST} loops, but CloudFormation allows ${DEEPEST} levels`);
    }
    const loop = readLoop(value);
    if ('wrong' in loop) findings.add(loop.part === undefined ? path : at(path, loop.part), loop.wrong);
    else {
      const clash = clashOf(loop.identifier, within, names, template);
      if (clash !== undefined) {
        findings.add(at(path, 0), `the identifier ${loop.identifier} is also ${clash}; rename one of them`);
      }
    }
  }
}

function wrongName(
  name: string,
  path: string,
  names: ReadonlyMap<string, string>,
  template: JsonObject,
): string | undefined {
  if (!/^[A-Za-z0-9]+$/.test(name)) return 'must have a name of letters and digits: Fn::ForEach::Name';
  const first = names.get(name);
  if (first !== path) return `has the name of another loop, ${first}; each loop needs its own name`;
  const taken = declared(name, template);
  return taken && `has the name of ${taken}; rename one of them`;
}

function clashOf(
  identifier: string,
  within: readonly string[],
  names: ReadonlyMap<string, string>,
  template: JsonObject,
): string | undefined {
  if (within.includes(identifier)) return 'the identifier of a loop around this one';
  if (names.has(identifier)) return 'the name of a loop';
  if (identifier.startsWith('AWS::')) return 'a pseudo parameter';
  const taken = declared(identifier, template);
  return taken && `the name of ${taken}`;
}

function declared(name: string, template: JsonObject): string | undefined {
  if (member(template.Parameters, name) !== undefined) return 'a parameter';
  return member(template.Resources, name) === undefined ? undefined : 'a resource';
}
