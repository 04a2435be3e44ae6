import { readEvent } from '../../../../handlers/gateway/protocol/event';

const signedAt = (query: string) =>
  readEvent({ RequestType: 'Create', ResponseURL: `https://answers.test/id${query}` }).request.SentAt;

describe('when a request was sent', () => {
  it('is when Signature Version 4 signed its response URL', () => {
    const query = '?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=20220729T203732Z&X-Amz-Expires=7200';
    expect(signedAt(query)).toBe(Date.UTC(2022, 6, 29, 20, 37, 32));
  });

  it('is two hours before a URL of Signature Version 2 expires', () => {
    expect(signedAt('?AWSAccessKeyId=key&Expires=1549075566&Signature=none')).toBe((1_549_075_566 - 7_200) * 1000);
  });

  it.each(['', '?X-Amz-Date=yesterday', '?X-Amz-Date=20221399T203732Z', '?Expires=soon', '?Expires='])(
    'is not known from %j',
    (query) => {
      expect(signedAt(query)).toBeUndefined();
    },
  );
});
