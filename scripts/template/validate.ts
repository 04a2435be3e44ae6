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

/** The errors that AWS's validator finds in a processed template, without its warnings. */
export interface Validated {
  /** Errors that the macro has caused. */
  ours: Finding[];
  /** Errors that the template has at the same place without the macro, too. */
  theirs: Finding[];
}

/**
 * Checks a processed template against AWS's resource schemas with `@aws/cloudformation-validate`.
 * @param source the template before the macro
 * @throws UserError when the validator is not installed (it is a development dependency of 10 MB), or gives up
 */
export async function validateAgainstSchemas(
  template: JsonObject,
  source: JsonObject,
  start: () => Promise<Validator & Pick<Engine, 'free'>> = startEngine,
): Promise<Validated> {
  const engine = await start();
  const errors = errorsOf(engine, template);
  const known = new Set(errors.length === 0 ? [] : ownErrorsOf(engine, source).map(identity));
  // Not in a `finally`: an engine that gave up cannot be freed, and the error about that would hide the first one.
  engine.free();
  const isTheirs = (finding: Finding): boolean => known.has(identity(finding));
  return { ours: errors.filter((finding) => !isTheirs(finding)), theirs: errors.filter(isTheirs) };
}

/**
 * The validator's errors, without its warnings. The caller starts the engine, which takes seconds.
 * @throws UserError when the validator gives up
 */
export const errorsOf = (engine: Validator, template: JsonObject): Finding[] =>
  diagnosticsOf(engine, template)
    .filter(({ severity }) => severity === 'ERROR' || severity === 'FATAL')
    .filter((diagnostic) => !isFalseAlarm(diagnostic, template))
    .map((diagnostic) => ({ path: pathOf(diagnostic), message: `${diagnostic.message} (${diagnostic.ruleId})` }));

/** The errors outside of blocks. The validator does not know the blocks' type. */
const ownErrorsOf = (engine: Validator, source: JsonObject): Finding[] =>
  errorsOf(engine, source).filter(({ path }) => {
    const [, id = ''] = RESOURCE.exec(path) ?? [];
    return member(member(source.Resources, id), 'Type') !== BLOCK_TYPE;
  });

const RESOURCE = /^Resources\.([A-Za-z0-9]+)(.*)$/;

const identity = ({ path, message }: Finding): string => JSON.stringify([path, message]);

/** WebAssembly throws when its program panics. A template that is nested too deeply overflows the stack. */
function diagnosticsOf(engine: Validator, template: JsonObject): readonly StandardDiagnostic[] {
  try {
    return engine.validateStandard(validatorInput(template)).diagnostics;
  } catch (cause) {
    throw new UserError(`${gaveUp(cause)} Without --validate the expansion is printed without this check.`, { cause });
  }
}

/** E3687 demands ports in a security group rule, and does not see ports whose value is a function. */
function isFalseAlarm({ ruleId, entity }: StandardDiagnostic, template: JsonObject): boolean {
  const resource = member(template.Resources, entity?.logicalId ?? '');
  const properties = member(resource, 'Properties');
  return ruleId === 'E3687' && ['FromPort', 'ToPort'].every((name) => member(properties, name) !== undefined);
}

/** Some rules give the whole path, with slashes. Others give only the part after the resource. */
function pathOf({ entity, propertyPath = '' }: StandardDiagnostic): string {
  if (/^[A-Z]\w+\//.test(propertyPath)) return propertyPath.replaceAll('/', '.');
  return [entity && `${entity.entityType}s.${entity.logicalId}`, propertyPath].filter(Boolean).join('.');
}

/**
 * Moves findings in a processed template to the template before the macro. A resource that the macro made has no place
 * there, so its findings get the place of its block, or of the loop that contains the block.
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

/**
 * The block or the loop that a resource comes from; undefined if it is the template's own, or if there are several
 * loops.
 */
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
      '--validate needs the package @aws/cloudformation-validate. Install it: npm install @aws/cloudformation-validate',
      {
        cause: error,
      },
    );
  }
}
