import type { Json } from '../../handlers/template-language/json';

/** The short forms of CloudFormation's functions, as its user guide lists them, with their keys in the long form. */
const longForms: ReadonlyMap<string, string> = new Map([
  ['!Ref', 'Ref'],
  ['!Condition', 'Condition'],
  ...[
    'And',
    'Base64',
    'Cidr',
    'Contains',
    'EachMemberEquals',
    'EachMemberIn',
    'Equals',
    'FindInMap',
    'GetAZs',
    'GetAtt',
    'GetStackOutput',
    'If',
    'ImportValue',
    'Join',
    'Length',
    'Not',
    'Or',
    'RefAll',
    'Select',
    'Split',
    'Sub',
    'ToJsonString',
    'Transform',
    'ValueOf',
    'ValueOfAll',
  ].map((name): [string, string] => [`!${name}`, `Fn::${name}`]),
]);

/** Every short form, for suggestions. */
export const shortForms = [...longForms.keys()];

/** Every function in the long form, `Ref` and `Condition` among them. */
export const longFormNames = [...longForms.values()];

/** The key of a short form in the long form (`!Sub` → `Fn::Sub`), or undefined where CloudFormation knows none. */
export const longForm = (tag: string): string | undefined => longForms.get(tag);

/** `!GetAtt A.B.C` names attribute `B.C` of `A`; every other function's argument stays what it is. */
export function argumentOf(key: string, argument: Json): Json {
  if (key !== 'Fn::GetAtt' || typeof argument !== 'string') return argument;
  const dot = argument.indexOf('.');
  return dot < 0 ? argument : [argument.slice(0, dot), argument.slice(dot + 1)];
}
