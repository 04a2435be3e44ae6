/** The transforms of rules (url-rewrite, host-header-rewrite). moto drops them. */

import { validationError } from '../wire/errors';
import { objectIn, objectsOf, type QueryValue, textOf } from '../wire/query';
import { type XmlNode, xmlNode } from '../wire/xml-tree';
import { checkRegex } from './regexes';

const CONFIGS: Record<string, string> = {
  'url-rewrite': 'UrlRewriteConfig',
  'host-header-rewrite': 'HostHeaderRewriteConfig',
};

/** API reference, RewriteConfig. */
const LONGEST = 1024;

/**
 * Reads the transforms of a request: at most one of each type, each with exactly one rewrite (API reference, RuleTransform).
 * @throws AwsError ValidationError
 */
export function readTransforms(value: QueryValue | undefined): QueryValue[] {
  const transforms = objectsOf(value);
  const types = transforms.map(({ Type }) => textOf(Type) ?? '');
  for (const [i, transform] of transforms.entries()) {
    const type = types[i] ?? '';
    const config = CONFIGS[type];
    if (config === undefined) {
      throw validationError(`Transform type '${type}' must be one of '${Object.keys(CONFIGS).join(', ')}'`);
    }
    if (types.indexOf(type) < i) throw validationError(`A rule can only have one transform of type '${type}'`);
    const rewrites = objectsOf(objectIn(transform[config])?.Rewrites);
    const [rewrite] = rewrites;
    if (rewrites.length !== 1 || !textOf(rewrite?.Regex) || textOf(rewrite?.Replace) === undefined) {
      throw validationError(`A transform of type '${type}' must have exactly one rewrite with 'Regex' and 'Replace'`);
    }
    if ([rewrite?.Regex, rewrite?.Replace].some((text) => (textOf(text) ?? '').length > LONGEST)) {
      throw validationError(`'Regex' and 'Replace' of a transform must not be longer than ${LONGEST} characters`);
    }
    checkRegex(textOf(rewrite?.Regex) ?? '');
  }
  return transforms;
}

/** A list as an answer has it, of values as a request had them. */
export function writeMembers(name: string, members: readonly QueryValue[]): XmlNode {
  return xmlNode(
    name,
    members.map((member) => nodeOf('member', member)),
  );
}

function nodeOf(name: string, value: QueryValue): XmlNode {
  if (typeof value === 'string') return xmlNode(name, value);
  if (Array.isArray(value)) {
    return xmlNode(
      name,
      value.map((member) => nodeOf('member', member)),
    );
  }
  return xmlNode(
    name,
    Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [nodeOf(key, member)])),
  );
}
