/** What a distribution does with requests, in front of an origin of the test's own. */
import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type RequestOptions,
} from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { type AddressInfo, connect, createServer as createNetServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';
import type { LocalAws } from '../../../../scripts/local-aws';
import { openDistribution } from '../../../../scripts/local-aws/cloudfront/deployment';
import { ErrorCache } from '../../../../scripts/local-aws/cloudfront/server/error-cache';
import { startLocalAws } from '../../../nursery';
import { errorOf, eventually, open } from '../fixtures';
import { alias, Zones } from '../route53/stage';
import { ALL_VIEWER, ALL_VIEWER_EXCEPT_HOST, configOf, Distributions, listOf } from './stage';

let aws: LocalAws;
let distributions: Distributions;
/** Of AWS time, in seconds. */
let seconds = 0;
const servers: Server[] = [];
const ORIGIN = 'web.us-east-1.elb.localhost';
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 60 });
  aws.world.seconds = () => seconds;
  distributions = new Distributions(aws);
});
afterEach(() => {
  aws.world.names.delete(ORIGIN);
  for (const server of servers.splice(0)) server.close();
});
afterAll(() => aws.stop());

/** From now on the origin's name leads there. */
async function listen<Listening extends Server>(server: Listening): Promise<Listening> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  servers.push(server);
  const { port } = server.address() as AddressInfo;
  const ports = new Map([[80, port]]);
  aws.world.names.set(ORIGIN, { hostedZoneId: 'Z', isReady: () => true, ports: () => ports });
  return server;
}

/** An origin that answers like that. @returns the requests that it had */
async function origin(answer: RequestListener = (_, outgoing) => outgoing.end('fine')): Promise<IncomingMessage[]> {
  const requests: IncomingMessage[] = [];
  await listen(
    createServer({ keepAliveTimeout: 5_000 }, (incoming, outgoing) => {
      requests.push(incoming);
      answer(incoming, outgoing);
    }),
  );
  return requests;
}

async function distribution(change: Parameters<typeof configOf>[0] = {}) {
  const { id, domainName } = await distributions.create(configOf(change));
  await distributions.deployed(id);
  return { id, host: domainName, port: Number(domainName.split(':')[1]) };
}

interface Asked extends RequestOptions {
  scheme?: 'http' | 'https';
  body?: string;
}

async function ask({ host, port }: { host: string; port: number }, { scheme = 'https', body, ...options }: Asked = {}) {
  const [servername = ''] = host.split(':');
  const sent = (scheme === 'https' ? httpsRequest : httpRequest)({
    host: '127.0.0.1',
    port,
    servername,
    ca: aws.world.certificates.authority.certificate,
    agent: false,
    ...options,
    headers: { host, ...options.headers },
  }).end(body);
  // After the answer, nobody else listens.
  sent.on('error', () => {});
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  const { localPort } = answer.socket;
  const names = (answer.socket as TLSSocket).getPeerCertificate?.().subjectaltname;
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer), names, localPort };
}

test("a request goes to the origin with its path behind the origin path, the viewer's host, and CloudFront's headers", async () => {
  const requests = await origin();
  const edge = await distribution({ origin: { OriginPath: '/shop' } });
  const answer = await ask(edge, {
    path: '/a%20b?c=d',
    headers: {
      'x-forwarded-for': '192.0.2.7',
      'x-forwarded-proto': 'gopher',
      cookie: 'e=f',
      'cloudfront-forwarded-proto': 'http',
    },
  });
  expect(answer).toMatchObject({ status: 200, body: 'fine', names: expect.stringContaining('.cloudfront.localhost') });
  expect(answer.headers).toMatchObject({
    'x-cache': 'Miss from cloudfront',
    via: expect.stringMatching(/^1\.1 d\w+\.cloudfront\.localhost \(CloudFront\)$/),
    'x-amz-cf-pop': expect.any(String),
  });
  const [seen] = requests;
  expect(seen?.url).toBe('/shop/a%20b?c=d');
  expect(seen?.headers).toMatchObject({
    host: edge.host,
    'x-forwarded-for': '192.0.2.7, 127.0.0.1',
    cookie: 'e=f',
    via: expect.stringContaining('(CloudFront)'),
    'x-amz-cf-id': expect.any(String),
    'cloudfront-forwarded-proto': 'https',
    'cloudfront-viewer-address': expect.stringMatching(/^127\.0\.0\.1:\d+$/),
  });
  expect(seen?.headers['x-forwarded-proto']).toBeUndefined();
});

