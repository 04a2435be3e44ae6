/** Lambda functions, as the gateway uses them. */
export interface Functions {
  /** Invokes a function asynchronously with an event. Resolves when Lambda has accepted the event. @throws if it does not */
  invoke(functionArn: string, event: object): Promise<void>;
}
