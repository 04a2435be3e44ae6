import { at, type Finding } from '../../../handlers/template-language/findings';
import { functionOf } from '../../../handlers/template-language/intrinsics';
import { isObject, type JsonObject } from '../../../handlers/template-language/json';
import { isLoop } from '../../../handlers/template-language/loop';
import { didYouMean } from '../../../handlers/template-language/nearest';
import { entriesOf } from '../entries';

const KEYS = ['Value', 'Description', 'Export', 'Condition'];

/** Finds outputs that CloudFormation refuses. The macro reports lists, because it knows which functions return one. */
export const malformedOutputs = ({ Outputs }: JsonObject): Finding[] =>
  entriesOf(Outputs).flatMap(([id, output]) =>
    isLoop(id) || !isObject(output) ? [] : wrongWith(output, at('Outputs', id)),
  );

function wrongWith(output: JsonObject, path: string): Finding[] {
  const unknown = Object.keys(output).filter((key) => !KEYS.includes(key));
  if (unknown.length > 0) {
    return unknown.map((key) => {
      return { path: at(path, key), message: `is not a key of an output${didYouMean(key, KEYS)}` };
    });
  }
  const { Value: value, Export: exported } = output;
  if (value === undefined) return [{ path, message: 'has no Value' }];
  return [
    ...(isObject(value) && functionOf(value) === undefined
      ? [{ path: at(path, 'Value'), message: 'must be a string, or a function that gives one; it is a map' }]
      : []),
    ...(exported !== undefined && exported !== null && (!isObject(exported) || exported.Name === undefined)
      ? [{ path: at(path, 'Export'), message: 'must be a map with a Name' }]
      : []),
  ];
}
