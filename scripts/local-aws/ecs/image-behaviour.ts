/**
 * How a test, or a person who tries things by hand, says that an image is bad: by its tag. Images are neither pulled nor run
 * here, so an image is only a name. With any other tag an image is good.
 *
 * | tag | what its tasks do |
 * |---|---|
 * | `missing` | never start: the image cannot be pulled |
 * | `crash` | start, and exit with code 1 a moment later |
 * | `unhealthy` | run, and fail the load balancer's health check |
 * | `errors` | are healthy, but answer requests with errors: with production traffic, the deployment's alarms go to ALARM |
 *
 * The first three trigger the deployment circuit breaker, the last one the deployment's CloudWatch alarms. A tag may continue
 * after the word: `crash-2` is a crashing image too, so that there can be several.
 */
export type ImageBehaviour = 'good' | 'missing' | 'crash' | 'unhealthy' | 'errors';

const BAD_TAG = /:(missing|crash|unhealthy|errors)(?:[.-][^/@]*)?(?:@[^/]*)?$/;

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
    default:
      return 'good';
  }
}

/** The behaviour of a task: that of its first bad container. */
export function taskBehaviour(images: readonly string[]): ImageBehaviour {
  return images.map(imageBehaviour).find((behaviour) => behaviour !== 'good') ?? 'good';
}
