import { open } from 'node:fs/promises';
import type { Finding } from '../../handlers/template-language/findings';
import { isObject, type JsonObject } from '../../handlers/template-language/json';
import { nearest } from '../../handlers/template-language/nearest';
import { UserError } from '../user-error';
import { type ParsedTemplate, parseTemplate, TemplateSyntaxError } from './parse';

/**
 * The most bytes that CloudFormation accepts in a template, before and after its macros.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html and …/template-macros.html.
 */
export const MOST_BYTES = 1_048_576;

/** A template that was read from a file. */
export interface TemplateFile extends ParsedTemplate {
  file: string;
  text: string;
}

/**
 * Reads a template from a file.
 * @throws UserError when the file cannot be read, is neither YAML nor JSON, or is not a template; every finding has its
 *   place
 */
export async function loadTemplate(file: string): Promise<TemplateFile> {
  const text = await readText(file);
  const template = parse(file, text);
  const second = secondDocument(text);
  if (second !== undefined) {
    const what = 'A second YAML document begins here, and a template is one document. Move it to another file.';
    throw new UserError(`${place(file, { line: second, column: 1 })}: ${what}`);
  }
  const { Resources } = template.value;
  // CloudFormation accepts no stack without resources, as a first template or as an update.
  if (isObject(Resources) && Object.keys(Resources).length > 0) return { ...template, file, text };
  throw new UserError(
    'Resources' in template.value
      ? `${place(file, template.position('Resources'))}: Resources: must be a map of ${isObject(Resources) ? 'at least one resource' : 'resources'}.`
      : `${file}: this is not a CloudFormation template, because it has no Resources section${nearResources(template.value)}`,
  );
}

function nearResources(template: JsonObject): string {
  const near = Object.keys(template).find((name) => nearest(name, ['Resources']) !== undefined);
  return near === undefined ? '.' : `; did you mean Resources instead of ${near}?`;
}

/** The line on which a second document begins that is not empty; CloudFormation reads only one. */
function secondDocument(text: string): number | undefined {
  const documents = text.split(/^(?=---(?:\s|$))/m);
  const filled = documents.flatMap((document, index) => (isFilled(document) ? [index] : []));
  const [, second] = filled;
  return second === undefined ? undefined : documents.slice(0, second).join('').split('\n').length;
}

/** Whether a document contains more than markers, directives and comments. */
const isFilled = (document: string): boolean =>
  document.split(/\r?\n/).some((line) => !/^(?:(?:---|\.\.\.)?\s*(?:#.*)?|%.*)$/.test(line));

/** One line for each finding, `file:line:column: path: message`, in the order of the file. */
export function listFindings(template: TemplateFile, findings: readonly Finding[]): string {
  const placed = findings.map((finding) => ({ ...finding, position: template.position(finding.path) }));
  placed.sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
  return placed
    .map(({ path, message, position }) =>
      [place(template.file, position), ...(path === '' ? [] : [path]), message].join(': '),
    )
    .join('\n');
}

const place = (file: string, { line, column }: { line: number; column: number }): string => `${file}:${line}:${column}`;

async function readText(file: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBounded(file));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') throw new UserError(`${file}: there is no such file.`, { cause: error });
    if (code === 'EISDIR') throw new UserError(`${file}: this is a directory, not a template.`, { cause: error });
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new UserError(`${file}: this is not UTF-8 text, so it is not a template.`, { cause: error });
    }
    throw new UserError(`${file}: this file cannot be read (${code ?? error}).`, { cause: error });
  }
}

/** Reads no more than a template may have: what the name stands for may be larger than memory, or never end. */
async function readBounded(file: string): Promise<Buffer> {
  const handle = await open(file);
  try {
    const buffer = Buffer.allocUnsafe(MOST_BYTES + 1);
    for (let size = 0; ; ) {
      const { bytesRead } = await handle.read(buffer, size, buffer.length - size);
      size += bytesRead;
      if (bytesRead === 0) return buffer.subarray(0, size);
      if (size > MOST_BYTES) {
        throw new UserError(
          `${file}: this has more than ${MOST_BYTES} bytes, and CloudFormation accepts no larger template. Split it into several stacks.`,
        );
      }
    }
  } finally {
    await handle.close();
  }
}

function parse(file: string, text: string): ParsedTemplate {
  try {
    return parseTemplate(text);
  } catch (error) {
    if (isTooDeep(error)) throw new UserError(`${file}: this is nested too deeply to be a template.`, { cause: error });
    if (!(error instanceof TemplateSyntaxError)) throw error;
    const lines = error.findings.map(({ message, position }) => `${place(file, position)}: ${message}`);
    throw new UserError(lines.join('\n'), { cause: error });
  }
}

/** The parser recurses with every bracket. When the stack overflows, it may report that as a mistake in the text. */
const isTooDeep = (error: unknown): boolean =>
  error instanceof RangeError ||
  (error instanceof TemplateSyntaxError && error.findings.some(({ message }) => /call stack/.test(message)));
