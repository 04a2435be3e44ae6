import type { Engine } from '@aws/cloudformation-validate';
import type { JsonObject } from '../../handlers/macro/json';
import { Failure } from '../failure';
import type { Finding } from './load';

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
    .map(({ entity, propertyPath, ruleId, message }) => ({
      path: [entity && `${entity.entityType}s.${entity.logicalId}`, propertyPath].filter(Boolean).join('.'),
      message: `${message} (${ruleId})`,
    }));
};

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
