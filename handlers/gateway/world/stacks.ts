/** CloudFormation stacks, as the gateway uses them. */
export interface Stacks {
  /** Whether the stack is gone for good: deleted, or unknown. @throws if CloudFormation does not say (denied, throttled) */
  isGone(stackId: string): Promise<boolean>;
  /** Whether an operation on the stack is being rolled back. @throws if CloudFormation does not say */
  isRollingBack(stackId: string): Promise<boolean>;
  /** Whether no operation on the stack is in progress, or there is no such stack. @throws if CloudFormation does not say */
  isResting(stackId: string): Promise<boolean>;
}
