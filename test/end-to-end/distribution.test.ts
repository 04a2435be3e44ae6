/** A service behind a distribution, as a visitor of its HTTPS name meets it. */
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { text } from 'node:stream/consumers';
import { textAt } from '../../scripts/local-aws/wire/xml-tree';
import { Distributions, PATH } from '../scripts/local-aws/cloudfront/stage';
import { type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

/** Answers with what it was asked, and with the endpoint that it was told. */
const APP = `
require('node:http').createServer(({ url, headers }, response) => {
  response.end(JSON.stringify({ url, self: process.env.SELF, headers }));
}).listen(8080);
process.once('SIGTERM', () => process.exit(0));
`;

const CERTIFICATE = 'arn:aws:acm:us-east-1:123456789012:certificate/shop';

/** @param distribution whether the service has one */
const templateOf = (distribution: boolean): string => `
Transform: Express
Resources:
  Web:
    Type: Express::Service
    Properties:
      Image: public.ecr.aws/docker/library/node:22-slim
      Command: ${JSON.stringify(['node', '-e', APP])}
      ContainerPort: 8080
      Distribution: ${distribution}
      Environment: { SELF: !GetAtt Web.Endpoint }
      Deployment: { Strategy: ROLLING }
  Shop:
    Type: Express::Service
    Properties:
      Image: shop:1
      Hosts: [shop.edge.test]
      Paths: [/cart/*]
      Distribution: { CertificateArn: "${CERTIFICATE}" }
Outputs:
  Url: { Value: !GetAtt Web.Endpoint }
  ShopUrl: { Value: !GetAtt Shop.Endpoint }
  ShopName: { Value: !GetAtt Shop.DNSName }
`;

let installed: InstalledAws;
beforeAll(async () => {
  installed = await startInstalledAws({ runNode: true, minuteMs: 100 });
});
afterAll(() => installed?.stop());

/** @returns where the services answer, and the name of the second one's distribution */
async function deploy(distribution: boolean): Promise<{ url: URL; shop: string; name: string }> {
  const file = await installed.template('edge.yaml', templateOf(distribution));
  const printed = await installed.run('deploy', file, '--stack-name', 'edge');
  const output = (key: string): string => new RegExp(`^${key}=(\\S+)$`, 'm').exec(printed)?.[1] ?? '';
  return { url: new URL(output('Url')), shop: output('ShopUrl'), name: output('ShopName') };
}

async function ask({ host, hostname, port }: Pick<URL, 'host' | 'hostname' | 'port'>, path: string) {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    servername: hostname,
    ca: installed.aws.world.certificates.authority.certificate,
    agent: false,
    headers: { host },
  }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, ...JSON.parse(await text(answer)) };
}

test('a service gets an HTTPS name at whose root it answers, or answers for its hosts, and leaves nothing', async () => {
  installed.aws.world.certificates.know({ arn: CERTIFICATE, names: ['*.edge.test'], isIssued: true });
  expect((await deploy(false)).url.protocol).toBe('http:');
  const { url, shop, name } = await deploy(true);
  expect(url).toMatchObject({ protocol: 'https:', pathname: '/' });
  expect(url.hostname).toMatch(/\.cloudfront\.localhost$/);
  for (const path of ['/', '/cart/?item=1']) {
    expect(await ask(url, path)).toMatchObject({
      status: 200,
      url: path,
      self: url.href,
      headers: { host: url.host, 'cloudfront-forwarded-proto': 'https', 'x-forwarded-proto': 'http' },
    });
  }
  expect(shop).toBe('https://shop.edge.test/cart/');
  const { port } = new URL(`https://${name}`);
  expect(await ask({ host: 'shop.edge.test', hostname: 'shop.edge.test', port }, '/cart/7')).toMatchObject({
    status: 200,
    image: 'shop:1',
    path: '/cart/7',
  });
  await installed.run('delete', '--stack-name', 'edge');
  expect(await leftovers(installed)).toEqual(NOTHING);
  const { root } = await new Distributions(installed.aws).send({ method: 'GET', path: PATH });
  expect(root && textAt(root, 'Quantity')).toBe('0');
});
