/** Reads the text of a template. */
import { isObject, type JsonObject } from '../../../../handlers/template-language/json';
import { parseTemplate, TemplateSyntaxError } from '../../../template/parse';
import { validationError } from '../../wire/errors';
import { INLINE_LIMIT, S3_LIMIT } from './macros';

export interface TemplateSource {
  text: string;
  /** Determines how large it may be. */
  from: 'request' | 's3';
}

/** @throws AwsError ValidationError: "Template format error: …" with every syntax error */
export function readTemplate({ text, from }: TemplateSource): JsonObject {
  const limit = from === 's3' ? S3_LIMIT : INLINE_LIMIT;
  if (Buffer.byteLength(text) > limit) {
    throw validationError(
      from === 's3'
        ? `Template may not exceed ${S3_LIMIT} bytes in size.`
        : `1 validation error detected: Value at 'templateBody' failed to satisfy constraint: Member must have length less than or equal to ${INLINE_LIMIT}`,
    );
  }
  const parsed = parseJson(text);
  if (isObject(parsed)) return parsed;
  try {
    return parseTemplate(text).value;
  } catch (error) {
    if (error instanceof TemplateSyntaxError) throw validationError(`Template format error: ${error.message}`);
    throw error;
  }
}

/** The YAML reader reads JSON as well, but large templates are read much faster this way. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function checkSize(processed: string, { from }: TemplateSource): void {
  const limit = from === 's3' ? S3_LIMIT : INLINE_LIMIT;
  if (Buffer.byteLength(processed) > limit) throw validationError('Transformation data limit exceeded');
}
