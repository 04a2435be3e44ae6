/** What tests of the embedded AWS share: clients, a network to put things into, and patience. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DescribeSubnetsCommand, DescribeVpcsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../scripts/local-aws';

/** Settings that every SDK client of a test takes. */
export function clientConfig({ endpoint, region }: Pick<LocalAws, 'endpoint' | 'region'>) {
  return { endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

export function clients(aws: LocalAws) {
  const config = clientConfig(aws);
  return { ec2: new EC2Client(config), elb: new ElasticLoadBalancingV2Client(config) };
}

/** The default VPC, and its default subnets, one per Availability Zone. */
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

/** The error of a call that is to fail. */
export async function errorOf(call: Promise<unknown>): Promise<Error> {
  try {
    await call;
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('The call succeeded');
}

/** Asks until the answer satisfies, ten seconds at most. */
export async function eventually<T>(ask: () => Promise<T>, satisfies: (answer: T) => boolean): Promise<T> {
  for (const end = Date.now() + 10_000; ; ) {
    const answer = await ask();
    if (satisfies(answer)) return answer;
    if (Date.now() > end) throw new Error(`Never came about; last answer: ${JSON.stringify(answer)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Takes AWS time into the test's hand: everything that sleeps from now on sleeps until `wake`. */
export function holdTime({ world }: LocalAws): { wake(): void } {
  const sleeping: (() => void)[] = [];
  world.sleep = () => new Promise((resolve) => sleeping.push(resolve));
  return {
    wake() {
      for (const resolve of sleeping.splice(0)) resolve();
    },
  };
}

/** A process is there, and not just a zombie that nobody has waited for. */
export async function isAlive(pid: number): Promise<boolean> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'stat=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
