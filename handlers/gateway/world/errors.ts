import { TRY_AGAIN } from '../protocol/continuation';

/**
 * An error that a custom resource can fail with. Its name and message become the Reason in the stack's events: one
 * sentence for the user, which says what is wrong and what would be right.
 */
abstract class GatewayError extends Error {
  abstract override readonly name: string;
}

/** A property of the custom resource has an unusable value. */
export class InvalidPropertyError extends GatewayError {
  override readonly name = 'InvalidPropertyError';
}

/** The subnets are unusable for a load balancer or for the tasks. */
export class UnusableNetworkError extends GatewayError {
  override readonly name = 'UnusableNetworkError';
}

/** AWS refuses to make a load balancer in these subnets. Name and message are those of AWS's own error. */
export class SubnetsRefusedError extends GatewayError {
  override readonly name: string;
  constructor(cause: Error) {
    super(cause.message, { cause });
    this.name = cause.name;
  }
}

/** AWS could not set the load balancer up. */
export class UnusableLoadBalancerError extends GatewayError {
  override readonly name = 'UnusableLoadBalancerError';
}

/** The cluster cannot run Fargate tasks, or does not exist. */
export class UnusableClusterError extends GatewayError {
  override readonly name = 'UnusableClusterError';
}

/** Another service holds the host and path. */
export class ClaimTakenError extends GatewayError {
  override readonly name = 'ClaimTakenError';
}

/** Another service has the ServiceName that the user chose. */
export class NameTakenError extends GatewayError {
  override readonly name = 'NameTakenError';
}

/** The priority that the user chose is in use. */
export class PriorityTakenError extends GatewayError {
  override readonly name = 'PriorityTakenError';
}

/** A listener that cfn-express did not make is on the port of the shared load balancer. */
export class ListenerTakenError extends GatewayError {
  override readonly name = 'ListenerTakenError';
  constructor({ arn, port }: { arn: string; port: number }) {
    super(
      `The listener ${arn} on port ${port} of the shared load balancer does not carry the tag of cfn-express, which ` +
        'needs this port; delete it or move it to another port, then deploy again',
    );
  }
}

/** A quota of the account or of the load balancer is reached. */
export class QuotaReachedError extends GatewayError {
  override readonly name = 'QuotaReachedError';
}

/** The update would interrupt the traffic. */
export class UpdateRefusedError extends GatewayError {
  override readonly name = 'UpdateRefusedError';
}

/** The membership or gateway that a request needs does not exist. */
export class MembershipLostError extends GatewayError {
  override readonly name = 'MembershipLostError';
}

/** A resource of cfn-express cannot be deleted because a resource that cfn-express did not make uses it. */
export class StillInUseError extends GatewayError {
  override readonly name = 'StillInUseError';
}

/** An AWS service did not answer, even after several attempts. */
export class NoAnswerError extends GatewayError {
  override readonly name = 'NoAnswerError';
}

/**
 * AWS refuses a call for now: too many are made, or others are changing the same item of the ledger. See `patient`.
 */
export class BusyError extends GatewayError {
  override readonly name = 'BusyError';
  /** What a run waits for that is refused so, in words for people. */
  readonly waitingFor: string;
  /** The call may simply be made again. Otherwise it may have taken effect, and what follows must be read anew. */
  readonly again: boolean;
  constructor(message: string, { waitingFor, again, cause }: { waitingFor: string; again: boolean; cause: unknown }) {
    super(`${message}. ${TRY_AGAIN}`, { cause });
    this.waitingFor = waitingFor;
    this.again = again;
  }
}

/** Whether the gateway itself has refused, rather than that an AWS service did not answer or refuses for now. */
export const isRefusal = (error: unknown): error is GatewayError =>
  error instanceof GatewayError && !(error instanceof NoAnswerError) && !(error instanceof BusyError);

/** A newer request for the same resource has begun: this one stops and sends no response. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
}

/** AWS is still deleting something, and the caller does not wait for that. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
  constructor(readonly waitingFor: string) {
    super(`Not yet: ${waitingFor}`);
  }
}

/** This run has no time left: another run continues with the same event. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  constructor(readonly waitingFor: string) {
    super(`Out of time while waiting for ${waitingFor}`);
  }
}
