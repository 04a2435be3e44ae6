/** HTTPS listeners: certificates, and what is different over TLS. */
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { AuthorizeSecurityGroupIngressCommand, CreateSecurityGroupCommand } from '@aws-sdk/client-ec2';
import {
  AddListenerCertificatesCommand,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { CertificateAuthority } from '../../../../../scripts/local-aws/certificates/authority';
import { startLocalAws } from '../../../../nursery';
import { clients, defaultNetwork, eventually, holdTime } from '../../fixtures';
import { ask, forwardTo, listener, open, rule, Stage } from './stage';

let stage: Stage;
beforeEach(() => {
  stage = new Stage();
});
afterEach(() => stage.end());

/** One request over TLS, by a client that trusts this certificate authority. */
async function askSecurely(port: number, ca: string, servername: string, options: RequestOptions = {}) {
  const agent = new Agent({ keepAlive: false });
  const headers = { host: servername, ...options.headers };
  const asked = request({ host: '127.0.0.1', port, servername, ca, agent, ...options, headers }).end();
  const [answer] = await once(asked, 'response');
  return {
    status: answer.statusCode,
    body: await text(answer),
    names: (answer.socket as TLSSocket).getPeerCertificate().subjectaltname,
  };
}

async function mirroring(attributes: Record<string, string> = {}) {
  const target = await stage.target(({ rawHeaders }, outgoing) => outgoing.end(rawHeaders.join('\n')));
  const made = await stage.balancer({
    attributes: new Map(Object.entries(attributes)),
    listeners: [
      listener([rule(forwardTo(target))], { port: 443, protocol: 'HTTPS' }),
      listener([rule(forwardTo(target))], { port: 80 }),
    ],
  });
  return made.port;
}

test('a certificate is signed by the authority, for its names, and for servers', () => {
  const authority = new CertificateAuthority();
  const ca = new X509Certificate(authority.certificate);
  const certificate = new X509Certificate(authority.issue(['a.test', '*.b.test']).cert);
  expect([ca.ca, certificate.ca]).toEqual([true, false]);
  expect(ca.verify(ca.publicKey)).toBe(true);
  expect(certificate.verify(ca.publicKey)).toBe(true);
  expect(certificate.checkIssued(ca)).toBe(true);
  expect(certificate.subjectAltName).toBe('DNS:a.test, DNS:*.b.test');
  expect(['a.test', 'x.b.test', 'b.test'].map((name) => certificate.checkHost(name) !== undefined)).toEqual([
    true,
    true,
    false,
  ]);
  expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  const days = (Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / 86_400_000;
  expect(days).toBe(397);
  expect(Date.parse(certificate.validFrom)).toBeLessThan(Date.now());
});

test('one port has HTTP and HTTPS: the first byte tells', async () => {
  const port = await mirroring();
  const { body } = await askSecurely(port, stage.authority.certificate, 'shop.test');
  expect(body).toContain('X-Forwarded-Proto\nhttps\nX-Forwarded-Port\n443');
  expect((await ask(port)).body).toContain('X-Forwarded-Proto\nhttp\nX-Forwarded-Port\n80');
});

test('the target learns version and cipher if an attribute says so', async () => {
  const port = await mirroring({ 'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': 'true' });
  const { body } = await askSecurely(port, stage.authority.certificate, 'shop.test');
  expect(body).toMatch(/X-Amzn-Tls-Version\nTLSv1\.3\nX-Amzn-Tls-Cipher-Suite\nTLS_/);
  expect((await ask(port)).body).not.toContain('X-Amzn-Tls');
});

test('a client that names no host gets the default certificate', async () => {
  const port = await mirroring();
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  expect(socket.getPeerCertificate().subjectaltname).toBe('DNS:default.test');
  socket.destroy();
});

test('a client that offers HTTP/2 gets HTTP/1.1', async () => {
  const port = await mirroring();
  const options = { host: '127.0.0.1', port, ca: stage.authority.certificate, servername: 'a.test' };
  const socket = connectTls({ ...options, ALPNProtocols: ['h2', 'http/1.1'] });
  await once(socket, 'secureConnect');
  expect(socket.alpnProtocol).toBe('http/1.1');
  socket.destroy();
});

test('a client that cannot shake hands is counted, and its connection ends', async () => {
  const port = await mirroring();
  const client = open(port);
  client.socket.write(Buffer.from('160301000401020304', 'hex'));
  await once(client.socket, 'close');
  expect(stage.sum('ClientTLSNegotiationErrorCount')).toBe(1);
  await askSecurely(port, stage.authority.certificate, 'shop.test');
});

test('a client that does not go on with the handshake is given up', async () => {
  const port = await mirroring();
  const client = open(port);
  client.socket.write(Buffer.from('1603010200', 'hex'));
  await once(client.socket, 'close');
  expect(stage.log).toEqual(['No TLS with a client of listener: The client did not finish the handshake']);
});

test('the certificates of an embedded AWS have the names that ACM knows, and are chosen by the host', async () => {
  const lines: string[] = [];
  const aws = await startLocalAws({ tell: (line) => void lines.push(line) });
  try {
    const time = holdTime(aws);
    const { ec2, elb } = clients(aws);
    // They are made here as ACM issues them: what ACM does before is another test's.
    const certificate = (...names: string[]): string => {
      const arn = `arn:aws:acm:${aws.region}:${aws.accountId}:certificate/${names[0]}`;
      aws.world.certificates.know({ arn, names, isIssued: true });
      return arn;
    };
    const { vpcId, subnetIds } = await defaultNetwork(ec2);
    const open443 = { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] };
    const { GroupId = '' } = await ec2.send(
      new CreateSecurityGroupCommand({ GroupName: 'open', Description: 'open', VpcId: vpcId }),
    );
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions: [open443] }));
    const { LoadBalancers = [] } = await elb.send(
      new CreateLoadBalancerCommand({ Name: 'secure', Subnets: subnetIds.slice(0, 2), SecurityGroups: [GroupId] }),
    );
    const [{ LoadBalancerArn, DNSName = '' } = {}] = LoadBalancers;
    const port = Number(DNSName.split(':')[1]);
    const { Listeners = [] } = await elb.send(
      new CreateListenerCommand({
        LoadBalancerArn,
        Port: 443,
        Protocol: 'HTTPS',
        Certificates: [{ CertificateArn: certificate('shop.test', '*.shop.test') }],
        DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '200', MessageBody: 'safe' } }],
      }),
    );
    time.wake();
    const file = /signed by (\S+):/.exec(lines.join('\n'))?.[1] ?? '';
    const ca = readFileSync(file, 'utf8');
    expect(await (await fetch(`${aws.endpoint}/local-aws/ca.pem`)).text()).toBe(ca);
    const answer = await eventually(
      () => askSecurely(port, ca, 'a.shop.test').catch(() => undefined),
      (came) => came !== undefined,
    );
    expect(answer).toEqual({ status: 200, body: 'safe', names: 'DNS:shop.test, DNS:*.shop.test' });
    await expect(askSecurely(port, ca, 'other.test')).rejects.toThrow("does not match certificate's altnames");
    await elb.send(
      new AddListenerCertificatesCommand({
        ListenerArn: Listeners[0]?.ListenerArn,
        Certificates: [{ CertificateArn: certificate('other.test') }],
      }),
    );
    expect(await askSecurely(port, ca, 'other.test')).toMatchObject({ body: 'safe', names: 'DNS:other.test' });
    await aws.stop();
    expect(() => readFileSync(file)).toThrow('ENOENT');
  } finally {
    await aws.stop();
  }
});
