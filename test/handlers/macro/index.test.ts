import { handler } from '../../../handlers/macro/index';
import { service } from './fixtures';

const event = (fragment: unknown) => ({
  requestId: 'request-1',
  region: 'eu-west-1',
  accountId: '123456789012',
  transformId: '123456789012::Express',
  params: {},
  templateParameterValues: {},
  fragment,
});

test('A template with a service succeeds with the processed template', async () => {
  const response = await handler(event(service({}).fragment));
  expect(response).toMatchObject({ requestId: 'request-1', status: 'success' });
  expect(response.fragment).toMatchObject({ Resources: { Web: { Type: 'AWS::ECS::Service' } } });
  expect(response.errorMessage).toBeUndefined();
});

test('A template without a service passes through unchanged', async () => {
  const fragment = { Resources: { Topic: { Type: 'AWS::SNS::Topic' } } };
  expect(await handler(event(fragment))).toEqual({ requestId: 'request-1', status: 'success', fragment });
});

test('A wrong template fails with every finding in the message', async () => {
  const response = await handler(event(service({ Cpu: '1', ContainerPort: 0 }).fragment));
  expect(response.status).toBe('failure');
  expect(response.errorMessage).toMatch(
    /^Number of errors found: 2\.\nResources\.Web\.Properties\.ContainerPort: .*\n/,
  );
});

test('A bug in the macro gives a failure with a message', async () => {
  const fragment = {
    get Resources() {
      throw new TypeError('broken');
    },
  };
  const response = await handler(event(fragment));
  expect(response).toMatchObject({ requestId: 'request-1', status: 'failure' });
  expect(response.errorMessage).toContain('TypeError: broken');
});

test('A thrown value that is not an error gives a failure, too', async () => {
  const fragment = {
    get Resources() {
      throw 'broken';
    },
  };
  expect((await handler(event(fragment))).errorMessage).toContain('an unknown error');
});
