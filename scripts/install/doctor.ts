import { InvokeCommand } from '@aws-sdk/client-lambda';
import { GATEWAY_FUNCTION_NAME } from '../../handlers/contract';
import {
  CHECK_UP_SOURCE,
  type CheckUpEvent,
  type CheckUpReport,
  type Treatment,
} from '../../handlers/gateway/doctor/event';
import type { Aws } from '../aws';
import { UserError } from '../user-error';

/**
 * Has the gateway function make a check-up. The function has the permissions and the fence, so its caller needs only
 * lambda:InvokeFunction.
 * @throws UserError if the function fails, or is too old for check-ups
 */
export async function askDoctor(aws: Aws, treatment: Treatment): Promise<CheckUpReport> {
  const event: CheckUpEvent = { source: CHECK_UP_SOURCE, treatment };
  const { Payload, FunctionError } = await aws.lambda.send(
    new InvokeCommand({ FunctionName: GATEWAY_FUNCTION_NAME, Payload: JSON.stringify(event) }),
  );
  const answer: unknown = JSON.parse(Buffer.from(Payload ?? []).toString('utf8') || 'null');
  if (FunctionError !== undefined) {
    throw new UserError(`The function ${GATEWAY_FUNCTION_NAME} failed: ${messageOf(answer)}`);
  }
  if (!isCheckUp(answer)) {
    throw new UserError(
      `The function ${GATEWAY_FUNCTION_NAME} is of an older version; update it with cfn-express install`,
    );
  }
  return answer;
}

const isCheckUp = (answer: unknown): answer is CheckUpReport =>
  typeof answer === 'object' &&
  answer !== null &&
  'findings' in answer &&
  Array.isArray(answer.findings) &&
  'repaired' in answer &&
  Array.isArray(answer.repaired);

/** The message in what Lambda answers for a function that threw or was killed. */
const messageOf = (answer: unknown): string =>
  typeof answer === 'object' && answer !== null && 'errorMessage' in answer
    ? String(answer.errorMessage)
    : 'no message';
