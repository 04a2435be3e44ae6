/** The settings of every SDK client. */

/** The time-out of one attempt, in milliseconds. The calls made here are answered within one or two seconds. */
const ANSWER_MS = 10_000;
/** The time-out of connecting, in milliseconds. Half of it is enough within a Region. */
const CONNECT_MS = 2_000;

/**
 * How often a throttled, cut-off or unanswered call is tried, with the SDK's own exponential pauses. Elastic Load Balancing
 * allows an account a few changes per second ("Request throttling" in its user guide). When many services are deployed at
 * once, the last of them wait for half a minute. With 8 attempts, the SDK's pauses add up to that; with 5, to less than
 * four seconds.
 */
const MAX_ATTEMPTS = 8;

/**
 * The SDK's default time-outs are longer than a run of the function (300 s for DynamoDB, 900 s for the others). One lost
 * packet, or a connection that died while the function was frozen, would cost the whole run.
 * @param answerMs the time-out of one attempt, in milliseconds
 */
export const clientSettings = ({ answerMs = ANSWER_MS, maxAttempts = MAX_ATTEMPTS } = {}) => ({
  maxAttempts,
  requestHandler: {
    connectionTimeout: Math.min(CONNECT_MS, answerMs),
    requestTimeout: answerMs,
    // Without this, the SDK only writes a warning.
    throwOnRequestTimeout: true,
  },
});
