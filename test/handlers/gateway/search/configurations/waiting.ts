/**
 * Names of configurations in which the gateway is known to be wrong. They run only if somebody names them. Each
 * needs a comment that says what is wrong. Whoever mends the gateway takes its name out.
 */
export const WAITING: ReadonlySet<string> = new Set([]);
