import { serviceOf, spoken } from './identity';
import { isCluster, isGateway } from './ledger/items';
import type { ResourceHandler } from './protocol/resource';
import type { Item, Store } from './world/store';

/** The install cannot go: somebody's traffic, or something half taken down, depends on it. */
export class InstallInUseError extends Error {
  override readonly name = 'InstallInUseError';
}

/** How many services a message names; a Reason holds some 4,000 bytes, and a stack name may have 128 characters. */
const NAMED = 10;

/** There is one guard, in one stack. */
export const GUARD_PHYSICAL_ID = 'cfn-express-guard';

/**
 * `Custom::ExpressGuard`: the part of the install stack that everything else of it waits for when it is deleted. It lets
 * the install go only when the ledger is empty: without the gateway nobody could give a rule or a load balancer back.
 */
export const createGuard = (store: Store): ResourceHandler => ({
  physicalId: () => GUARD_PHYSICAL_ID,
  async handle({ RequestType }) {
    if (RequestType === 'Delete') {
      const reason = whyInUse(await store.scan());
      if (reason !== undefined) throw new InstallInUseError(reason);
    }
    return { status: 'SUCCESS', physicalResourceId: GUARD_PHYSICAL_ID };
  },
});

/** Why the install must stay, in one sentence and what to do; undefined when the ledger holds nobody and nothing. */
export function whyInUse(items: readonly Item[]): string | undefined {
  const shared = items.filter((item) => isGateway(item) || isCluster(item));
  const services = [...new Set(shared.flatMap(({ members }) => Object.keys(members).map(serviceOf)))]
    .map(spoken)
    .sort();
  if (services.length > 0) {
    const more = services.length > NAMED ? ` and ${services.length - NAMED} more` : '';
    const one = services.length === 1;
    return (
      `${services.length} ${one ? 'service uses' : 'services use'} this install: ${services.slice(0, NAMED).join(', ')}${more}; ` +
      `delete ${one ? 'its stack' : 'their stacks'} first`
    );
  }
  const kept = shared
    .filter(isGateway)
    .flatMap(({ token, kept: why }) => (why === undefined ? [] : [`load balancer express-${token} stays: ${why}`]));
  if (kept.length > 0) {
    return `${kept.sort().join('; ')}; once that is mended, cfn-express doctor --fix takes the rest down`;
  }
  const closing = shared.map((item) =>
    isGateway(item) ? `load balancer express-${item.token}` : `cluster ${item.name}`,
  );
  return closing.length > 0
    ? `${closing.sort().join(', ')}: still being taken down; try again in a few minutes`
    : undefined;
}
