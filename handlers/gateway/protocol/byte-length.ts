/** The size of `text` in UTF-8, in bytes. */
export const byteLength = (text: string): number => Buffer.byteLength(text, 'utf8');

/** The size of `text` within a JSON string, in bytes: UTF-8, with quotes, control characters and lone surrogates escaped. */
export const jsonByteLength = (text: string): number => byteLength(JSON.stringify(text)) - '""'.length;

/**
 * The longest beginning of `text` that has at most `bytes` bytes and ends between two characters.
 * @param sizeOf the size of a text in bytes; it must be the sum of the sizes of its characters.
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