test("the origin request policy says whose host the origin sees, and whether it gets CloudFront's headers", async () => {
  const requests = await origin();
  const custom = { CustomHeaders: listOf('OriginCustomHeader', { HeaderName: 'X-Secret', HeaderValue: 'mine' }) };
  const viewer = await distribution({ origin: custom, behavior: { OriginRequestPolicyId: ALL_VIEWER } });
  const except = await distribution({ behavior: { OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST } });
  await ask(viewer, { headers: { 'x-secret': 'guessed' } });
  await ask(except);
  expect(
    requests.map(({ headers }) => [headers.host, headers['cloudfront-forwarded-proto'], headers['x-secret']]),
  ).toEqual([
    [viewer.host, undefined, 'mine'],
    [ORIGIN, undefined, undefined],
  ]);
});

test('over HTTP, a viewer is redirected, let in or turned away, as the distribution says', async () => {
  const requests = await origin();
  const redirecting = await distribution();
  expect(await ask(redirecting, { scheme: 'http', path: '/a?b' })).toMatchObject({
    status: 301,
    headers: { location: `https://${redirecting.host}/a?b`, 'x-cache': 'Redirect from cloudfront' },
  });
  expect((await ask(redirecting, { scheme: 'http', method: 'POST', body: 'x' })).status).toBe(307);
  const strict = await distribution({ behavior: { ViewerProtocolPolicy: 'https-only' } });
  expect((await ask(strict, { scheme: 'http' })).status).toBe(403);
  expect(requests).toEqual([]);
  const both = await distribution({ behavior: { ViewerProtocolPolicy: 'allow-all' } });
  expect((await ask(both, { scheme: 'http' })).body).toBe('fine');
  expect(requests[0]?.headers['cloudfront-forwarded-proto']).toBe('http');
});

test('bodies pass with every method, and methods that are not allowed do not', async () => {
  const requests = await origin((incoming, outgoing) => void incoming.pipe(outgoing.writeHead(201)));
  const edge = await distribution();
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect(
      await ask(edge, { method, body: `with ${method}`, headers: { 'content-length': 5 + method.length } }),
    ).toMatchObject({
      status: 201,
      body: `with ${method}`,
    });
  }
  expect(
    await ask(edge, { method: 'POST', body: 'in pieces', headers: { 'transfer-encoding': 'chunked' } }),
  ).toMatchObject({ body: 'in pieces' });
  const reading = await distribution({ behavior: { AllowedMethods: listOf('Method', 'GET', 'HEAD') } });
  const count = requests.length;
  expect(await ask(reading, { method: 'POST', body: 'x' })).toMatchObject({
    status: 403,
    body: expect.stringContaining('not configured to allow'),
  });
  expect(requests).toHaveLength(count);
});

