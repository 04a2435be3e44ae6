/** What every client of the SDK is set to. */

/** Milliseconds until an attempt is given up: the calls made here are answered within one or two seconds. */
const ANSWER_MS = 10_000;
/** Milliseconds for connecting; half of that is plenty within a region. */
const CONNECT_MS = 2_000;

/**
 * Calls are tried this often, with the SDK's own exponential pauses, when throttled, cut off or not answered. Elastic Load
 * Balancing lets an account make a few changes a second (its user guide, "Request throttling"): when many services are
 * deployed at once, the last of them have to wait for half a minute. The SDK's pauses come to that with 8 attempts; with 5
 * to less than four seconds.
 */
const MAX_ATTEMPTS = 8;

/**
 * By itself the SDK waits for an answer for longer than the function lives (300 s for DynamoDB, 900 s for the others):
 * one lost packet, or a connection that died while the function was frozen, would cost the whole run.
 * @param answerMs milliseconds until one attempt is given up and the next one made
 */
export const clientSettings = ({ answerMs = ANSWER_MS, maxAttempts = MAX_ATTEMPTS } = {}) => ({
  maxAttempts,
  requestHandler: {
    connectionTimeout: Math.min(CONNECT_MS, answerMs),
    requestTimeout: answerMs,
    // Else it only writes a warning.
    throwOnRequestTimeout: true,
  },
});
