/**
 * The interface between the custom-resource protocol and a resource type. The protocol (events, responses, deadlines,
 * continuation) knows nothing about gateways. A resource type knows nothing about response URLs.
 */

/** One request of CloudFormation, without the response URL, which only the sender may see. */
export interface ResourceRequest {
  RequestType: 'Create' | 'Update' | 'Delete';
  ResourceType: string;
  RequestId: string;
  StackId: string;
  LogicalResourceId: string;
  /** Absent on Create. A Delete may name a stand-in: an id that CloudFormation made up and that no response ever contained. */
  PhysicalResourceId?: string;
  /** As CloudFormation sent them: scalars are strings, and any property may be missing. */
  ResourceProperties: Readonly<Record<string, unknown>>;
  /** When CloudFormation sent the request, in milliseconds since the epoch, rounded to seconds; absent if unknown. */
  SentAt?: number;
  OldResourceProperties?: Readonly<Record<string, unknown>>;
}

/** One run of the Lambda function. */
export interface Invocation {
  /** Unique to this run. A retry or a continuation of the same request has another id. */
  id: string;
  /** When Lambda kills this run, in milliseconds since the epoch. */
  deadline: number;
  /** When the request must be answered, by this run or another; absent if nobody waits for an answer. */
  answerBy?: number;
  /**
   * Aborted a little before the deadline. The work must then stop, preferably by returning `CONTINUE`. If it does not stop,
   * the process ends, because the work would otherwise wake up during a later run. Another run then continues, once: if
   * that run does not stop either, the request is answered with FAILED.
   */
  signal?: AbortSignal;
}

/** The `source` of every errand, which tells it from the events of all others. */
export const ERRAND_SOURCE = 'cfn-express.errand';

/**
 * Work that a request leaves behind: when it has been answered, the function invokes itself with this event. Nobody waits
 * for that work, and nobody is told of its end. Like a request, it may go on in another run.
 */
export interface Errand {
  source: typeof ERRAND_SOURCE;
}

/** The request is done. */
export interface SuccessOutcome {
  status: 'SUCCESS';
  physicalResourceId: string;
  /** The attributes for `Fn::GetAtt`. */
  data?: Readonly<Record<string, unknown>>;
  noEcho?: boolean;
  /** Work that is left behind. */
  errands?: readonly Errand[];
}

export type Outcome =
  | SuccessOutcome
  /** This run has no time for the rest of the work: another run continues with the same event. */
  | {
      status: 'CONTINUE';
      /** What the work is waiting for, for the error if it never comes: "the network interfaces of …". */
      waitingFor?: string;
    }
  /** A newer request has superseded this one: CloudFormation no longer waits for the response. */
  | { status: 'SILENT' };

export interface ResourceHandler {
  /**
   * The physical id of a failed request's response, from the request alone. CloudFormation sends it back in the clean-up
   * Delete. So for a failed Create it must be the id that this Create worked under.
   */
  physicalId(request: ResourceRequest): string;
  /** @throws any error; its name and message become the Reason of the response. */
  handle(request: ResourceRequest, invocation: Invocation): Promise<Outcome>;
}