test('nothing is cached but errors: for ten seconds whatever the origin says, or as long as the distribution says', async () => {
  let status = 500;
  const requests = await origin((_, outgoing) =>
    outgoing.writeHead(status, { 'cache-control': 'no-store' }).end(`${status}`),
  );
  const CustomErrorResponses = listOf('CustomErrorResponse', { ErrorCode: 500, ErrorCachingMinTTL: 0 });
  const [usual, careful] = [await distribution(), await distribution({ config: { CustomErrorResponses } })];
  for (const edge of [usual, careful]) {
    expect(await ask(edge, { path: '/?a' })).toMatchObject({
      status: 500,
      body: '500',
      headers: { 'x-cache': 'Error from cloudfront' },
    });
  }
  status = 200;
  seconds += 9;
  expect(await ask(usual, { path: '/?b' })).toMatchObject({ status: 500, body: '500' });
  expect((await ask(usual, { path: '/other' })).status).toBe(200);
  expect((await ask(usual, { method: 'POST' })).status).toBe(200);
  expect((await ask(careful)).status).toBe(200);
  seconds += 1;
  expect((await ask(usual)).status).toBe(200);
  status = 403;
  const count = requests.length;
  await ask(usual);
  await ask(usual);
  expect(requests).toHaveLength(count + 2);
});

test('the oldest of a thousand kept errors makes room', () => {
  const cache = new ErrorCache(() => 0);
  const error = { status: 404, headers: [], body: Buffer.alloc(0) };
  for (let n = 0; n <= 1_000; n++) cache.keep(`GET /${n}`, error, new Map());
  expect([cache.find('GET /0'), cache.find('GET /1'), cache.find('GET /1000')]).toEqual([undefined, error, error]);
});

test("502 if the origin's name leads nowhere, nobody listens or the answer is no HTTP; 504 if it is silent for too long", async () => {
  const edge = await distribution({ custom: { OriginReadTimeout: 1 } });
  const expectOwn = async (path: string, status: number) =>
    expect(await ask(edge, { path })).toMatchObject({
      status,
      body: expect.stringContaining(`${status} ERROR`),
      headers: { server: 'CloudFront', 'x-cache': 'Error from cloudfront' },
    });
  await expectOwn('/nowhere', 502);
  const server = await listen(createNetServer());
  server.close();
  await once(server, 'close');
  await expectOwn('/refused', 502);
  await listen(createNetServer((socket) => socket.end('hello')));
  await expectOwn('/garbage', 502);
  const unasked = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n';
  await listen(createNetServer((socket) => socket.on('error', () => {}).write(unasked)));
  await expectOwn('/switches', 502);
  await origin(() => {});
  await expectOwn('/silent', 504);
  await origin();
  // It is an error like those of the origin.
  await expectOwn('/silent', 504);
  expect((await ask(edge, { path: '/silent?', method: 'OPTIONS' })).status).toBe(200);
});

test("an answer that comes before the end of the request leaves the viewer's connection to its next request", async () => {
  const early = 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nearly';
  await listen(
    createNetServer((socket) => socket.on('error', () => {}).once('data', () => socket.pause().write(early))),
  );
  const edge = await distribution({ custom: { OriginReadTimeout: 1 } });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  // More than the buffers on the way hold.
  const body = 'x'.repeat(10_000_000);
  const put = () => ask(edge, { agent, method: 'PUT', body, headers: { 'content-length': body.length } });
  const first = await put();
  expect(first).toMatchObject({ status: 200, body: 'early' });
  const { localPort } = first;
  expect(await ask(edge, { agent })).toMatchObject({ body: 'early', localPort });
  await listen(createNetServer((socket) => void socket.on('error', () => {}).pause()));
  expect(await put()).toMatchObject({ status: 504, localPort });
  expect(await ask(edge, { agent, headers: { host: 'other.test' } })).toMatchObject({ status: 403, localPort });
  agent.destroy();
});

