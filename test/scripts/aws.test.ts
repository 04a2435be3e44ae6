import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect, regionOf } from '../../scripts/aws';

const credentialsOf = async (env: NodeJS.ProcessEnv) => (await connect(env).s3.config.credentials()).accessKeyId;

describe('connecting to AWS', () => {
  it('takes the Region from the option, else from AWS_REGION, else from AWS_DEFAULT_REGION, as the AWS CLI does', async () => {
    const env = { AWS_REGION: 'eu-west-1', AWS_DEFAULT_REGION: 'eu-west-2' };
    expect(await connect(env, 'eu-west-3').region()).toBe('eu-west-3');
    expect(await connect(env).region()).toBe('eu-west-1');
    expect(await connect({ AWS_DEFAULT_REGION: 'eu-west-2' }).region()).toBe('eu-west-2');
    expect(regionOf({ AWS_REGION: '' })).toBeUndefined();
  });

  it('gives up on a host that accepts connections and never answers', async () => {
    const mute = createServer(() => {}).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    const endpoint = `http://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const aws = connect({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: endpoint }, undefined, { socketTimeout: 20 });
    try {
      await expect(aws.accountId()).rejects.toMatchObject({ name: 'TimeoutError' });
    } finally {
      mute.closeAllConnections();
      mute.close();
    }
  });

  it('puts the bucket into the path if an endpoint is set, because that host has no subdomains for buckets', () => {
    const styled = (env: NodeJS.ProcessEnv) => connect({ AWS_REGION: 'eu-west-1', ...env }).s3.config.forcePathStyle;
    expect(styled({ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' })).toBe(true);
    expect(styled({})).toBe(false);
    expect(styled({ AWS_ENDPOINT_URL: '' })).toBe(false);
  });

  it.each(['http://127.0.0.1:4566', 'http://localhost:1', 'http://[::1]:1', 'http://127.1.2.3'])(
    'needs no credentials at %s, this machine',
    async (AWS_ENDPOINT_URL) => {
      expect(await credentialsOf({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL })).toBe('local');
    },
  );

  it('uses existing credentials on this machine too, and invents none for any other host', async () => {
    const here = { AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL: 'http://localhost:1' };
    const given = { AWS_ACCESS_KEY_ID: 'mine', AWS_SECRET_ACCESS_KEY: 'secret' };
    process.env.AWS_ACCESS_KEY_ID = given.AWS_ACCESS_KEY_ID;
    process.env.AWS_SECRET_ACCESS_KEY = given.AWS_SECRET_ACCESS_KEY;
    try {
      expect(await credentialsOf({ ...here, ...given })).toBe('mine');
      expect(await credentialsOf({ ...here, AWS_ENDPOINT_URL: 'https://vpce.example.com' })).toBe('mine');
    } finally {
      delete process.env.AWS_ACCESS_KEY_ID;
      delete process.env.AWS_SECRET_ACCESS_KEY;
    }
  });
});
