/** What tests of the embedded AWS share: clients, a network, waiting, and control of AWS time. */
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { ACMClient, ImportCertificateCommand } from '@aws-sdk/client-acm';
import { DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../scripts/local-aws';
import { CertificateAuthority } from '../../../scripts/local-aws/certificates/authority';

/** The settings of the SDK clients in a test. */
export function clientConfig({ endpoint, region }: Pick<LocalAws, 'endpoint' | 'region'>) {
  return { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

export function clients(aws: LocalAws) {
  const config = clientConfig(aws);
  return { ec2: new EC2Client(config), elb: new ElasticLoadBalancingV2Client(config) };
}

/** A certificate for these names that can be used at once, because it is imported. @returns its ARN */
export async function importedCertificate(
  aws: Pick<LocalAws, 'endpoint' | 'region'>,
  ...names: string[]
): Promise<string> {
  const acm = new ACMClient(clientConfig(aws));
  const { cert, key } = new CertificateAuthority().issue(names);
  const blobs = { Certificate: Buffer.from(cert), PrivateKey: Buffer.from(key) };
  const { CertificateArn = '' } = await acm.send(new ImportCertificateCommand(blobs));
  acm.destroy();
  return CertificateArn;
}

/**
 * One request to a name that Route 53 has, at the port of this machine where it leads: as a browser would send it whose DNS is the
 * embedded AWS's, and that trusts its authority.
 * @throws Error if the name leads nowhere, or TLS fails
 */
export async function open(aws: LocalAws, address: string, options: RequestOptions = {}) {
  const { protocol, hostname, pathname, search } = new URL(address);
  const found = await fetch(`${aws.endpoint}/local-aws/names/${hostname}`);
  if (!found.ok) throw new Error(await found.text());
  const { ports } = (await found.json()) as { ports: Record<string, number> };
  const send = protocol === 'https:' ? httpsRequest : httpRequest;
  const sent = send({
    host: '127.0.0.1',
    port: ports[protocol === 'https:' ? 443 : 80],
    path: `${pathname}${search}`,
    servername: hostname,
    ca: aws.world.certificates.authority.certificate,
    agent: false,
    ...options,
    headers: { host: hostname, ...options.headers },
  }).end();
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
}

/** The default VPC and its subnets, one for each Availability Zone. */
export async function defaultNetwork(ec2: EC2Client): Promise<{ vpcId: string; subnetIds: string[] }> {
  const { Vpcs = [] } = await ec2.send(
    new DescribeVpcsCommand({ Filters: [{ Name: 'is-default', Values: ['true'] }] }),
  );
  const vpcId = Vpcs[0]?.VpcId ?? '';
  const { Subnets = [] } = await ec2.send(
    new DescribeSubnetsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpcId] }] }),
  );
  return { vpcId, subnetIds: Subnets.map(({ SubnetId }) => SubnetId ?? '') };
}

/** The error of a call that must fail. @throws Error if the call succeeds */
export async function errorOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('The call succeeded');
}

/** Asks until the answer is as expected. @throws Error after ten seconds */
export async function eventually<T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean): Promise<T> {
  for (const end = Date.now() + 10_000; ; ) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > end) throw new Error(`Never came about; last answer: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Stops AWS time: every sleep that begins from now on ends with `wake`. */
export function holdTime({ world }: LocalAws): { wake(): void } {
  const sleeping: (() => void)[] = [];
  world.sleep = () => new Promise((resolve) => sleeping.push(resolve));
  return {
    wake() {
      for (const resolve of sleeping.splice(0)) resolve();
    },
  };
}

/** Ids of the processes of those names that a process started; without names all but the `ps` that finds them. */
export async function childrenOf(parent = 0, names = /^(?!ps$)/): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,ppid=,comm=', '-e']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.filter(([, ppid, name]) => ppid === String(parent) && names.test(name ?? '')).map(([pid]) => Number(pid));
}

/** How many processes there are in a process group, not counting zombies. */
export async function sizeOfGroup(group: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pgid=,stat=', '-e']);
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.filter(([pgid, stat]) => pgid === String(group) && !stat?.startsWith('Z')).length;
}

/** Whether the process exists and is not a zombie. */
export async function isAlive(pid: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
