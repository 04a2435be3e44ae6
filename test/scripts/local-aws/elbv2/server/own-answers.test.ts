/**
 * What a load balancer answers by itself, and when:
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html
 */
import type { RedirectView } from '../../../../../scripts/local-aws/elbv2/routing/view';
import { ask, forwardTo, groupOf, listener, open, rule, Stage, talk, toGroup } from './stage';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.end());

const page = (title: string) =>
  `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n<center><h1>${title}</h1></center>\r\n</body>\r\n</html>\r\n`;

/** A load balancer whose target answers `hello`, and where it is. */
async function hello() {
  const target = await stage.target((_, outgoing) => outgoing.end('hello'));
  const { port } = await stage.balancer({ listeners: [listener([rule(forwardTo(target))])] });
  return port;
}

const GET = 'GET / HTTP/1.1\r\nHost: a.test\r\n';
const errors = () => [stage.sum('HTTPCode_ELB_4XX_Count'), stage.sum('HTTPCode_ELB_5XX_Count')];

test('an error is a page as Application Load Balancers write it', async () => {
  const { port } = await stage.balancer({ listeners: [listener([rule(forwardTo())])] });
  const title = '503 Service Temporarily Unavailable';
  expect(await talk(port, `${GET}Connection: close\r\n\r\n`)).toBe(
    [
      `HTTP/1.1 ${title}`,
      'Server: awselb/2.0',
      'Date: Tue, 01 Jan 2030 00:00:00 GMT',
      'Content-Type: text/html',
      'Content-Length: 162',
      'Connection: close',
      '',
      page(title),
    ].join('\r\n'),
  );
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', '400 Bad Request'],
  ['a header without a name', `${GET}: x\r\n\r\n`, '400 Bad Request'],
  ['a line of a header that goes on in the next line', `${GET}A: b\r\n c\r\nD\r\n\r\n`, '400 Bad Request'],
  ['a length that is no number', `${GET}Content-Length: x\r\n\r\n`, '400 Bad Request'],
  ['two lengths', `${GET}Content-Length: 1\r\nContent-Length: 2\r\n\r\n`, '400 Bad Request'],
  ['a length and chunks', `${GET}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n`, '400 Bad Request'],
  ['no host in HTTP/1.1', 'GET / HTTP/1.1\r\n\r\n', '400 Bad Request'],
  ['two hosts', `${GET}Host: b.test\r\nConnection: close\r\n\r\n`, '400 Bad Request'],
  ['a line of 16 K in its header', `${GET}A: ${'x'.repeat(16_384 - 5)}\r\n\r\n`, '400 Bad Request'],
  ['a header of 64 K', `${GET}${`A: ${'x'.repeat(1000)}\r\n`.repeat(66)}\r\n`, '400 Bad Request'],
  ['a URL of 16 K', `GET /${'x'.repeat(16_384)} HTTP/1.1\r\nHost: a.test\r\n\r\n`, '414 Request-URI Too Large'],
  ['the method TRACE', 'TRACE / HTTP/1.1\r\nHost: a.test\r\n\r\n', '405 Method Not Allowed'],
  ['the method CONNECT', 'CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\n\r\n', '400 Bad Request'],
  ['more than 30 addresses', `${GET}X-Forwarded-For: ${Array(31).fill('10.0.0.1')}\r\n\r\n`, '463'],
  ['a transfer encoding that is not chunked', `${GET}Transfer-Encoding: gzip\r\n\r\n`, '501 Not Implemented'],
  ['a version of HTTP that there is not', 'GET / HTTP/3.0\r\nHost: a.test\r\n\r\n', '505 HTTP Version Not Supported'],
  ['HTTP/2 without TLS', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '505 HTTP Version Not Supported'],
])('%s: refused', async (_, bytes, title) => {
  const port = await hello();
  const client = open(port);
  client.socket.write(bytes, 'latin1');
  await client.until('</html>');
  client.socket.destroy();
  expect(client.came().split('\r\n')[0]?.trim()).toBe(`HTTP/1.1 ${title}`);
  expect(client.came()).toContain(page(title));
  expect(errors()).toEqual(Number(title.slice(0, 3)) < 500 ? [1, 0] : [0, 1]);
  expect(await ask(port)).toMatchObject({ status: 200, body: 'hello' });
});

test.each([
  ['a line of almost 16 K', `${GET}A: ${'x'.repeat(16_384 - 6)}\r\nConnection: close\r\n\r\n`],
  ['30 addresses', `${GET}X-Forwarded-For: ${Array(30).fill('10.0.0.1')}\r\nConnection: close\r\n\r\n`],
  ['no host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n'],
  ['a whole URL', 'GET http://a.test/x HTTP/1.1\r\nHost: b.test\r\nConnection: close\r\n\r\n'],
  ['an upgrade to what is no WebSocket', `${GET}Connection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`],
  ['an expectation', `POST / HTTP/1.1\r\nHost: a\r\nExpect: x\r\nConnection: close\r\nContent-Length: 1\r\n\r\nx`],
])('%s: served', async (_, bytes) => {
  const came = await talk(await hello(), bytes);
  expect(came).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(came).toContain('hello');
});

