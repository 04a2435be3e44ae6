import { Findings } from '../../template-language/findings';
import { isObject, type JsonObject, mapValues, member } from '../../template-language/json';
import { LOOP_SECTIONS, type LoopPlace, loopsOf } from '../../template-language/loop';
import type { ExpansionContext } from '../spec';
import { checkLoops } from './check';
import { LoopLimitError } from './limits';
import { blocksIn, loopsMatter } from './relevance';
import { SourcePaths } from './source-paths';
import { ownAttributes, refuseUnknownNames } from './unknown-names';
import { Unroller } from './unroll';

export interface Unrolled {
  template: JsonObject;
  /** Translates the paths of findings in that template to the original one. */
  sourcePaths: SourcePaths;
}

/**
 * Expands the loops (`Fn::ForEach`) of a template, if they concern services: a custom macro runs before
 * AWS::LanguageExtensions, and must see what loops make. If a loop makes a service or what a service depends on, is
 * part of a service or refers to one, then every loop with a known collection is expanded. A loop with an unknown
 * collection stays, if it need not be expanded here. If no loop concerns a service, the template is returned unchanged.
 * @returns undefined when the loops would make more than CloudFormation allows; that is then among the findings
 */
export function expandLoops(template: JsonObject, context: ExpansionContext): Unrolled | undefined {
  const loops = loopsOf(template);
  if (loops.length === 0) return { template, sourcePaths: new SourcePaths() };
  const concerned = loopsMatter(template, loops);
  const mine = { resolver: context.resolver, findings: new Findings(), warnings: new Findings() };
  const { unrolled, sourcePaths, asked } = unroll(template, loops, mine);
  const blocks = blocksIn(template);
  const makes = () => unrolled !== undefined && blocksIn(unrolled.template).length > blocks.length;
  const own = ownAttributes();
  const names = () => blocks.some((id) => asked.some((name) => own.has(afterId(name, id))));
  if (!concerned && !makes() && !names()) return { template, sourcePaths: new SourcePaths() };
  // There is no expanded template to which these findings could belong, so they are translated here.
  const found = unrolled === undefined ? sourcePaths.told(mine.findings.list) : mine.findings.list;
  for (const { path, message } of found) context.findings.add(path, message);
  for (const { path, message } of mine.warnings.list) context.warnings.add(path, message);
  return unrolled;
}

const afterId = (name: string, id: string): string => (name.startsWith(`${id}.`) ? name.slice(id.length + 1) : '');

function unroll(
  template: JsonObject,
  loops: readonly LoopPlace[],
  context: ExpansionContext,
): { unrolled: Unrolled | undefined; sourcePaths: SourcePaths; asked: readonly string[] } {
  checkLoops(loops, template, context.findings);
  const unroller = new Unroller(blocksIn(template), context);
  const { sourcePaths } = unroller;
  try {
    const whole = mapValues(template, (section, key) => {
      const name = LOOP_SECTIONS.find((known) => known === key);
      return name === undefined || !isObject(section) ? section : unroller.section(section, name);
    });
    const expanded = withoutEmpty(whole, template, context.findings);
    refuseUnknownNames(expanded, ownAttributes(), context.findings);
    return { unrolled: { template: expanded, sourcePaths }, sourcePaths, asked: unroller.asked };
  } catch (error) {
    if (!(error instanceof LoopLimitError)) throw error;
    return { unrolled: undefined, sourcePaths, asked: [] };
  }
}

/** Removes sections that are empty because all their loops have empty collections: CloudFormation refuses them. */
function withoutEmpty(expanded: JsonObject, before: JsonObject, findings: Findings): JsonObject {
  const emptied = (name: string) => isEmpty(member(expanded, name)) && !isEmpty(member(before, name));
  if (emptied('Resources') && !findings.any) {
    findings.add('Resources', 'are none: all loops have empty collections');
  }
  const left = Object.entries(expanded).filter(([name]) => name === 'Resources' || !emptied(name));
  return Object.fromEntries(left);
}

const isEmpty = (section: unknown): boolean => isObject(section) && Object.keys(section).length === 0;
