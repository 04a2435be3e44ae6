/** A Lambda function as the embedded AWS keeps it. */
import type { JsonObject } from '../../../handlers/template-language/json';

export interface LambdaFunction {
  name: string;
  region: string;
  arn: string;
  settings: FunctionSettings;
  code: FunctionCode;
  /** Milliseconds since the epoch. */
  lastModified: number;
  revisionId: string;
  tags: Record<string, string>;
  /** Statement id → statement of the resource policy. */
  policy: Map<string, JsonObject>;
  /** Absent: Lambda's defaults (six hours, two retries). */
  eventInvoke?: EventInvoke;
  /** What happens to an event that the function keeps sending to itself. */
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
  /** Kept and given back; nothing here depends on them. */
  others: JsonObject;
}

export interface FunctionCode {
  /** Where the deployment package was unpacked: the function's `LAMBDA_TASK_ROOT`. */
  folder: string;
  /** Of the package, base64. */
  sha256: string;
  /** Bytes of the package. */
  size: number;
}

export interface EventInvoke {
  lastModified: number;
  /** Seconds; absent: 21,600. */
  maximumEventAge?: number;
  /** 0 to 2; absent: 2. */
  maximumRetries?: number;
  /** ARN of the function that is told of events given up; absent: nobody is. */
  onFailure?: string;
}