test('a WebSocket goes through to the origin', async () => {
  const server = createServer();
  server.on('upgrade', (incoming, socket) => {
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Key: ${incoming.headers['sec-websocket-key']}\r\n\r\n`,
    );
    socket.pipe(socket);
  });
  await listen(server);
  const edge = await distribution();
  const sent = httpsRequest({
    host: '127.0.0.1',
    port: edge.port,
    servername: edge.host.split(':')[0],
    ca: aws.world.certificates.authority.certificate,
    headers: { host: edge.host, connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'k' },
  }).end();
  const [answer, socket] = await once(sent, 'upgrade');
  expect([answer.statusCode, answer.headers['x-key']]).toEqual([101, 'k']);
  socket.write('echo');
  expect(String((await once(socket, 'data'))[0])).toBe('echo');
  socket.destroy();
});

/** Sends bytes as they are, and gives all that comes until the connection ends. */
function talk({ port }: { port: number }, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  return text(socket);
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const NEW = {
  id: 'E1',
  callerReference: '1',
  config: { name: 'DistributionConfig', text: '', children: [], attributes: '' },
  settings: {
    enabled: true,
    aliases: [],
    origin: { domainName: ORIGIN, path: '', port: 80, readSeconds: 30, keepAliveSeconds: 5, headers: [] },
    viewerProtocol: 'allow-all' as const,
    methods: new Set<string>(),
    host: 'viewer' as const,
    hasCloudFrontHeaders: false,
    errorSeconds: new Map(),
  },
  tags: new Map(),
  etag: 'E',
};

const overHttp = () => distribution({ behavior: { ViewerProtocolPolicy: 'allow-all' } });

const upgradeTo = (host: string, protocol: string) =>
  `GET /ws HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;

test.each(['websocket', 'h2c'])(
  'an upgrade to %s behind a request that waits: the whole answer, and the end',
  async (protocol) => {
    const long = 'x'.repeat(8_000_000);
    const asked = withResolvers<() => void>();
    const requests = await origin((_, outgoing) => asked.resolve(() => outgoing.end(`${long}end`)));
    const edge = await overHttp();
    const socket = connect(edge.port, '127.0.0.1');
    socket.write(`GET / HTTP/1.1\r\nHost: ${edge.host}\r\n\r\n${upgradeTo(edge.host, protocol)}`);
    const answer = await asked.promise;
    // The upgrade has come by now: both were sent at once.
    answer();
    const came = await text(socket);
    expect(came).toMatch(/^HTTP\/1\.1 200 OK\r\n.*end/s);
    expect(came.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(requests.map(({ url }) => url)).toEqual(['/']);
  },
);

test('an upgrade behind a request that waits leaves nothing at the origin when the viewer goes', async () => {
  const asked = withResolvers<IncomingMessage>();
  await origin((incoming) => asked.resolve(incoming));
  const edge = await overHttp();
  const socket = connect(edge.port, '127.0.0.1');
  socket.write(`GET / HTTP/1.1\r\nHost: ${edge.host}\r\n\r\n${upgradeTo(edge.host, 'websocket')}`);
  const atOrigin = (await asked.promise).socket;
  const gone = once(atOrigin, 'close');
  socket.destroy();
  await gone;
});

test('GET with a body is turned away, and no header takes the length out of a body', async () => {
  const requests = await origin((incoming, outgoing) => void incoming.pipe(outgoing));
  const edge = await overHttp();
  const lines = `Host: ${edge.host}\r\nConnection: close, content-length\r\nContent-Length: 4\r\n\r\nbody`;
  expect(await talk(edge, `GET / HTTP/1.1\r\n${lines}`)).toMatch(/^HTTP\/1\.1 403 /);
  expect(requests).toEqual([]);
  expect(await talk(edge, `POST / HTTP/1.1\r\n${lines}`)).toMatch(/^HTTP\/1\.1 200 .*body/s);
  expect(requests[0]?.headers['content-length']).toBe('4');
});

test('a connection over which no request comes ends', async () => {
  await origin();
  const edge = await overHttp();
  await Promise.all([talk(edge, ''), talk(edge, 'GET / HTTP/1.1\r\nHos')]);
});

test('a distribution that is made while the embedded AWS stops leaves no port open', async () => {
  const ending = new AbortController();
  const world = { ...aws.world, signal: ending.signal };
  const state = { world, distributions: new Map(), quotas: { distributions: 1 }, tell: () => {} };
  const opening = openDistribution(state, NEW);
  ending.abort();
  const made = await opening;
  const socket = connect(Number(made.domainName.split(':')[1]), '127.0.0.1');
  await expect(once(socket, 'connect')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});

test('another upgrade than to a WebSocket is ignored', async () => {
  const requests = await origin();
  const edge = await overHttp();
  const second = `GET /next HTTP/1.1\r\nHost: ${edge.host}\r\nConnection: close\r\n\r\n`;
  const came = await talk(edge, upgradeTo(edge.host, 'h2c') + second);
  expect(came.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(requests.map(({ url, headers }) => [url, headers.upgrade])).toEqual([
    ['/ws', undefined],
    ['/next', undefined],
  ]);
});

test('a distribution that is not deployed or disabled serves nobody, and an update is served once it is deployed', async () => {
  await origin((incoming, outgoing) => outgoing.end(incoming.url));
  const sleep = aws.world.sleep;
  let wake = () => {};
  const hold = () => {
    aws.world.sleep = () =>
      new Promise((resolve) => {
        wake = resolve;
      });
  };
  hold();
  const config = configOf({ origin: { OriginPath: '/old' } });
  const made = await distributions.create(config);
  const edge = { host: made.domainName, port: Number(made.domainName.split(':')[1]) };
  await errorOf(ask(edge));
  wake();
  await distributions.deployed(made.id);
  const [first] = [config.Origins].map((origins) => JSON.parse(JSON.stringify(origins).replace('/old', '/new')));
  const etag = await distributions.update(made.id, { ...config, Origins: first }, made.etag);
  expect((await ask(edge, { path: '/' })).body).toBe('/old/');
  wake();
  await distributions.deployed(made.id);
  expect((await ask(edge, { path: '/' })).body).toBe('/new/');
  const disabled = await distributions.update(made.id, { ...config, Enabled: false }, etag);
  wake();
  await distributions.deployed(made.id);
  await errorOf(ask(edge));
  await distributions.delete(made.id, disabled);
  expect(aws.world.names.has(edge.host.split(':')[0] ?? '')).toBe(false);
  aws.world.sleep = sleep;
});

test('an alias has its certificate and leads to the distribution by Route 53; another host is turned away', async () => {
  const requests = await origin();
  const arn = `arn:aws:acm:us-east-1:${aws.accountId}:certificate/edge`;
  aws.world.certificates.know({ arn, names: ['*.edge.test'], isIssued: true });
  const edge = await distribution({
    config: {
      Aliases: listOf('CNAME', 'shop.edge.test'),
      ViewerCertificate: {
        ACMCertificateArn: arn,
        SSLSupportMethod: 'sni-only',
        MinimumProtocolVersion: 'TLSv1.2_2021',
      },
    },
  });
  const zones = new Zones(aws);
  seconds += 60;
  const zone = await zones.create('edge.test');
  await zones.change(zone, alias('CREATE', 'shop.edge.test', edge.host, 'Z2FDTNDATAQYW2'));
  expect(await open(aws, 'https://shop.edge.test/')).toMatchObject({ status: 200, body: 'fine' });
  expect(requests[0]?.headers.host).toBe('shop.edge.test');
  expect((await ask({ ...edge, host: 'shop.edge.test' })).names).toBe('DNS:*.edge.test');
  expect((await ask(edge)).names).not.toContain('edge.test');
  expect((await ask(edge, { headers: { host: 'other.edge.test' } })).status).toBe(403);
});

test('a connection to the origin is used again, and another one if the origin has closed it meanwhile', async () => {
  const sockets = new Set<unknown>();
  let end = () => {};
  await origin((incoming, outgoing) => {
    sockets.add(incoming.socket);
    end = () => incoming.socket.destroy();
    outgoing.end('fine');
  });
  const edge = await distribution();
  await ask(edge);
  await ask(edge);
  expect(sockets.size).toBe(1);
  end();
  await eventually(
    async () => (await ask(edge)).status,
    (status) => status === 200,
  );
});
