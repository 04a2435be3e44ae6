import { hostname } from 'node:os';
import { taskCredentials } from '../../../scripts/demo/credentials';
import { countTasks } from '../../../scripts/demo/service-counts';
import { identify } from '../../../scripts/demo/task';
import { type Fargate, startFargate, TASK } from './fargate';

let fargate: Fargate;
beforeEach(async () => {
  fargate = await startFargate();
});
afterEach(() => fargate.stop());

describe('identify', () => {
  test('reads task and service from the task metadata', async () => {
    expect(await identify(fargate.env)).toEqual({
      id: '0123456789abcdef',
      service: { cluster: TASK.Cluster, name: 'traffic-Web' },
    });
  });

  test('is the host, outside of ECS', async () => {
    expect(await identify({})).toEqual({ id: hostname() });
  });

  test('throws if the metadata cannot be read', async () => {
    const env = { ECS_CONTAINER_METADATA_URI_V4: `${fargate.env.AWS_ENDPOINT_URL}/nothing` };
    await expect(identify(env)).rejects.toThrow('The task metadata endpoint has answered 403');
  });
});

describe('taskCredentials', () => {
  const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI', sessionToken: 'session-token' };

  test('come from the full URI, with its token', async () => {
    expect(await taskCredentials(fargate.env)).toEqual(keys);
    await expect(taskCredentials({ ...fargate.env, AWS_CONTAINER_AUTHORIZATION_TOKEN: 'wrong' })).rejects.toThrow(
      "the endpoint of the task's credentials has answered 401",
    );
  });

  test("come from the relative URI first, at ECS's own address", async () => {
    const asked: unknown[] = [];
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (url) => {
      asked.push(url);
      return Response.json({ AccessKeyId: 'A', SecretAccessKey: 'B', Token: 'C' });
    });
    const env = { ...fargate.env, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/1' };
    expect(await taskCredentials(env)).toEqual({ accessKeyId: 'A', secretAccessKey: 'B', sessionToken: 'C' });
    expect(asked).toEqual(['http://169.254.170.2/v2/credentials/1']);
    spy.mockRestore();
  });

  test('are missing without a role', async () => {
    await expect(taskCredentials({})).rejects.toThrow('the task has no role');
  });
});

describe('countTasks', () => {
  const counted = async () => countTasks(fargate.env, await identify(fargate.env));

  test('asks ECS with a signed request', async () => {
    expect(await counted()).toEqual({ running: 3, desired: 4 });
    expect(fargate.calls).toEqual([{ cluster: TASK.Cluster, services: ['traffic-Web'] }]);
  });

  test.each([
    [400, { __type: 'com.amazonaws.ecs#ClusterNotFoundException' }, 'ECS has answered ClusterNotFoundException'],
    [503, {}, 'ECS has answered 503'],
    [200, { services: [], failures: [{ reason: 'MISSING' }] }, 'ECS does not know the service'],
  ])('throws a sentence for %d %j', async (status, body, sentence) => {
    fargate.answer = { status, body };
    await expect(counted()).rejects.toThrow(sentence);
  });

  test('throws a sentence outside of a service', async () => {
    await expect(countTasks(fargate.env, { id: 'a' })).rejects.toThrow('this is no task of a service');
  });

  test.each([
    ['eu-west-1', 'https://ecs.eu-west-1.amazonaws.com/'],
    ['cn-north-1', 'https://ecs.cn-north-1.amazonaws.com.cn/'],
  ])('asks the API of its Region, in %s %s', async (region, url) => {
    const asked: unknown[] = [];
    const { AWS_ENDPOINT_URL: _, ...env } = fargate.env;
    const task = await identify(env);
    const real = fetch;
    const spy = vi.spyOn(globalThis, 'fetch').mockImplementation(async (target, init) => {
      if (String(target).endsWith('/credentials')) return real(target, init);
      asked.push(target);
      return Response.json({ services: [{ runningCount: 1, desiredCount: 1 }] });
    });
    await countTasks({ ...env, AWS_REGION: region }, task);
    expect(asked).toEqual([url]);
    spy.mockRestore();
  });
});
