import { put } from '../../../../handlers/gateway/protocol/put';
import { answering, hanging, resetting, startServer } from './support';

type Server = Awaited<ReturnType<typeof startServer>>;
let server: Server | undefined;

async function serving(...behaviours: Parameters<typeof startServer>): Promise<Server> {
  server = await startServer(...behaviours);
  return server;
}

afterEach(() => server?.close());

/** Far above what loopback takes, far below the test's own limit. */
const AMPLE_MS = 20_000;

describe('put', () => {
  test('sends the body by PUT with an empty content type, and with the path and query unchanged', async () => {
    const { url, received } = await serving(answering(200));

    expect(await put(new URL(url), '{"a":1}', AMPLE_MS)).toEqual({ status: 200 });
    expect(received).toMatchObject([
      {
        method: 'PUT',
        path: '/arn%3Aaws%7CWebGateway?Signature=topsecret%3D&Expires=1',
        headers: { 'content-type': '', 'content-length': '7', connection: 'close' },
        body: '{"a":1}',
      },
    ]);
    expect(received[0]?.headers).not.toHaveProperty('transfer-encoding');
  });

  test('counts the body in bytes of UTF-8', async () => {
    const { url, received } = await serving(answering(200));
    await put(new URL(url), '"Grüße 🚀"', AMPLE_MS);
    expect(received[0]).toMatchObject({ headers: { 'content-length': '14' }, body: '"Grüße 🚀"' });
  });

  test('returns the status and the code of an S3 error, and nothing else', async () => {
    const { url } = await serving(
      answering(
        403,
        '<Error><Code>AccessDenied</Code><Message>x</Message><StringToSign>topsecret</StringToSign></Error>',
      ),
    );
    expect(await put(new URL(url), '{}', AMPLE_MS)).toEqual({ status: 403, code: 'AccessDenied' });
  });

  test('returns only the status if the body has no code, however long the body is', async () => {
    const { url } = await serving(answering(500, 'x'.repeat(1_000_000)));
    expect(await put(new URL(url), '{}', AMPLE_MS)).toEqual({ status: 500 });
  });

  test('accepts a 2xx even if its body never ends, and closes the connection', async () => {
    let hungUp = Promise.resolve();
    const { url } = await serving((response) => {
      hungUp = new Promise((resolve) => response.on('close', resolve));
      response.writeHead(200);
      response.write('<');
    });
    expect(await put(new URL(url), '{}', AMPLE_MS)).toEqual({ status: 200 });
    await hungUp;
  });

  test('stops reading an error response that never ends', async () => {
    const { url } = await serving((response) => {
      response.writeHead(500);
      const more = () => response.write('x'.repeat(1000), (error) => error ?? setImmediate(more));
      more();
    });
    expect(await put(new URL(url), '{}', AMPLE_MS)).toEqual({ status: 500 });
  });

  test('rounds a part of a millisecond up', async () => {
    const { url } = await serving(answering(200));
    expect(await put(new URL(url), '{}', AMPLE_MS + 0.5)).toEqual({ status: 200 });
  });

  test('gives up on a server that does not answer', async () => {
    const { url } = await serving(hanging);
    await expect(put(new URL(url), '{}', 30)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('gives up on a server that begins an error response and never ends it', async () => {
    const { url } = await serving((response) => {
      response.writeHead(503);
      response.write('<Error>');
    });
    await expect(put(new URL(url), '{}', 200)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('rejects when the connection is reset or refused', async () => {
    const { url, close } = await serving(resetting);
    await expect(put(new URL(url), '{}', AMPLE_MS)).rejects.toMatchObject({ code: 'ECONNRESET' });
    await close();
    server = undefined;
    await expect(put(new URL(url), '{}', AMPLE_MS)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  test('speaks TLS to an https URL', async () => {
    const { port, received } = await serving(answering(200));
    await expect(put(new URL(`https://127.0.0.1:${port}/`), '{}', AMPLE_MS)).rejects.toMatchObject({
      code: expect.stringMatching(/SSL|EPROTO/),
    });
    expect(received).toEqual([]);
  });
});
