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
Outputs:
  Url: { Value: !GetAtt Web.Endpoint }
`;

let installed: InstalledAws;
beforeAll(async () => {
  installed = await startInstalledAws({ runNode: true, minuteMs: 100 });
});
afterAll(() => installed?.stop());

async function deploy(distribution: boolean): Promise<URL> {
  const file = await installed.template('edge.yaml', templateOf(distribution));
  const [, url = ''] = /^Url=(\S+)$/m.exec(await installed.run('deploy', file, '--stack-name', 'edge')) ?? [];
  return new URL(url);
}

async function ask({ host, hostname, port }: URL, path: string) {
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

test('a service gets an HTTPS name at whose root it answers, is told it, and leaves nothing', async () => {
  expect((await deploy(false)).protocol).toBe('http:');
  const url = await deploy(true);
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
  await installed.run('delete', '--stack-name', 'edge');
  expect(await leftovers(installed)).toEqual(NOTHING);
  const { root } = await new Distributions(installed.aws).send({ method: 'GET', path: PATH });
  expect(root && textAt(root, 'Quantity')).toBe('0');
});
