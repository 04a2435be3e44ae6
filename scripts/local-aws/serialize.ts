import type { AwsService } from './service';

/**
 * The same service, one request at a time: what it checks before a write still holds when it writes. moto's own
 * handlers run side by side on shared dictionaries; its DynamoDB transactions copy a table, change it and put the
 * copy back on failure, which another request in between would see, or lose its write to.
 */
export function serialize(service: AwsService): AwsService {
  let last: Promise<unknown> = Promise.resolve();
  return (request, forward) => {
    const turn = last.then(() => service(request, forward));
    last = turn.catch(() => undefined);
    return turn;
  };
}
