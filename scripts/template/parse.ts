import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type Tags,
  type YAMLParseError,
} from 'yaml';
import { isObject, type Json, type JsonObject } from '../../handlers/template-language/json';
import { didYouMean } from '../../handlers/template-language/nearest';
import { locate, type Position } from './position';
import { scalarValue } from './scalars';
import { argumentOf, longForm, shortForms } from './short-forms';

/** A template file's content. */
export interface ParsedTemplate {
  /** The template as plain JSON, short forms (`!Sub`) written out (`Fn::Sub`). */
  value: JsonObject;
  /** How it was written. */
  format: 'yaml' | 'json';
  /**
   * Where a finding's path (`Resources.Web.Properties.Image`, `….Environment[0].Name`) stands in the text: the exact
   * place, or the nearest part above it that exists.
   */
  position(path: string): Position;
}

/** One thing wrong with the text itself. */
export interface SyntaxFinding {
  message: string;
  position: Position;
}

/** The text is no template: not YAML, not JSON, or no map. Carries everything that is wrong. */
export class TemplateSyntaxError extends Error {
  override name = 'TemplateSyntaxError';
  constructor(readonly findings: readonly SyntaxFinding[]) {
    super(findings.map(({ message, position }) => `line ${position.line}:${position.column}: ${message}`).join('\n'));
  }
}

/**
 * What CloudFormation's YAML leaves out of YAML 1.1: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/template-formats.html.
 * A date thus stays the string it was written as.
 */
const unsupported = ['timestamp', 'binary', 'omap', 'pairs', 'set', 'merge'].map((tag) => `tag:yaml.org,2002:${tag}`);
const withoutUnsupported = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || !unsupported.includes(tag.tag));

/**
 * Reads a CloudFormation template, YAML with all short forms or JSON.
 * @throws TemplateSyntaxError with every syntax error, unknown short form and alias, each with its place.
 */
export function parseTemplate(text: string): ParsedTemplate {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.1',
    customTags: withoutUnsupported,
    lineCounter: lines,
    logLevel: 'silent',
    prettyErrors: false,
  });
  const at = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  // The parser may complain of one place twice; what it says last is the plainest.
  const places = new Map(document.errors.map((error) => [error.pos[0], error]));
  const findings: SyntaxFinding[] = [...places].map(([place, error]) => ({
    message: plainly(error),
    position: at(place),
  }));
  const value = findings.length === 0 ? toJson(document.contents, at, findings) : null;
  if (findings.length > 0) throw new TemplateSyntaxError(findings);
  if (!isObject(value)) {
    const message =
      document.contents === null
        ? 'There is nothing in the file; a template is a map with a Resources section.'
        : 'A template is a map with a Resources section; this is not a map.';
    throw new TemplateSyntaxError([{ message, position: { line: 1, column: 1 } }]);
  }
  return { value, format: formatOf(text), position: (path) => at(locate(document.contents, path)) };
}

/** What the parser says in YAML's own terms, in those of people who write JSON too. */
const plainly = ({ code, message }: YAMLParseError): string =>
  code === 'DUPLICATE_KEY'
    ? 'This key stands in the same map before; keep one of them.'
    : message
        .replace(/^Flow map/, 'A map in braces')
        .replace(/^Flow sequence/, 'A list in brackets')
        .replace(' in block collection', '');

function formatOf(text: string): 'yaml' | 'json' {
  try {
    JSON.parse(text);
    return 'json';
  } catch {
    return 'yaml';
  }
}

/** The plain JSON of a YAML node. Problems go to `findings`; the value is then of no use. */
function toJson(node: Node | null, at: (offset: number) => Position, findings: SyntaxFinding[]): Json {
  const problem = (where: Node, message: string): null => {
    findings.push({ message, position: at(where.range?.[0] ?? 0) });
    return null;
  };
  const keyOf = ({ key }: Pair<unknown, unknown>): string | null => {
    if (isScalar(key)) return String(scalarValue(key) ?? '');
    return problem(key as Node, 'A key is a plain string.');
  };
  const plain = (inner: Node): Json => {
    if (isAlias(inner)) return problem(inner, 'CloudFormation does not support YAML aliases; write the value out.');
    if (isSeq(inner)) return inner.items.map((item) => convert(item as Node));
    if (isMap(inner)) {
      // Object.fromEntries, unlike assignment, makes `__proto__` a key like any other.
      return Object.fromEntries(inner.items.map((pair) => [keyOf(pair), convert(pair.value as Node | null)]));
    }
    return isScalar(inner) ? (scalarValue(inner) as Json) : null;
  };
  const convert = (inner: Node | null): Json => {
    if (inner === null) return null;
    const tag = isAlias(inner) ? undefined : inner.tag;
    if (tag === undefined || !tag.startsWith('!')) return plain(inner);
    const key = longForm(tag);
    if (key === undefined) {
      return problem(inner, `CloudFormation has no short form ${tag}${didYouMean(tag, shortForms)}`);
    }
    return { [key]: argumentOf(key, plain(inner)) };
  };
  return convert(node);
}
