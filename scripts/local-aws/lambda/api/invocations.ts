/** Invoke: synchronously, asynchronously, or as a dry run. */
import { restResponse } from '../../wire/rest';
import { invalidParameterValue } from '../errors';
import { functionOf, type LambdaOperation } from '../operation';

export const invoke: LambdaOperation = async (call) => {
  const { request, state } = call;
  const fn = functionOf(call);
  const payload = request.body.length === 0 ? '{}' : request.body.toString('utf8');
  const trace = request.headers['x-amzn-trace-id'];
  const type = request.headers['x-amz-invocation-type'] ?? 'RequestResponse';
  if (type === 'DryRun') return restResponse(204);
  if (type === 'Event') {
    state.invoker.enqueue(fn, payload, () => state.store.find(fn.arn), trace);
    return restResponse(202);
  }
  if (type !== 'RequestResponse') {
    throw invalidParameterValue(`InvocationType ${type} must be one of Event, RequestResponse, DryRun`);
  }
  const { payload: answer, functionError } = await state.invoker.invoke(fn, payload, trace);
  return {
    status: 200,
    headers: {
      'content-type': 'application/json',
      'x-amz-executed-version': '$LATEST',
      ...(functionError !== undefined && { 'x-amz-function-error': functionError }),
      ...(request.headers['x-amz-log-type'] === 'Tail' && { 'x-amz-log-result': state.logs.tail(fn.arn) }),
    },
    body: answer,
  };
};
