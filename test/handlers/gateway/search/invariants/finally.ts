import { TAG } from '../../../../../handlers/contract';
import { memberOfTags, serviceOf } from '../../../../../handlers/gateway/identity';
import { CLAIMS } from '../../../../../handlers/gateway/ledger/keys';
import { holdsNothing } from '../../../../../handlers/gateway/ledger/service';
import { isForeign } from '../../account/state';
import type { SimulatedAccount } from '../account';
import type { StackState } from '../cloudformation/stack-state';
import { membershipOf, stackId } from '../cloudformation/stack-state';
import { logicalIdOf, pathsOf } from '../cloudformation/template';
import { strayPriorities } from './always';
import { heldBy, type View } from './view';

/**
 * What must hold when nothing happens any more: what is there is what the stacks have, and nothing else (I5, I8).
 * @returns what does not, in sentences
 */
export const brokenFinally = (view: View): string[] => [
  ...members(view),
  ...resources(view),
  ...rules(view),
  ...claims(view),
  ...strayPriorities(view),
  ...services(view),
];

/** Ids of gateway resources that a stack has or retains, or whose clean-up was given up. */
const seatsOf = ({ resources, givenUp, kept }: StackState): string[] => [...membersOf(resources), ...givenUp, ...kept];

const membersOf = (resources: StackState['resources']): string[] =>
  Object.values(resources).flatMap(({ kind, id }) => (kind === 'Gateway' ? [id] : []));

function members({ gateways, clusters, stacks }: View): string[] {
  const seats = new Set(stacks.flatMap(seatsOf));
  const sat = new Set(gateways.flatMap((one) => Object.keys(one.members)));
  const clustered = new Set(clusters.flatMap((one) => Object.keys(one.members)));
  const living = stacks.flatMap(({ resources, gateways: told, kept }) => [
    ...membersOf(resources),
    ...kept.filter((id) => id in told),
  ]);
  return [
    ...[...sat].filter((id) => !seats.has(id)).map((id) => `I5: ${id} sits in a gateway, and is of no stack`),
    ...[...clustered].filter((id) => !seats.has(id)).map((id) => `I5: ${id} is in a cluster, and is of no stack`),
    ...living.filter((id) => !sat.has(id)).map((id) => `I4: ${id} has no seat`),
    ...living.filter((id) => !clustered.has(id)).map((id) => `I4: ${id} is in no cluster`),
  ];
}

/** The load balancers, security groups and clusters in AWS are those of the ledger. */
function resources({ account, gateways, clusters }: View): string[] {
  const kept = gateways.filter((one) => one.kept);
  const tokens = new Set(gateways.map(({ token }) => token));
  const empty = gateways.filter((one) => Object.keys(one.members).length === 0 && !kept.includes(one));
  const owned = new Map(clusters.map(({ name, token }) => [name, token]));
  const stray = [...account.loadBalancers.all(), ...account.securityGroups.all()].filter(
    ({ tags }) => !tokens.has(tags[TAG.gateway] ?? ''),
  );
  return [
    ...stray.map(({ name }) => `I5: ${name} is left in AWS, and the ledger does not know it`),
    ...empty.map(({ token }) => `I5: gateway ${token} is left without members`),
    ...clusters
      .filter((one) => Object.keys(one.members).length === 0)
      .map(({ name }) => `I5: cluster ${name} is left without members in the ledger`),
    ...account.clusters
      .all()
      .filter((one) => !isForeign(one) && one.tags[TAG.cluster] !== owned.get(one.name))
      // Whoever joins before the ledger is repaired takes the existing cluster for a foreign one, and leaves it.
      .filter(({ name }) => !(account.forgotten.get('ledger') && owned.has(name)))
      .map(({ name }) => `I5: cluster ${name} is left in AWS`),
  ];
}

function rules({ account, stacks }: View): string[] {
  const living = stacks.flatMap((stack) =>
    Object.entries(stack.template).flatMap(([block, settings]) => {
      const arn = ruleOf(account, stack, block);
      return arn ? [{ arn, stack, block, settings }] : [];
    }),
  );
  const givenUp = new Set(stacks.filter((one) => one.givenUp.length > 0).map(({ name }) => stackId(name)));
  const orphans = account.rules
    .all()
    .filter(
      (rule) =>
        !isForeign(rule) &&
        !stacks.some(({ routes, kept }) => kept.some((id) => routes[id]?.RuleArn === rule.arn)) &&
        !living.some(({ arn }) => arn === rule.arn) &&
        !givenUp.has(rule.tags[TAG.stackId] ?? ''),
    );
  return [
    ...orphans.map(({ arn, tags }) => `I5: rule ${arn} of ${memberOfTags(tags)} is left`),
    ...living.flatMap(({ arn, stack: { name }, block, settings }) => {
      const { hosts = [], paths = [], cidrs = [] } = account.rules.get(arn)?.conditions ?? {};
      const asked = [settings.hosts ?? [], pathsOf(name, block, settings), settings.cidrs ?? []];
      const right = [hosts, paths, cidrs].every((one, part) => one.join() === asked[part]?.join());
      return right ? [] : [`I4: rule ${arn} of ${name} matches ${[...hosts, ...paths, ...cidrs].join()}`];
    }),
  ];
}

/** The rule that the stack was told of; or the one that replaces it, if that was deleted by hand. */
function ruleOf(account: SimulatedAccount, stack: StackState, block: string): string | undefined {
  const arn = stack.routes[stack.resources[logicalIdOf(block, 'Route')]?.id ?? '']?.RuleArn;
  return arn && account.deletedByHand.get(arn)
    ? account.rules.all().find(({ tags }) => memberOfTags(tags) === membershipOf(stack, block))?.arn
    : arn;
}

const claims = ({ claims: all, stacks }: View): string[] =>
  all.flatMap((item) => {
    const { PK, SK } = item;
    const claim = SK.slice(CLAIMS.length);
    return heldBy(item).flatMap((service) => {
      const stack = stacks.find(({ name }) => service.startsWith(`${stackId(name)}/`));
      const block = service.slice(service.lastIndexOf('/') + 1);
      const isRight = stack && isClaimed(stack, block, PK, claim);
      const isKept = stack?.kept.some((id) => id.split('|').includes(claim));
      return isRight || isKept || (stack && stack.givenUp.length > 0) ? [] : [`I5: ${PK} ${SK} is still ${service}'s`];
    });
  });

/** Whether the stack has a route that claims this in this pool. */
function isClaimed({ name, template, resources }: StackState, block: string, pool: string, claim: string): boolean {
  const settings = template[block];
  if (!settings || !resources[logicalIdOf(block, 'Route')] || !pool.endsWith(`#${settings.pool ?? 'default'}`)) {
    return false;
  }
  const paths = pathsOf(name, block, settings);
  return (settings.hosts ?? ['*']).some((host) =>
    (paths.length > 0 ? paths : ['/*']).some((path) => claim === `${host} ${path}`),
  );
}

function services({ services: all, stacks }: View): string[] {
  const living = new Set(stacks.flatMap((stack) => seatsOf(stack).map(serviceOf)));
  return all
    .filter((service) => !holdsNothing(service) && !living.has(service.service))
    .map(({ service }) => `I5: the ledger still has seats or routes of ${service}`);
}
