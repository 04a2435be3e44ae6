import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';
import { GATEWAY_FUNCTION_NAME } from '../../handlers/contract';
import { type InstalledAws, leftovers, NOTHING, startInstalledAws } from './installed-aws';

/** A template with only a membership, so that nothing but the gateway function does any work. */
const membership = (serviceTimeout: number): string => `
Resources:
  WebGateway:
    Type: Custom::ExpressGateway
    Properties:
      ServiceToken: !Sub arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${GATEWAY_FUNCTION_NAME}
      ServiceTimeout: ${serviceTimeout}
      Contract: 1
      Service: Web
`;

const bundle = () => readFile('dist/gateway.js');

/** The gateway's code, but its process is killed at every request of that type. */
const dyingAt = async (type: string): Promise<Record<string, Uint8Array>> => ({
  'index.js': strToU8(`
    const { handler } = require('./gateway.js');
    exports.handler = (event, context) =>
      event.RequestType === '${type}' ? process.kill(process.pid, 'SIGKILL') : handler(event, context);
  `),
  'gateway.js': await bundle(),
});

describe('when the gateway function fails', () => {
  let installed: InstalledAws;
  let lambda: LambdaClient;
  /**
   * How many answers came for each stack. They are counted by stack because an answer for an earlier stack may come
   * late.
   */
  const asked = new Map<string, number>();
  /** How many of the first answers for a stack are refused, and with which HTTP status. */
  const refusals = new Map<string, { status: number; times: number }>();

  beforeAll(async () => {
    installed = await startInstalledAws({
      refuseAnswer: (stack) => {
        const count = (asked.get(stack) ?? 0) + 1;
        asked.set(stack, count);
        const refusal = refusals.get(stack);
        return refusal && count <= refusal.times ? refusal.status : undefined;
      },
    });
    const { endpoint, region } = installed.aws;
    lambda = new LambdaClient({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  });

  afterAll(() => installed?.stop());

  /** Changes the function's settings during an attempt. */
  const withFunction = async (
    change: { Timeout?: number; variables?: Record<string, string> },
    attempt: () => Promise<void>,
  ): Promise<void> => {
    const FunctionName = GATEWAY_FUNCTION_NAME;
    const { Timeout, Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const Variables = { ...Environment?.Variables, ...change.variables };
    await lambda.send(
      new UpdateFunctionConfigurationCommand({ FunctionName, Timeout: change.Timeout, Environment: { Variables } }),
    );
    try {
      await attempt();
    } finally {
      const settings = { Timeout, Environment: { Variables: Environment?.Variables } };
      await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, ...settings }));
    }
  };

  /** Gives the function other code during an attempt. */
  const withCode = async (files: Record<string, Uint8Array>, attempt: () => Promise<void>): Promise<void> => {
    await useCode(files);
    try {
      await attempt();
    } finally {
      await useCode({ 'index.js': await bundle() });
    }
  };

  const useCode = (files: Record<string, Uint8Array>) =>
    lambda.send(new UpdateFunctionCodeCommand({ FunctionName: GATEWAY_FUNCTION_NAME, ZipFile: zipSync(files) }));

  const deploy = async (stack: string, serviceTimeout = 1800) =>
    installed.run(
      'deploy',
      await installed.template(`${stack}.yaml`, membership(serviceTimeout)),
      '--stack-name',
      stack,
    );

  test('its error becomes the reason of the stack, and the stack can be deleted once the cause is fixed', async () => {
    await withFunction({ variables: { TABLE_NAME: 'no-such-table' } }, async () => {
      await expect(deploy('throws')).rejects.toThrow(/WebGateway[\s\S]*ResourceNotFoundException/);
    });
    await installed.run('delete', '--stack-name', 'throws');
    expect(await leftovers(installed)).toEqual(NOTHING);
  });

  test('a run that hangs is answered before its deadline', async () => {
    const hole = await blackHole();
    try {
      const variables = { AWS_ENDPOINT_URL: hole.url };
      await withFunction({ Timeout: 3, variables }, async () => {
        await expect(deploy('hangs')).rejects.toThrow(/WebGateway[\s\S]*ContinuationError/);
      });
    } finally {
      await hole.close();
    }
    await installed.run('delete', '--stack-name', 'hangs');
    expect(await leftovers(installed)).toEqual(NOTHING);
  });

  test('an answer that S3 refuses for a moment is sent again', async () => {
    refusals.set('stutters', { status: 503, times: 2 });
    await deploy('stutters');
    expect(asked.get('stutters')).toBe(3);
    await installed.run('delete', '--stack-name', 'stutters');
    expect(await leftovers(installed)).toEqual(NOTHING);
  });

  test('an event at which the function dies every time is answered, so that the stack rolls back and leaves nothing', async () => {
    await withCode(await dyingAt('Create'), async () => {
      await expect(deploy('dies')).rejects.toThrow(
        /WebGateway[\s\S]*Function cfn-express-gateway failed 3 times on this request, the last time with Runtime\.ExitError: Runtime exited with error: signal: SIGKILL; [\s\S]* deploy again\./,
      );
      // One from the on-failure destination, and one for the Delete that cleans up.
      expect(asked.get('dies')).toBe(2);
      await installed.run('delete', '--stack-name', 'dies');
    });
    expect(await leftovers(installed)).toEqual(NOTHING);
  });

  test('a Delete at which the function dies every time fails at once and changes nothing, and the next Delete succeeds', async () => {
    await deploy('stays');
    const before = await leftovers(installed);
    await withCode(await dyingAt('Delete'), async () => {
      await expect(installed.run('delete', '--stack-name', 'stays')).rejects.toThrow(
        /WebGateway[\s\S]*failed 3 times[\s\S]* delete the stack if it is in DELETE_FAILED or /,
      );
    });
    expect(await leftovers(installed)).toEqual(before);
    await installed.run('delete', '--stack-name', 'stays');
    expect(await leftovers(installed)).toEqual(NOTHING);
  });

  test('an event for a function that cannot start is answered', async () => {
    await withCode({ 'index.js': strToU8(`throw new RangeError('while loading');`) }, async () => {
      await expect(deploy('unstarted')).rejects.toThrow(
        /WebGateway[\s\S]*the last time with RangeError: while loading; /,
      );
    });
    await installed.run('delete', '--stack-name', 'unstarted');
    expect(await leftovers(installed)).toEqual(NOTHING);
  });

  test('an answer that S3 refuses from every run is sent by the on-failure destination', async () => {
    // A refusal is final for one run. Lambda runs the Create twice more.
    refusals.set('refused', { status: 403, times: 3 });
    await expect(deploy('refused')).rejects.toThrow(
      /WebGateway[\s\S]*failed 3 times[\s\S]*UndeliveredResponseError: .*HTTP 403/,
    );
    // Four for the Create, and one for the Delete that cleans up.
    expect(asked.get('refused')).toBe(5);
    await installed.run('delete', '--stack-name', 'refused');
    expect(await leftovers(installed)).toEqual(NOTHING);
  });

  test('an answer that never arrives fails the stack after ServiceTimeout, and what was created is deleted', async () => {
    // Three from the function and three from its on-failure destination. The answer to the Delete that cleans up
    // arrives.
    refusals.set('unheard', { status: 403, times: 6 });
    await expect(deploy('unheard', 20)).rejects.toThrow(/WebGateway[\s\S]*did not receive a response/);
    expect(asked.get('unheard')).toBe(7);
    const undelivered = installed.lines.filter(
      (line) => line.includes('UNDELIVERED') && line.includes(':stack/unheard/'),
    );
    expect(undelivered).toHaveLength(6);
    expect(await leftovers(installed)).toEqual(NOTHING);
  });

  test('no log line contains a response URL', () => {
    expect(installed.lines.filter((line) => /cloudformation-response|Signature=/.test(line))).toEqual([]);
  });
});

/** A server that accepts connections and never answers. */
async function blackHole(): Promise<{ url: string; close(): Promise<void> }> {
  const sockets = new Set<{ destroy(): void }>();
  const server: Server = createServer((socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
