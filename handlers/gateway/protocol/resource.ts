/**
 * What the custom-resource protocol asks of a resource type. The protocol (events, replies, deadline, continuation)
 * knows nothing of gateways; a resource type knows nothing of response URLs.
 */

/** One request from CloudFormation, without the response URL, which only the sender may see. */
export interface ResourceRequest {
  RequestType: 'Create' | 'Update' | 'Delete';
  ResourceType: string;
  RequestId: string;
  StackId: string;
  LogicalResourceId: string;
  /** Absent on Create. On Delete possibly a stand-in that no answer of ours ever carried. */
  PhysicalResourceId?: string;
  /** As CloudFormation sent them: scalars are strings, anything may be missing. */
  ResourceProperties: Readonly<Record<string, unknown>>;
  /** When CloudFormation sent it, in milliseconds since the epoch and whole seconds; absent where that is not told. */
  SentAt?: number;
  OldResourceProperties?: Readonly<Record<string, unknown>>;
}

/** One run of the Lambda function. */
export interface Invocation {
  /** Unique to this run; a retry or a continuation of the same request has another. */
  id: string;
  /** When Lambda kills this run, in milliseconds since the epoch. */
  deadline: number;
  /**
   * Aborted a little before the deadline: whatever is going on must stop, at best by `CONTINUE`. Where work does not
   * stop, the process ends, lest it wake up in the middle of a later run; another run goes on once, and if that does not
   * stop either, FAILED is answered.
   */
  signal?: AbortSignal;
}

export type Outcome =
  /** Done. `data` is what `Fn::GetAtt` finds. */
  | { status: 'SUCCESS'; physicalResourceId: string; data?: Readonly<Record<string, unknown>>; noEcho?: boolean }
  /** Work remains that this run has no time for: the same event is handed to another run. */
  | {
      status: 'CONTINUE';
      /** What the work is waiting for, to be told if it never comes: "the network interfaces of …". */
      waitingFor?: string;
    }
  /** A newer request has superseded this one: CloudFormation no longer waits for the answer. */
  | { status: 'SILENT' };

export interface ResourceHandler {
  /**
   * The physical id to answer with when `handle` throws, from the request alone: CloudFormation sends it back in the
   * Delete that cleans up, so a failed Create's must be the id under which that Create worked.
   */
  physicalId(request: ResourceRequest): string;
  /** @throws anything; the error's name and message become the answer's Reason. */
  handle(request: ResourceRequest, invocation: Invocation): Promise<Outcome>;
}
