/** What the embedded AWS tells of itself below `/local-aws/`, for people and for tests. */
import type { ElbService } from './elbv2';
import type { LambdaService } from './lambda';
import type { Route53Service } from './route53';
import { curlSettings, type ReachableName } from './route53/resolve';
import { AwsError } from './wire/errors';
import type { AwsRequest, AwsResponse } from './wire/messages';
import type { LocalWorld } from './world';

/** Every path of a page begins with it. */
export const PAGES_PATH = '/local-aws/';

export interface PageSources {
  world: LocalWorld;
  lambda: LambdaService;
  balancers: ElbService;
  route53: Route53Service;
}

/**
 * - `logs/<function>`: what a function printed, line by line behind its date
 * - `load-balancers`: where they can be reached from this machine
 * - `names`: the names of public hosted zones that lead to something here; `names/<host>` for one that a wildcard may stand for
 * - `curl`: the same as settings for `curl -K`
 * - `ca.pem`: the certificate of the authority that signs the others
 * @throws AwsError NotFound
 */
export function answerPage({ url }: AwsRequest, { world, lambda, balancers, route53 }: PageSources): AwsResponse {
  const [page, ...rest] = url.pathname.slice(PAGES_PATH.length).split('/').map(decodeURIComponent);
  const item = rest.length > 0 ? rest.join('/') : undefined;
  const { certificates } = world;
  if (page === 'logs' && item !== undefined) {
    return text(
      lambda
        .datedLogs(item)
        .map((line) => `${line}\n`)
        .join(''),
    );
  }
  if (page === 'load-balancers') return json(balancers.loadBalancers());
  if (page === 'names') return json(item === undefined ? route53.names() : nameOf(route53, item));
  if (page === 'curl') return text(curlSettings(route53.names(), certificates.authorityFile));
  if (page === 'ca.pem') return text(certificates.authority.certificate, 'application/x-pem-file');
  throw new AwsError('NotFound', `There is nothing at ${url.pathname}`, 404);
}

function nameOf(route53: Route53Service, host: string): ReachableName {
  const found = route53.resolve(host);
  if (found === undefined) throw new AwsError('NotFound', `${host} leads to nothing here`, 404);
  return found;
}

const json = (value: unknown): AwsResponse => text(JSON.stringify(value, undefined, 2), 'application/json');

const text = (body: string, type = 'text/plain; charset=utf-8'): AwsResponse => ({
  status: 200,
  headers: { 'content-type': type },
  body,
});
