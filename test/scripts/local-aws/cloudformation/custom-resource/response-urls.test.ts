import {
  createResponseUrls,
  stackOfResponse,
} from '../../../../../scripts/local-aws/cloudformation/custom-resource/response-urls';
import type { AwsRequest } from '../../../../../scripts/local-aws/wire/messages';

const put = (url: string, more: Partial<AwsRequest> = {}): AwsRequest => ({
  service: 's3',
  region: 'us-east-1',
  method: 'PUT',
  url: new URL(url),
  headers: { 'content-type': '' },
  body: Buffer.from('text'),
  ...more,
});

let now: number;
const urls = (minuteMs = 60_000) =>
  createResponseUrls({ endpoint: 'http://127.0.0.1:1', now: () => new Date(now), minuteMs });
beforeEach(() => {
  now = 1_000_000;
});

test('the first response to a signed URL counts, and later ones are accepted and ignored', async () => {
  const all = urls();
  const { url, response } = all.open('stack|T|request');
  expect((await all.receive(put(url))).status).toBe(200);
  expect((await all.receive(put(url, { body: Buffer.from('second') }))).status).toBe(200);
  expect(await response).toBe('text');
});

test('a URL names its request, and no part of it can be changed', async () => {
  const all = urls();
  const { url } = all.open('arn:aws:cloudformation:eu-west-1:1:stack/s/1|T|request');
  expect(decodeURIComponent(new URL(url).pathname)).toBe(
    '/cloudformation-response/arn:aws:cloudformation:eu-west-1:1:stack/s/1|T|request',
  );
  for (const forged of [
    url.replace('request', 'other'),
    url.replace(/Expires=\d+/, 'Expires=9999999999'),
    url.slice(0, -1),
  ]) {
    expect((await all.receive(put(forged))).status).toBe(403);
  }
});

test('stackOfResponse gives the name of the stack of a URL, and nothing for a foreign URL', () => {
  const { url } = urls().open('arn:aws:cloudformation:eu-west-1:1:stack/shop/1|T|request');
  expect(stackOfResponse(put(url))).toBe('shop');
  expect(stackOfResponse(put('http://127.0.0.1:1/cloudformation-response/nothing'))).toBe('');
});

test('a URL refuses other methods, content types, and responses after two hours', async () => {
  const all = urls();
  const { url } = all.open('key');
  expect((await all.receive(put(url, { method: 'GET' }))).status).toBe(405);
  expect((await all.receive(put(url, { headers: { 'content-type': 'application/json' } }))).status).toBe(403);
  now += 2 * 60 * 60 * 1000 + 1000;
  const late = await all.receive(put(url));
  expect([late.status, String(late.body)]).toEqual([403, expect.stringContaining('Request has expired')]);
});

test('the two hours pass in real time, and the URL has the date of AWS time', async () => {
  const all = urls(1000);
  const { url } = all.open('key');
  expect(new URL(url).searchParams.get('Expires')).toBe(String(1000 + 2 * 60 * 60));
  now += 60 * 2 * 60 * 60 * 1000 - 1000;
  expect((await all.receive(put(url))).status).toBe(200);
  now += 2000;
  expect((await all.receive(put(url))).status).toBe(403);
});

test('a response to a closed URL has no effect', async () => {
  const all = urls();
  const { url, response, close } = all.open('key');
  close();
  await all.receive(put(url));
  expect(await Promise.race([response, Promise.resolve('nothing')])).toBe('nothing');
});
