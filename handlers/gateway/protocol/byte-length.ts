/** Bytes of `text` in UTF-8. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** Bytes of `text` inside a JSON string: UTF-8, with quotes, control characters and lone surrogates escaped. */
export const jsonByteLength = (text: string): number => byteLength(JSON.stringify(text)) - '""'.length;

/**
 * The longest beginning of `text` of at most `bytes` bytes that splits no character.
 * @param sizeOf bytes of a text; the size of a whole must be the sum of its characters' sizes.
 */
export function cutToBytes(text: string, bytes: number, sizeOf = byteLength): string {
  if (sizeOf(text) <= bytes) return text;
  let used = 0;
  let end = 0;
  for (const character of text) {
    used += sizeOf(character);
    if (used > bytes) break;
    end += character.length;
  }
  return text.slice(0, end);
}
