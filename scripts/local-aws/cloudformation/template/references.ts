/** Finds the references in a value of a template. */
import { isObject, type Json } from '../../../../handlers/template-language/json';
import { readGetAtt } from './intrinsics';
import { readSub, referencesIn } from './sub';

export interface Reference {
  /** A resource's logical id, or for a Ref also a parameter or pseudo parameter. */
  name: string;
  /** Absent for a Ref, and for a GetAtt whose attribute is a Ref. */
  attribute?: string;
  kind: 'Ref' | 'GetAtt';
}

/** Every Ref, GetAtt and Sub variable in a value, in their order. */
export function referencesOf(value: Json | undefined): Reference[] {
  if (Array.isArray(value)) return value.flatMap(referencesOf);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, argument]): Reference[] => {
    if (key === 'Ref' && typeof argument === 'string') return [{ name: argument, kind: 'Ref' }];
    if (key === 'Fn::GetAtt') {
      const [name, attribute] = readGetAtt(argument);
      const own: Reference = { name, kind: 'GetAtt', ...(typeof attribute === 'string' && { attribute }) };
      return [own, ...referencesOf(attribute)];
    }
    if (key === 'Fn::Sub') {
      const { text, variables } = readSub(argument);
      return [...referencesIn(text, variables).map(ofVariable), ...referencesOf(variables)];
    }
    return referencesOf(argument);
  });
}

function ofVariable(variable: string): Reference {
  const dot = variable.indexOf('.');
  if (dot < 0) return { name: variable, kind: 'Ref' };
  return { name: variable.slice(0, dot), attribute: variable.slice(dot + 1), kind: 'GetAtt' };
}
