/** Templates held against AWS's resource schemas, as CloudFormation does before it makes anything. */
import { SchemaValidator, type StandardDiagnostic } from '@aws/cloudformation-validate';
import { validationError } from '../errors';
import type { JsonObject } from '../json';

/** @throws AwsError ValidationError with everything in the template that the schemas refuse */
export type Validate = (template: JsonObject, region: string) => void;

/** Compiling the schemas takes 0.7 s, so it happens once per process; a template then takes milliseconds. */
let validator: SchemaValidator | undefined;

export const validateAgainstSchemas: Validate = (template, region) => {
  validator ??= new SchemaValidator();
  const file = { path: 'template.json', readBytes: () => Buffer.from(JSON.stringify(template)) };
  const findings = validator
    .validate(file, region)
    .filter(({ severity }) => severity === 'FATAL' || severity === 'ERROR');
  if (findings.length > 0) throw validationError(findings.map(sentence).join('; '));
};

function sentence({ entity, propertyPath, message, ruleId }: StandardDiagnostic): string {
  if (entity === undefined) return `${message} [${ruleId}]`;
  const path = propertyPath === undefined ? '' : ` at ${propertyPath}`;
  return `Properties validation failed for resource ${entity.logicalId} with message: ${message}${path} [${ruleId}]`;
}
