/** What Elastic Load Balancing demands of a redirect action (redirect actions, Application Load Balancers). */
import { AwsError, validationError } from '../wire/errors';
import { type QueryObject, textOf } from '../wire/query';

/** API reference, RedirectActionConfig. */
const LONGEST = 128;

/**
 * @param config undefined if the action has none
 * @param protocol of the listener
 * @throws AwsError ValidationError, InvalidLoadBalancerAction
 */
export function checkRedirect(config: QueryObject | undefined, protocol: string | undefined): void {
  if (config === undefined) throw validationError('A RedirectConfig must be specified for a redirect action');
  const part = (name: string, otherwise: string) => textOf(config[name]) || otherwise;
  const scheme = part('Protocol', '#{protocol}');
  const [host, port] = [part('Host', '#{host}'), part('Port', '#{port}')];
  const path = part('Path', '/#{path}');
  if (!['HTTP', 'HTTPS', '#{protocol}'].includes(scheme)) {
    throw validationError(`Redirect protocol '${scheme}' must be one of 'HTTP, HTTPS, #{protocol}'`);
  }
  if (port !== '#{port}' && !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)) {
    throw validationError(`Redirect port '${port}' must be between '1' and '65535', or '#{port}'`);
  }
  if (!path.startsWith('/')) throw validationError(`Redirect path '${path}' must start with '/'`);
  for (const [name, text] of Object.entries({ host, path, query: part('Query', '') })) {
    if (text.length > LONGEST) {
      throw validationError(`The redirect ${name} cannot be longer than '${LONGEST}' characters`);
    }
  }
  if (!['HTTP_301', 'HTTP_302'].includes(textOf(config.StatusCode) ?? '')) {
    throw validationError("The redirect status code must be one of 'HTTP_301, HTTP_302'");
  }
  if (protocol === 'HTTPS' && scheme === 'HTTP') {
    throw new AwsError('InvalidLoadBalancerAction', 'You cannot redirect from HTTPS to HTTP');
  }
  // "You must modify at least one of the following components to avoid a redirect loop: protocol, hostname, port, or path."
  if ([scheme, host, port, path].join() === '#{protocol},#{host},#{port},/#{path}') {
    throw new AwsError(
      'InvalidLoadBalancerAction',
      'The redirect configuration is not valid because it creates a loop',
    );
  }
}
