import type { Finding } from '../../../handlers/template-language/findings';
import { getAttArguments, subArguments } from '../../../handlers/template-language/intrinsics';
import { type JsonObject, member } from '../../../handlers/template-language/json';
import { didYouMean } from '../../../handlers/template-language/nearest';
import { longFormNames } from '../short-forms';
import { callsIn, type FunctionCall } from './function-calls';

/** Finds functions that CloudFormation does not have, and functions whose arguments make no sense. */
export const malformedFunctions = (source: JsonObject): Finding[] =>
  ['Conditions', 'Resources', 'Outputs']
    .flatMap((section) => callsIn(source, section))
    .flatMap((call) => {
      const message = wrongWith(call, source);
      return message === undefined ? [] : [{ path: call.path, message }];
    });

function wrongWith({ name, argument }: FunctionCall, source: JsonObject): string | undefined {
  if (!longFormNames.includes(name)) return `CloudFormation has no function ${name}${didYouMean(name, longFormNames)}`;
  if (name === 'Fn::GetAtt') {
    const target = getAttArguments(argument);
    // With AWS::LanguageExtensions the logical id may be computed. The attribute is then a separate argument.
    const isComputed = Array.isArray(argument) && argument.length === 2 && typeof argument[0] !== 'string';
    if (isComputed || (target !== undefined && target.attribute !== '')) return undefined;
    return 'needs the logical id of a resource and one of its attributes, as in Web.Endpoint';
  }
  if (name !== 'Fn::Sub') return undefined;
  const [, open] = UNCLOSED.exec(subArguments(argument)?.text ?? '') ?? [];
  const isMeant = open?.startsWith('AWS::') || [source.Resources, source.Parameters].some((all) => has(all, open));
  return isMeant ? `has a \${${open} without its closing brace, so CloudFormation does not replace it` : undefined;
}

/** The name after a `${` that no brace closes. A shell script may contain that on purpose. */
const UNCLOSED = /\$\{\s*([\w:]+)(?![\w:]|[^{}]*\})/;

const has = (section: JsonObject[string] | undefined, name = ''): boolean => member(section, name) !== undefined;
