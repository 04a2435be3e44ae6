import type { Engine, StandardDiagnostic } from '@aws/cloudformation-validate';
import { isObject, type JsonObject, member } from '../../handlers/macro/json';
import { PARTS } from '../../handlers/macro/names';
import { BLOCK_TYPE } from '../../handlers/macro/template/shape';
import { Failure } from '../failure';
import type { Finding, TemplateFile } from './load';

/**
 * Holds a template against AWS's resource schemas with `@aws/cloudformation-validate`.
 * @returns what the validator calls an error, and nothing milder.
 * @throws Failure when the validator is not installed: it is a development dependency of 10 MB.
 */
export const validateTemplate = async (template: JsonObject): Promise<Finding[]> => {
  const { CelEngine } = await load();
  const engine = new CelEngine();
  try {
    return errorsOf(engine, template);
  } finally {
    engine.free();
  }
};

/** The same with an engine of the caller's: starting one takes seconds. */
export const errorsOf = (engine: Pick<Engine, 'validateStandard'>, template: JsonObject): Finding[] => {
  const file = { path: 'template.json', readBytes: () => Buffer.from(JSON.stringify(template)) };
  return engine
    .validateStandard(file)
    .diagnostics.filter(({ severity }) => severity === 'ERROR' || severity === 'FATAL')
    .filter((diagnostic) => !isFalseAlarm(diagnostic, template))
    .map((diagnostic) => ({ path: pathOf(diagnostic), message: `${diagnostic.message} (${diagnostic.ruleId})` }));
};

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
 * that of its block.
 */
export const inSource = (findings: readonly Finding[], { value }: Pick<TemplateFile, 'value'>): Finding[] =>
  findings.map(({ path, message }) => {
    const [, id = '', rest = ''] = /^Resources\.([A-Za-z0-9]+)(.*)$/.exec(path) ?? [];
    const block = Object.entries(isObject(value.Resources) ? value.Resources : {}).find(
      ([logicalId, resource]) =>
        member(resource, 'Type') === BLOCK_TYPE && ['', ...PARTS].some((part) => `${logicalId}${part}` === id),
    )?.[0];
    if (block === undefined) return { path, message };
    const made = id === block ? 'its service' : id;
    return { path: `Resources.${block}`, message: `${made}${rest && `, ${rest.slice(1)}`}: ${message}` };
  });

const load = async (): Promise<typeof import('@aws/cloudformation-validate')> => {
  try {
    return await import('@aws/cloudformation-validate');
  } catch (error) {
    throw new Failure(
      '--validate needs the package @aws/cloudformation-validate: npm install @aws/cloudformation-validate',
      {
        cause: error,
      },
    );
  }
};
