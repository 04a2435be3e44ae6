import type { Json } from '../../handlers/template-language/json';

/** The short forms of CloudFormation's functions, from its user guide, with their long forms. */
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

/** The long form of every function, including `Ref` and `Condition`. */
export const longFormNames = [...longForms.values()];

/** The long form of a short form (`!Sub` → `Fn::Sub`); undefined if CloudFormation has no such short form. */
export const longForm = (tag: string): string | undefined => longForms.get(tag);

/** Splits `!GetAtt A.B.C` into `A` and its attribute `B.C`. Other arguments are returned unchanged. */
export function argumentOf(key: string, argument: Json): Json {
  if (key !== 'Fn::GetAtt' || typeof argument !== 'string') return argument;
  const dot = argument.indexOf('.');
  return dot < 0 ? argument : [argument.slice(0, dot), argument.slice(dot + 1)];
}
