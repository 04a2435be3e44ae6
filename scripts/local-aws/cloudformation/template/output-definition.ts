/** One entry of the Outputs section. */
import { isObject, type Json, type JsonObject } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';

export interface OutputDefinition {
  value: Json;
  description?: string;
  condition?: string;
  exportName?: Json;
}

export function readOutput(name: string, output: JsonObject): OutputDefinition {
  if (!/^[A-Za-z0-9]{1,255}$/.test(name)) {
    throw validationError(`Template format error: Output name ${name} is non alphanumeric.`);
  }
  if (output.Value === undefined) {
    throw validationError(`Template format error: Output ${name} is malformed: it has no Value`);
  }
  if (Array.isArray(output.Value)) {
    throw validationError(
      `Template format error: The Value field of every Outputs member must evaluate to a String and not a List. (${name})`,
    );
  }
  const { Export: exported } = output;
  if (exported !== undefined && (!isObject(exported) || exported.Name === undefined)) {
    throw validationError(`Template format error: Output ${name} is malformed: Export needs a Name`);
  }
  return {
    value: output.Value,
    ...(typeof output.Description === 'string' && { description: output.Description }),
    ...(typeof output.Condition === 'string' && { condition: output.Condition }),
    ...(isObject(exported) && exported.Name !== undefined && { exportName: exported.Name }),
  };
}
