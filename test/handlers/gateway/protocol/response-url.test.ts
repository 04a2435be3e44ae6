import { inspect } from 'node:util';
import { ResponseUrl, scrubUrls } from '../../../../handlers/gateway/protocol/response-url';
import { SECRET_URL } from './support';

describe('a response URL', () => {
  const url = new ResponseUrl(SECRET_URL);

  test('is hidden unless it is revealed explicitly', () => {
    for (const shown of [`${url}`, JSON.stringify({ url }), inspect(url, { showHidden: true, depth: 9 })]) {
      expect(shown).not.toContain('amazonaws');
    }
    expect(url.reveal().href).toBe(SECRET_URL);
  });

  test('removes itself from a text, whole or in part', () => {
    const scrubbed = url.scrub(
      `PUT ${SECRET_URL} failed; then ${SECRET_URL}&x=1, <https://a.example/b?token=topsecret>`,
    );
    expect(scrubbed).not.toContain('topsecret');
    expect(scrubbed).toContain('PUT [ResponseURL] failed');
    expect(scrubbed).toContain('<https://a.example/b?…>');
  });

  test('removes itself in the form in which Node.js writes it, too', () => {
    const odd = new ResponseUrl('HTTPS://Bucket.S3.amazonaws.com:443/topsecret');
    expect(odd.scrub('PUT https://bucket.s3.amazonaws.com/topsecret')).toBe('PUT [ResponseURL]');
  });

  test('leaves URLs without a query unchanged', () => {
    expect(scrubUrls('see https://docs.aws.amazon.com/lambda/?')).toBe('see https://docs.aws.amazon.com/lambda/?…');
    expect(scrubUrls('see https://docs.aws.amazon.com/lambda/.')).toBe('see https://docs.aws.amazon.com/lambda/.');
  });
});
