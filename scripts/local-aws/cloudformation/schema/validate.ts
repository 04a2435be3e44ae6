/** Validates templates against AWS's resource schemas, as CloudFormation does before it creates anything. */
import { SchemaValidator, type StandardDiagnostic } from '@aws/cloudformation-validate';
import type { JsonObject } from '../../../../handlers/template-language/json';
import { gaveUp, validatorInput } from '../../../template/validator-input';
import { validationError } from '../../wire/errors';

/** @throws AwsError ValidationError with everything that the schemas refuse, or if AWS's validator gives up */
export type Validate = (template: JsonObject, region: string) => void;

/** Compiling the schemas takes 0.7 s, so it happens once per process; a template then takes milliseconds. */
let validator: SchemaValidator | undefined;

export const validateAgainstSchemas: Validate = (template, region) => {
  const findings = diagnosticsOf(template, region).filter(
    ({ severity }) => severity === 'FATAL' || severity === 'ERROR',
  );
  if (findings.length > 0) throw validationError(findings.map(sentence).join('; '));
};

function diagnosticsOf(template: JsonObject, region: string): readonly StandardDiagnostic[] {
  validator ??= new SchemaValidator();
  try {
    return validator.validate(validatorInput(template), region);
  } catch (error) {
    // A validator that stopped halfway would refuse every later template.
    validator = undefined;
    throw validationError(gaveUp(error));
  }
}

function sentence({ entity, propertyPath, message, ruleId }: StandardDiagnostic): string {
  if (entity === undefined) return `${message} [${ruleId}]`;
  const path = propertyPath === undefined ? '' : ` at ${propertyPath}`;
  return `Properties validation failed for resource ${entity.logicalId} with message: ${message}${path} [${ruleId}]`;
}
