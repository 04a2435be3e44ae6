/**
 * What a custom resource can fail with. Name and message become the Reason that the user reads in the stack's events:
 * one sentence that says what is wrong and what would be right.
 */
abstract class GatewayError extends Error {
  abstract override readonly name: string;
}

/** A property of the custom resource cannot be used as it is. */
export class InvalidProperty extends GatewayError {
  override readonly name = 'InvalidProperty';
}

/** The subnets cannot carry a load balancer or the tasks. */
export class UnusableNetwork extends GatewayError {
  override readonly name = 'UnusableNetwork';
}

/** AWS could not set the load balancer up. */
export class UnusableLoadBalancer extends GatewayError {
  override readonly name = 'UnusableLoadBalancer';
}

/** The cluster cannot run Fargate tasks, or does not exist. */
export class UnusableCluster extends GatewayError {
  override readonly name = 'UnusableCluster';
}

/** Another service holds the host and path. */
export class ClaimTaken extends GatewayError {
  override readonly name = 'ClaimTaken';
}

/** The name that the user gave to the ECS service is another's. */
export class NameTaken extends GatewayError {
  override readonly name = 'NameTaken';
}

/** The priority that the user fixed is in use. */
export class PriorityTaken extends GatewayError {
  override readonly name = 'PriorityTaken';
}

/** The load balancer's port has a listener of somebody else's. */
export class ListenerTaken extends GatewayError {
  override readonly name = 'ListenerTaken';
  constructor({ arn, port }: { arn: string; port: number }) {
    super(
      `The listener ${arn} on port ${port} of the shared load balancer does not carry the tag of cfn-express, which ` +
        'needs this port; delete it or move it to another port, then deploy again',
    );
  }
}

/** A quota of the account or of the load balancer is reached. */
export class QuotaReached extends GatewayError {
  override readonly name = 'QuotaReached';
}

/** An update cannot be carried out without hurting the traffic. */
export class UpdateRefused extends GatewayError {
  override readonly name = 'UpdateRefused';
}

/** The membership or gateway that a request builds on is not there. */
export class MembershipLost extends GatewayError {
  override readonly name = 'MembershipLost';
}

/** Something of ours cannot be deleted because something that is not ours uses it. */
export class StillInUse extends GatewayError {
  override readonly name = 'StillInUse';
}

/** A service of AWS's did not answer, however often it was asked. */
export class NoAnswer extends GatewayError {
  override readonly name = 'NoAnswer';
}

/** A newer request of the same resource has begun: this one stops and answers nothing. */
export class Superseded extends Error {
  override readonly name = 'Superseded';
}

/** AWS is still taking something down, and whoever asked for it does not wait for that. */
export class NotYet extends Error {
  override readonly name = 'NotYet';
  constructor(readonly waitingFor: string) {
    super(`Not yet: ${waitingFor}`);
  }
}

/** This run has no time left: another run of the same event goes on. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
  constructor(readonly waitingFor: string) {
    super(`Out of time while waiting for ${waitingFor}`);
  }
}
