import { unzipSync } from 'fflate';
import { archive } from '../../../scripts/install/archive';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('the archive of a function', () => {
  it('contains the bundle as index.js, because the handler is index.handler', () => {
    const { zip } = archive('macro', bytes('exports.handler = 1;'));
    expect(new TextDecoder().decode(unzipSync(zip)['index.js'])).toBe('exports.handler = 1;');
    expect(Object.keys(unzipSync(zip))).toEqual(['index.js']);
  });

  it('has the same key and the same bytes for the same code at any time', () => {
    vi.useFakeTimers({ now: new Date('2030-01-01') });
    const one = archive('macro', bytes('x'));
    vi.setSystemTime(new Date('2035-05-05T05:05:05'));
    const other = archive('macro', bytes('x'));
    vi.useRealTimers();
    expect(other.key).toBe(one.key);
    expect(Buffer.from(other.zip).equals(Buffer.from(one.zip))).toBe(true);
  });

  it('has another key for other code', () => {
    expect(archive('macro', bytes('x')).key).not.toBe(archive('macro', bytes('y')).key);
    expect(archive('macro', bytes('x')).key).toMatch(/^functions\/macro-[0-9a-f]{16}\.zip$/);
  });
});
