import { byteLength, cutToBytes, jsonByteLength } from '../../../../handlers/gateway/protocol/byte-length';
import fc from '../../../fast-check';

describe('cutting a text to bytes', () => {
  test.each([
    ['abc', 3, 'abc'],
    ['abc', 2, 'ab'],
    ['aß', 2, 'a'],
    ['a🚀', 4, 'a'],
    ['🚀', 4, '🚀'],
    ['abc', 0, ''],
    ['abc', -5, ''],
  ])('cuts %j to %d bytes: %j', (text, bytes, cut) => {
    expect(cutToBytes(text, bytes)).toBe(cut);
  });

  test('gives the longest beginning that fits and ends between two characters, measured as UTF-8 or as JSON', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.oneof(
            fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
            fc.constantFrom('"', '\n', '\ud800'),
          ),
        }),
        fc.nat(40),
        fc.constantFrom(byteLength, jsonByteLength),
        (text, bytes, sizeOf) => {
          const characters = [...text];
          const kept = [...cutToBytes(text, bytes, sizeOf)];
          expect(kept).toEqual(characters.slice(0, kept.length));
          expect(sizeOf(kept.join(''))).toBeLessThanOrEqual(bytes);
          const more = characters.slice(0, kept.length + 1).join('');
          expect(kept.length === characters.length || sizeOf(more) > bytes).toBe(true);
        },
      ),
    );
  });
});
