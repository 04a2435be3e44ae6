import { isMemberId, serviceOf, spoken } from './identity';
import { isCluster, isGateway } from './ledger/items';
import { gatewayResourceName } from './names';
import type { ResourceHandler } from './protocol/resource';
import type { Item, Store } from './world/store';

/** The install cannot be deleted: a service uses it, or something is only partly taken down. */
export class InstallInUseError extends Error {
  override readonly name = 'InstallInUseError';
}

/** How many services a message names. A Reason has about 4,000 bytes, and a stack name up to 128 characters. */
const NAMED = 10;

/** There is only one guard, in one stack. */
export const GUARD_PHYSICAL_ID = 'cfn-express-guard';

/**
 * `Custom::ExpressGuard`: CloudFormation deletes it before everything else in the install stack. The Delete succeeds
 * only if the ledger is empty, because without the gateway function no rule or load balancer could be given back.
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

/** Why the install must stay, and what to do, in one sentence; undefined if the ledger is empty. */
export function whyInUse(items: readonly Item[]): string | undefined {
  const shared = items.filter((item) => isGateway(item) || isCluster(item));
  const members = shared.flatMap(({ members }) => Object.keys(members));
  const services = [...new Set(members.filter(isMemberId).map(serviceOf))].map(spoken).sort();
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
    .flatMap(({ token, kept: why }) => (why === undefined ? [] : [`load balancer express-${token} is kept: ${why}`]));
  if (kept.length > 0) {
    return `${kept.sort().join('; ')}; put that right, then run cfn-express doctor --fix, which takes the rest down`;
  }
  const held = shared
    .filter(isCluster)
    .flatMap(({ name, members }) =>
      Object.keys(members).map((token) => `cluster ${name} is held for load balancer ${gatewayResourceName(token)}`),
    );
  if (held.length > 0) {
    return `${held.sort().join('; ')}, which no service uses any more; run cfn-express doctor --fix, which lets go of it`;
  }
  const closing = shared.map((item) =>
    isGateway(item) ? `load balancer express-${item.token}` : `cluster ${item.name}`,
  );
  return closing.length > 0
    ? `${closing.sort().join(', ')}: still being taken down; try again in a few minutes`
    : undefined;
}
