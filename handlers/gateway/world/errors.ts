/**
 * What a custom resource can fail with. Name and message become the Reason that the user reads in the stack's events:
 * one sentence that says what is wrong and what would be right.
 */
abstract class GatewayError extends Error {
  abstract override readonly name: string;
}

/** A property of the custom resource cannot be used as it is. */
export class InvalidPropertyError extends GatewayError {
  override readonly name = 'InvalidPropertyError';
}

/** The subnets cannot carry a load balancer or the tasks. */
export class UnusableNetworkError extends GatewayError {
  override readonly name = 'UnusableNetworkError';
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

/** The name that the user gave to the ECS service is another's. */
export class NameTakenError extends GatewayError {
  override readonly name = 'NameTakenError';
}

/** The priority that the user fixed is in use. */
export class PriorityTakenError extends GatewayError {
  override readonly name = 'PriorityTakenError';
}

/** The load balancer's port has a listener of somebody else's. */
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

/** An update cannot be carried out without hurting the traffic. */
export class UpdateRefusedError extends GatewayError {
  override readonly name = 'UpdateRefusedError';
}

/** The membership or gateway that a request builds on is not there. */
export class MembershipLostError extends GatewayError {
  override readonly name = 'MembershipLostError';
}

/** Something of ours cannot be deleted because something that is not ours uses it. */
export class StillInUseError extends GatewayError {
  override readonly name = 'StillInUseError';
}

/** A service of AWS's did not answer, however often it was asked. */
export class NoAnswerError extends GatewayError {
  override readonly name = 'NoAnswerError';
}

/** A newer request of the same resource has begun: this one stops and answers nothing. */
export class SupersededError extends Error {
  override readonly name = 'SupersededError';
}

/** AWS is still taking something down, and whoever asked for it does not wait for that. */
export class NotYetError extends Error {
  override readonly name = 'NotYetError';
  constructor(readonly waitingFor: string) {
    super(`Not yet: ${waitingFor}`);
  }
}

/** This run has no time left: another run of the same event goes on. */
export class OutOfTimeError extends Error {
  override readonly name = 'OutOfTimeError';
  constructor(readonly waitingFor: string) {
    super(`Out of time while waiting for ${waitingFor}`);
  }
}
