/**
 * How a test, or a person who tries things by hand, says that an image is bad: by its tag. Images are not pulled, so an image is
 * only a name. With any other tag an image is good.
 *
 * | tag | what its containers do |
 * |---|---|
 * | `missing` | never start: the image cannot be pulled |
 * | `crash` | start, and exit with code 1 a moment later |
 * | `unhealthy` | run, and answer health checks with 503; other requests with 200 |
 * | `errors` | answer health checks with 200, and every other request with 500 |
 * | `errors-20` | the same, but only 20 % of the other requests are answered with 500; any share from 1 to 99 |
 * | `slow` | answer every request but health checks late |
 * | `refuses` | run, but listen nowhere: every connection is refused |
 *
 * `missing` and `crash` trigger the deployment circuit breaker; behind a load balancer `unhealthy` and `refuses` do, too. A tag
 * may continue after the word: `crash-2` is a crashing image too, so that there can be several.
 */
export type ImageBehaviour = 'good' | 'missing' | 'crash' | 'unhealthy' | 'errors' | 'slow' | 'refuses';

const BAD_TAG = /:(missing|crash|unhealthy|errors|slow|refuses)(?:[.-][^/@]*)?(?:@[^/]*)?$/;
const ERRORS_TAG = /:errors-([1-9]\d?)(?:[.-][^/@]*)?(?:@[^/]*)?$/;

/** @param image as a container definition has it: `repository/name:tag@digest` */
export function imageBehaviour(image: string): ImageBehaviour {
  switch (BAD_TAG.exec(image)?.[1]) {
    case 'missing':
      return 'missing';
    case 'crash':
      return 'crash';
    case 'unhealthy':
      return 'unhealthy';
    case 'errors':
      return 'errors';
    case 'slow':
      return 'slow';
    case 'refuses':
      return 'refuses';
    default:
      return 'good';
  }
}

/** How many of a hundred requests, health checks aside, an image answers with an error: 0 unless its tag is `errors`. */
export function errorPercent(image: string): number {
  return imageBehaviour(image) === 'errors' ? Number(ERRORS_TAG.exec(image)?.[1] ?? 100) : 0;
}
