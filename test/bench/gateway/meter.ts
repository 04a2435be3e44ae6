import type { AwsRequest, AwsResponse } from '../../../scripts/local-aws/wire/messages';
import type { Event } from '../../soak/lambda';

/** How many calls to AWS were made, and their size. */
export interface CallTotals {
  dynamodb: number;
  elb: number;
  ec2: number;
  others: number;
  /** Bodies of requests and answers together. */
  bytes: number;
}

const NAMES: Readonly<Record<string, 'dynamodb' | 'elb' | 'ec2'>> = {
  dynamodb: 'dynamodb',
  elasticloadbalancing: 'elb',
  ec2: 'ec2',
};

/** Counts the calls of each request of CloudFormation, as they go over the wire. */
export class Meter {
  readonly #calls: { request: string; operation: string; service: string; bytes: number; status: number }[] = [];

  watch({ service, operation = '', body }: AwsRequest, response: AwsResponse | undefined, { RequestId }: Event): void {
    this.#calls.push({
      request: RequestId,
      service,
      operation,
      bytes: body.length + Buffer.byteLength(response?.body ?? ''),
      status: response?.status ?? 0,
    });
  }

  /** The calls since the last time. */
  take(): CallTotals {
    const traffic: CallTotals = { dynamodb: 0, elb: 0, ec2: 0, others: 0, bytes: 0 };
    for (const { service, bytes } of this.#calls.splice(0)) {
      traffic[NAMES[service] ?? 'others']++;
      traffic.bytes += bytes;
    }
    return traffic;
  }

  /** Calls of an operation, answered and refused. */
  count(operation: string): { all: number; refused: number } {
    const calls = this.#calls.filter((call) => call.operation === operation);
    return { all: calls.length, refused: calls.filter(({ status }) => status !== 200).length };
  }

  get total(): number {
    return this.#calls.length;
  }
}