test('a fixed response has the status, the content type and the body of its action', async () => {
  const response = { status: 418, contentType: 'application/json', body: '{"é":1}' };
  const { port } = await stage.balancer({ listeners: [listener([rule({ type: 'fixed-response', response })])] });
  expect(await ask(port)).toMatchObject({
    status: 418,
    headers: { server: 'awselb/2.0', 'content-type': 'application/json; charset=utf-8', 'content-length': '8' },
    body: '{"é":1}',
  });
  expect(await ask(port, { method: 'HEAD' })).toMatchObject({ status: 418, body: '' });
  expect(stage.sum('HTTP_Fixed_Response_Count')).toBe(2);
  expect(stage.sum('HTTPCode_ELB_4XX_Count')).toBe(2);
  expect(stage.sum('RequestCount')).toBe(0);
});

const SAME: RedirectView = {
  protocol: 'https',
  host: '#{host}',
  port: '443',
  path: '/#{path}',
  query: '#{query}',
  status: 301,
};
async function redirecting(redirect: RedirectView) {
  return stage.balancer({ listeners: [listener([rule({ type: 'redirect', redirect })])] });
}

test('a redirect to the name of the load balancer leads to its port here; another name is left alone', async () => {
  const { port } = await redirecting(SAME);
  const locationOf = async (host: string) => (await ask(port, { path: '/a?b=c', headers: { host } })).headers.location;
  expect(await locationOf(`web.us-east-1.elb.localhost:${port}`)).toBe(
    `https://web.us-east-1.elb.localhost:${port}/a?b=c`,
  );
  expect(await locationOf(`127.0.0.1:${port}`)).toBe(`https://127.0.0.1:${port}/a?b=c`);
  expect(await locationOf('app.example.com')).toBe('https://app.example.com:443/a?b=c');
  expect(stage.sum('HTTP_Redirect_Count')).toBe(3);
  expect(stage.sum('HTTPCode_ELB_3XX_Count')).toBe(3);
});

test('a redirect is a page as Application Load Balancers write it', async () => {
  const { port } = await redirecting(SAME);
  expect(await ask(port)).toMatchObject({
    status: 301,
    reason: 'Moved Permanently',
    headers: { server: 'awselb/2.0', 'content-type': 'text/html', 'content-length': '134' },
    body: page('301 Moved Permanently'),
  });
});

test('a redirect whose URL is longer than 8 K: 507', async () => {
  const { port } = await redirecting({ ...SAME, query: 'x'.repeat(8192) });
  expect(await ask(port)).toMatchObject({ status: 507 });
});

test('an action that is not played: 500, and the log says which', async () => {
  const { port } = await stage.balancer({
    listeners: [listener([rule({ type: 'not-played', name: 'authenticate-oidc' })])],
  });
  expect(await ask(port)).toMatchObject({ status: 500 });
  expect(stage.log).toEqual(['An action of type authenticate-oidc is not played: rule']);
});

test('a target group for HTTP/2 or gRPC, and a request over HTTP/1.1: 464', async () => {
  const { port } = await stage.balancer({
    listeners: [listener([rule(toGroup(groupOf([1], { protocolVersion: 'GRPC' })))])],
  });
  expect(await ask(port)).toMatchObject({ status: 464 });
});

test('a client that asks two things at once gets both answers in their order', async () => {
  const target = await stage.target((incoming, outgoing) => {
    setTimeout(() => outgoing.end(`<${incoming.url}>`), incoming.url === '/1' ? 50 : 0);
  });
  const { port } = await stage.balancer({ listeners: [listener([rule(forwardTo(target))])] });
  const two = 'GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  expect(await talk(port, two)).toMatch(/<\/1>.*<\/2>/s);
});

test.each([
  ['is provisioning', { state: 'provisioning' as const }],
  ['has no listener on the port', { listeners: [listener([], { port: 8080 })] }],
])('a load balancer that %s resets the connection', async (_, given) => {
  const { port } = await stage.balancer(given);
  await expect(ask(port)).rejects.toThrow('ECONNRESET');
});

test('plain HTTP to a listener for HTTPS, and TLS to one for HTTP: 400', async () => {
  const response = { status: 200, body: '' };
  const { port, server } = await stage.balancer({
    listeners: [listener([rule({ type: 'fixed-response', response })], { port: 80, protocol: 'HTTPS' })],
  });
  expect(server.ports.get(80)).toBe(port);
  expect(await ask(port)).toMatchObject({ status: 400 });
});
