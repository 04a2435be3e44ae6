import type { Engine, StandardDiagnostic } from '@aws/cloudformation-validate';
import { PARTS } from '../../handlers/macro/names';
import { BLOCK_TYPE, holdsBlock } from '../../handlers/macro/template/shape';
import type { Finding } from '../../handlers/template-language/findings';
import { isObject, type JsonObject, member } from '../../handlers/template-language/json';
import { isLoop } from '../../handlers/template-language/loop';
import { UserError } from '../user-error';
import type { TemplateFile } from './load';
import { gaveUp, validatorInput } from './validator-input';

type Validator = Pick<Engine, 'validateStandard'>;

/** What AWS's validator calls an error in a processed template, and nothing milder. */
export interface Validated {
  /** In what the macro made, or made of the template's own resources. */
  ours: Finding[];
  /** In the template before the macro as well, at the same place. */
  theirs: Finding[];
}

/**
 * Holds a processed template against AWS's resource schemas with `@aws/cloudformation-validate`.
 * @param source the template that it was made of
 * @throws UserError when the validator is not installed (it is a development dependency of 10 MB), or gives up.
 */
export async function validateAgainstSchemas(
  template: JsonObject,
  source: JsonObject,
  start: () => Promise<Validator & Pick<Engine, 'free'>> = startEngine,
): Promise<Validated> {
  const engine = await start();
  const errors = errorsOf(engine, template);
  const known = new Set(errors.length === 0 ? [] : ownErrorsOf(engine, source).map(identity));
  // Not in a `finally`: an engine that gave up cannot be freed, and would complain of that instead.
  engine.free();
  const isTheirs = (finding: Finding): boolean => known.has(identity(finding));
  return { ours: errors.filter((finding) => !isTheirs(finding)), theirs: errors.filter(isTheirs) };
}

/**
 * The errors alone, with an engine of the caller's: starting one takes seconds.
 * @throws UserError when the validator gives up.
 */
export const errorsOf = (engine: Validator, template: JsonObject): Finding[] =>
  diagnosticsOf(engine, template)
    .filter(({ severity }) => severity === 'ERROR' || severity === 'FATAL')
    .filter((diagnostic) => !isFalseAlarm(diagnostic, template))
    .map((diagnostic) => ({ path: pathOf(diagnostic), message: `${diagnostic.message} (${diagnostic.ruleId})` }));

/** Errors outside of blocks, of which the validator knows nothing. */
const ownErrorsOf = (engine: Validator, source: JsonObject): Finding[] =>
  errorsOf(engine, source).filter(({ path }) => {
    const [, id = ''] = RESOURCE.exec(path) ?? [];
    return member(member(source.Resources, id), 'Type') !== BLOCK_TYPE;
  });

const RESOURCE = /^Resources\.([A-Za-z0-9]+)(.*)$/;

const identity = ({ path, message }: Finding): string => JSON.stringify([path, message]);

/** WebAssembly stops where its program panics; a template that is nested too deeply overflows the stack. */
function diagnosticsOf(engine: Validator, template: JsonObject): readonly StandardDiagnostic[] {
  try {
    return engine.validateStandard(validatorInput(template)).diagnostics;
  } catch (cause) {
    throw new UserError(`${gaveUp(cause)} Without --validate the expansion is printed unchecked.`, { cause });
  }
}

/** The rule that asks a security group's rule for its ports does not see those that a function gives. */
function isFalseAlarm({ ruleId, entity }: StandardDiagnostic, template: JsonObject): boolean {
  const resource = member(template.Resources, entity?.logicalId ?? '');
  const properties = member(resource, 'Properties');
  return ruleId === 'E3687' && ['FromPort', 'ToPort'].every((name) => member(properties, name) !== undefined);
}

/** Some rules tell the whole path, with slashes; others what comes after the resource. */
function pathOf({ entity, propertyPath = '' }: StandardDiagnostic): string {
  if (/^[A-Z]\w+\//.test(propertyPath)) return propertyPath.replaceAll('/', '.');
  return [entity && `${entity.entityType}s.${entity.logicalId}`, propertyPath].filter(Boolean).join('.');
}

/**
 * Findings in a processed template, told of the template that it was made of: what the macro made has no place there but
 * that of its block, or of the loop that its block came of.
 */
export function inSource(findings: readonly Finding[], { value }: Pick<TemplateFile, 'value'>): Finding[] {
  const resources = isObject(value.Resources) ? value.Resources : {};
  return findings.map(({ path, message }) => {
    const [, id = '', rest = ''] = RESOURCE.exec(path) ?? [];
    const maker = makerOf(id, resources);
    if (maker === undefined) return { path, message };
    const made = id === maker ? 'its service' : id;
    return { path: `Resources.${maker}`, message: `${made}${rest && `, ${rest.slice(1)}`}: ${message}` };
  });
}

/** The block or the loop that made a resource; undefined if nothing did, or one of several loops. */
function makerOf(id: string, resources: JsonObject): string | undefined {
  const ids = Object.keys(resources);
  const block = ids.find(
    (name) => member(resources[name], 'Type') === BLOCK_TYPE && ['', ...PARTS].some((part) => `${name}${part}` === id),
  );
  if (block !== undefined || id === '' || ids.includes(id)) return block;
  const loops = ids.filter((name) => isLoop(name) && holdsBlock(resources[name]));
  return loops.length === 1 ? loops[0] : undefined;
}

async function startEngine(): Promise<Engine> {
  const { CelEngine } = await load();
  return new CelEngine();
}

async function load(): Promise<typeof import('@aws/cloudformation-validate')> {
  try {
    return await import('@aws/cloudformation-validate');
  } catch (error) {
    throw new UserError(
      '--validate needs the package @aws/cloudformation-validate: npm install @aws/cloudformation-validate',
      {
        cause: error,
      },
    );
  }
}
