/** Intrinsic functions whose arguments are resolved before the call. */

import { isObject, isScalar, type Json } from '../../../../handlers/template-language/json';
import { validationError } from '../../wire/errors';
import { cutCidr } from './cidr';
import type { Scope } from './scope';

type Apply = (argument: Json, scope: Scope) => Json;

const refuse = (name: string, takes: string): Error =>
  validationError(`Template error: every ${name} object requires ${takes}`);

const list = (argument: Json): Json[] => (Array.isArray(argument) ? argument : []);

const join: Apply = (argument) => {
  const [delimiter, values] = list(argument);
  if (typeof delimiter !== 'string' || !Array.isArray(values) || !values.every(isScalar)) {
    throw refuse('Fn::Join', 'two parameters, (1) a string delimiter and (2) a list of strings to be joined');
  }
  return values.join(delimiter);
};

const split: Apply = (argument) => {
  const [delimiter, text] = list(argument);
  if (typeof delimiter !== 'string' || delimiter === '' || !isScalar(text)) {
    throw refuse('Fn::Split', 'two parameters, (1) a string delimiter and (2) a string to be split');
  }
  return String(text).split(delimiter);
};

const select: Apply = (argument) => {
  const [index, values] = list(argument);
  const at = isScalar(index) && /^\d+$/.test(String(index)) ? Number(index) : undefined;
  if (at === undefined || !Array.isArray(values)) {
    throw refuse('Fn::Select', 'two non-null parameters, the first is an integer index and the second a list');
  }
  const value = values[at];
  if (value === undefined || value === null) {
    throw validationError(`Template error: Fn::Select cannot select nonexistent value at index ${at}`);
  }
  return value;
};

const findInMap: Apply = (argument, scope) => {
  const keys = list(argument);
  if (keys.length !== 3 || !keys.every(isScalar)) {
    throw refuse('Fn::FindInMap', 'three parameters, the map name, map key and the attribute for return value');
  }
  const [map, first, second] = keys.map(String);
  return scope.mapping(map ?? '', first ?? '', second ?? '');
};

const base64: Apply = (argument) => {
  if (!isScalar(argument)) throw refuse('Fn::Base64', 'a string');
  return Buffer.from(String(argument)).toString('base64');
};

const cidr: Apply = (argument) => {
  const [block, count, bits] = list(argument);
  if (typeof block !== 'string' || !isScalar(count)) throw refuse('Fn::Cidr', 'a block, a count and host bits');
  const defaultBits = block.includes(':') ? 64 : 8;
  return cutCidr(block, Number(count), bits === undefined ? defaultBits : Number(bits));
};

const getAzs: Apply = (argument, scope) => {
  if (typeof argument !== 'string') throw refuse('Fn::GetAZs', 'the name of a region, or an empty string');
  return scope.zones(argument === '' ? String(scope.ref('AWS::Region')) : argument);
};

const importValue: Apply = (argument, scope) => {
  if (!isScalar(argument)) throw refuse('Fn::ImportValue', 'the name of an export');
  return scope.importValue(String(argument));
};

/** By their names in a template. */
export const functions: ReadonlyMap<string, Apply> = new Map([
  ['Fn::Join', join],
  ['Fn::Split', split],
  ['Fn::Select', select],
  ['Fn::FindInMap', findInMap],
  ['Fn::Base64', base64],
  ['Fn::Cidr', cidr],
  ['Fn::GetAZs', getAzs],
  ['Fn::ImportValue', importValue],
]);

/** `Fn::FindInMap` on the Mappings section. */
export function lookUpMapping(
  mappings: Readonly<Record<string, Json>>,
  map: string,
  first: string,
  second: string,
): Json {
  const found = mappings[map];
  if (!isObject(found)) {
    throw validationError(
      `Template error: Mapping named '${map}' is not present in the 'Mappings' section of template.`,
    );
  }
  const inner = found[first];
  const value = isObject(inner) ? inner[second] : undefined;
  if (value === undefined) {
    throw validationError(`Template error: Unable to get mapping for ${map}::${first}::${second}`);
  }
  return value;
}
