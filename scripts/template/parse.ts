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

/** The content of a template file. */
export interface ParsedTemplate {
  /** The template as plain JSON, with short forms (`!Sub`) in their long form (`Fn::Sub`). */
  value: JsonObject;
  /** The format of the file. */
  format: 'yaml' | 'json';
  /**
   * Where a finding's path (`Resources.Web.Properties.Image`, `….Environment[0].Name`) is in the text. If the path does
   * not exist, this is the nearest part above it that does.
   */
  position(path: string): Position;
}

/** One mistake in the text itself. */
export interface SyntaxFinding {
  message: string;
  position: Position;
}

/** The text is not a template: it is neither YAML nor JSON, or it is not a map. Has all findings. */
export class TemplateSyntaxError extends Error {
  override name = 'TemplateSyntaxError';
  constructor(readonly findings: readonly SyntaxFinding[]) {
    super(findings.map(({ message, position }) => `line ${position.line}:${position.column}: ${message}`).join('\n'));
  }
}

/**
 * The tags of YAML 1.1 that CloudFormation does not support. A date, for example, stays a string.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/template-formats.html
 */
const unsupported = ['timestamp', 'binary', 'omap', 'pairs', 'set', 'merge'].map((tag) => `tag:yaml.org,2002:${tag}`);
const withoutUnsupported = (tags: Tags): Tags =>
  tags.filter((tag) => typeof tag === 'string' || !unsupported.includes(tag.tag));

/**
 * Reads a CloudFormation template: JSON, or YAML with all short forms.
 * @throws TemplateSyntaxError with every syntax error, unknown short form and alias, each with its place
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
  // The parser may report one place twice. Its last message is the clearest.
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
        ? 'The file is empty. A template is a map with a Resources section.'
        : 'This is not a map. A template is a map with a Resources section.';
    throw new TemplateSyntaxError([{ message, position: { line: 1, column: 1 } }]);
  }
  return { value, format: formatOf(text), position: (path) => at(locate(document.contents, path)) };
}

/** The parser's message without YAML's own terms, for people who write JSON too. */
const plainly = ({ code, message }: YAMLParseError): string =>
  code === 'DUPLICATE_KEY'
    ? 'This key is already in the same map. Keep one of them.'
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

/** The plain JSON of a YAML node. Problems are added to `findings`; the value must not be used then. */
function toJson(node: Node | null, at: (offset: number) => Position, findings: SyntaxFinding[]): Json {
  const problem = (where: Node, message: string): null => {
    findings.push({ message, position: at(where.range?.[0] ?? 0) });
    return null;
  };
  const keyOf = ({ key }: Pair<unknown, unknown>): string | null => {
    if (isScalar(key)) return String(scalarValue(key) ?? '');
    return problem(key as Node, 'A key must be a plain string.');
  };
  const plain = (inner: Node): Json => {
    if (isAlias(inner)) return problem(inner, 'CloudFormation does not support YAML aliases. Write the value again.');
    if (isSeq(inner)) return inner.items.map((item) => convert(item as Node));
    if (isMap(inner)) {
      // Object.fromEntries, unlike an assignment, makes `__proto__` an ordinary key.
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
