/** A Lambda function. */
import type { JsonObject } from '../../../handlers/template-language/json';

export interface LambdaFunction {
  name: string;
  region: string;
  arn: string;
  settings: FunctionSettings;
  code: FunctionCode;
  /** Milliseconds since the epoch. */
  lastModified: Date;
  revisionId: string;
  tags: Record<string, string>;
  /** Statement id → statement of the resource policy. */
  policy: Map<string, JsonObject>;
  /** If undefined, Lambda's defaults hold: six hours, two retries. */
  eventInvoke?: EventInvoke;
  /** What happens to an event that passes through the function again and again. */
  recursiveLoop: 'Allow' | 'Terminate';
  reservedConcurrency?: number;
}

/** What CreateFunction and UpdateFunctionConfiguration set. */
export interface FunctionSettings {
  handler: string;
  runtime: string;
  role: string;
  description: string;
  /** Seconds, 1 to 900. */
  timeout: number;
  /** Megabytes. */
  memorySize: number;
  environment: Record<string, string>;
  architectures: string[];
  /** Other settings. They are kept and described, but have no effect. */
  others: JsonObject;
}

export interface FunctionCode {
  /** Where the deployment package was unpacked: the function's `LAMBDA_TASK_ROOT`. */
  folder: string;
  /** The hash of the package, base64. */
  sha256: string;
  /** The size of the package in bytes. */
  size: number;
}

export interface EventInvoke {
  lastModified: Date;
  /** Seconds. Default: 21,600. */
  maximumEventAge?: number;
  /** 0 to 2. Default: 2. */
  maximumRetries?: number;
  /** The ARN of the function that gets the records of discarded events. */
  onFailure?: string;
}
