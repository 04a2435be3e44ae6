import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { strToU8, zipSync } from 'fflate';

export const ROLE = 'arn:aws:iam::123456789012:role/any';

/** A deployment package of those files. */
export function zip(files: Record<string, string>): Uint8Array {
  return zipSync(Object.fromEntries(Object.entries(files).map(([name, text]) => [name, strToU8(text)])));
}

/** Creates a function with that code in `index.js`. */
export async function createFunction(
  lambda: LambdaClient,
  FunctionName: string,
  code: string,
  settings: Partial<CreateFunctionCommandInput> = {},
): Promise<void> {
  const Code = { ZipFile: zip({ 'index.js': code }) };
  const defaults = { Role: ROLE, Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 30, Code } as const;
  await lambda.send(new CreateFunctionCommand({ FunctionName, ...defaults, ...settings }));
}

export interface InvokeAnswer {
  error?: string;
  payload: unknown;
  /** The tail of what it printed. */
  log: string;
}

/** Invokes a function and waits for its answer. */
export async function invoke(lambda: LambdaClient, FunctionName: string, event: unknown = {}): Promise<InvokeAnswer> {
  const answer = await lambda.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  return {
    error: answer.FunctionError,
    payload: JSON.parse(answer.Payload?.transformToString() ?? 'null'),
    log: Buffer.from(answer.LogResult ?? '', 'base64').toString(),
  };
}
