import { memberOfTags, serviceOf } from '../../../../../handlers/gateway/identity';
import { CLAIMS } from '../../../../../handlers/gateway/ledger/keys';
import { inPriorityOrder } from '../../account/answer';
import { type StackState, serviceIdOf, stackId } from '../cloudformation/stack-state';
import { pathsOf } from '../cloudformation/template';
import { answerTo, hasTargets, NOBODY_THERE, visitorsOf } from './answers';
import { keptIn, ownerOf, ownersIn } from './owners';
import { isJudged } from './traffic';
import { heldBy, type View } from './view';

/** Rules with such numbers are parked: they stand behind every other rule. */
const FIRST_PARKED = 49_421;

/**
 * What must hold when an operation on a stack has ended: every request goes to the service that the template says, and
 * the stack holds neither a number nor a claim that no route of its needs.
 * @returns what does not, in sentences
 */
export const brokenAtRest = (view: View, stack: StackState): string[] =>
  isJudged(view, stack) ? [...misled(view, stack), ...rules(view, stack), ...held(view, stack)] : [];

function misled({ account }: View, stack: StackState): string[] {
  const { name, template } = stack;
  const owners = ownersIn(stack, template);
  const listeners = new Set(owners.flatMap(({ listenerArn }) => listenerArn ?? []));
  return [...listeners].flatMap((listenerArn) => {
    const rules = inPriorityOrder(account.rules.all(), listenerArn);
    const there = owners.filter((one) => one.listenerArn === listenerArn);
    return visitorsOf(name, [template]).flatMap((request) => {
      const owner = ownerOf(name, there, request);
      const { problem, member = '' } = answerTo(account, rules, request);
      if (!owner || (problem === undefined && serviceOf(member) === owner.service)) return [];
      if (problem === NOBODY_THERE && isLeft(stack, member)) return [];
      const outcome = problem ?? `is answered by ${serviceOf(member)}`;
      return [`traffic: ${request.host}${request.path} of ${owner.service} ${outcome} after the operation`];
    });
  });
}

/** Whether an errand has to move the traffic of the member, which may take until after the operation. */
const isLeft = ({ name, leftToErrand }: StackState, member: string): boolean =>
  leftToErrand.some((block) => serviceOf(member) === serviceIdOf(name, block));

function rules({ account }: View, stack: StackState): string[] {
  const { name } = stack;
  return account.rules
    .all()
    .filter(({ tags }) => serviceOf(memberOfTags(tags) ?? '').startsWith(`${stackId(name)}/`))
    .flatMap((rule) => [
      ...(rule.priority >= FIRST_PARKED ? [`traffic: rule ${rule.arn} is parked after the operation`] : []),
      ...(hasTargets(account, rule) || isLeft(stack, memberOfTags(rule.tags) ?? '')
        ? []
        : [`traffic: rule ${rule.arn} forwards to nobody after the operation`]),
    ]);
}

function held({ services, claims }: View, stack: StackState): string[] {
  const { name, template, kept } = stack;
  const ours = services.filter(({ service }) => service.startsWith(`${stackId(name)}/`));
  const numbers = ours.flatMap(({ seats }) =>
    Object.entries(seats).flatMap(([member, seat]) =>
      seat.held.filter((one) => one !== seat.priority).map((one) => `I5: ${member} still holds number ${one}`),
    ),
  );
  const blocks = [
    ...Object.entries(template),
    ...keptIn(stack).map(({ block, settings }) => [block, settings] as const),
  ];
  const needed = blocks.flatMap(([block, settings]) =>
    (settings.hosts ?? ['*']).flatMap((host) => {
      const paths = pathsOf(name, block, settings);
      return (paths.length > 0 ? paths : ['/*']).map((path) => `${serviceIdOf(name, block)} ${host} ${path}`);
    }),
  );
  const stray = claims.flatMap((claim) =>
    heldBy(claim)
      .filter((service) => service.startsWith(`${stackId(name)}/`))
      .map((service) => `${service} ${claim.SK.slice(CLAIMS.length)}`)
      .filter((one) => !needed.includes(one)),
  );
  return [...numbers, ...(kept.length > 0 ? [] : stray.map((one) => `I5: ${one} is still held after the operation`))];
}
