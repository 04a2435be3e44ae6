import { createServer, type Server } from 'node:net';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import { GATEWAY_FUNCTION_NAME } from '../../handlers/contract';
import { installed, leftovers, NOTHING, type Stage } from './stage';

/** A membership by itself: all that the gateway function is asked is there, and nothing else waits. */
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

describe('when the gateway function fails', () => {
  let stage: Stage;
  let lambda: LambdaClient;
  let refusal: number | undefined;
  let asked = 0;
  /** Answers left to turn away. */
  let refusals = 0;

  beforeAll(async () => {
    stage = await installed({
      refuseAnswer: () => {
        asked++;
        return refusals-- > 0 ? refusal : undefined;
      },
    });
    const { endpoint, region } = stage.aws;
    lambda = new LambdaClient({ endpoint, region, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } });
  });

  beforeEach(() => {
    refusals = 0;
    asked = 0;
  });

  afterAll(() => stage?.stop());

  /** Changes the function's settings while something is tried. */
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

  const deploy = async (stack: string, serviceTimeout = 1800) =>
    stage.run('deploy', await stage.template(`${stack}.yaml`, membership(serviceTimeout)), '--stack-name', stack);

  test('what it throws is the reason that the stack gives, and the stack goes once the cause is gone', async () => {
    await withFunction({ variables: { TABLE_NAME: 'no-such-table' } }, async () => {
      await expect(deploy('throws')).rejects.toThrow(/WebGateway[\s\S]*ResourceNotFoundException/);
    });
    await stage.run('delete', '--stack-name', 'throws');
    expect(await leftovers(stage)).toEqual(NOTHING);
  });

  test('a run that hangs is answered for before its deadline', async () => {
    const hole = await blackHole();
    try {
      const variables = { AWS_ENDPOINT_URL: hole.url };
      await withFunction({ Timeout: 3, variables }, async () => {
        await expect(deploy('hangs')).rejects.toThrow(/WebGateway[\s\S]*RequestTimeoutError/);
      });
    } finally {
      await hole.close();
    }
    await stage.run('delete', '--stack-name', 'hangs');
    expect(await leftovers(stage)).toEqual(NOTHING);
  });

  test('an answer that S3 turns away for a moment is sent again', async () => {
    [refusal, refusals] = [503, 2];
    await deploy('stutters');
    expect(asked).toBe(3);
    await stage.run('delete', '--stack-name', 'stutters');
    expect(await leftovers(stage)).toEqual(NOTHING);
  });

  test('an answer that never arrives costs ServiceTimeout, and what was made is unmade', async () => {
    // A refusal is final for one run: Lambda runs the Create again, twice. The clean-up's Delete is heard.
    [refusal, refusals] = [403, 3];
    await expect(deploy('unheard', 20)).rejects.toThrow(/WebGateway[\s\S]*did not receive a response/);
    expect(asked).toBe(4);
    expect(stage.lines.filter((line) => line.includes('UNDELIVERED'))).toHaveLength(3);
    expect(await leftovers(stage)).toEqual(NOTHING);
  });

  test('no log line holds a response URL', () => {
    expect(stage.lines.filter((line) => /cloudformation-response|Signature=/.test(line))).toEqual([]);
  });
});

/** Takes connections and never says a word. */
const blackHole = async (): Promise<{ url: string; close(): Promise<void> }> => {
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
};
