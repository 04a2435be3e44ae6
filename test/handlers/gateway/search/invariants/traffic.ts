import { serviceOf } from '../../../../../handlers/gateway/identity';
import { fits, inPriorityOrder, type VisitorRequest } from '../../account/answer';
import type { SimulatedAccount } from '../account';
import type { StackState } from '../cloudformation/stack-state';
import { type BlockSettings, hasTraffic, logicalIdOf, pathsOf, strategyOf } from '../cloudformation/template';
import { answerTo, NOBODY_THERE, readRequest, type VisitorAnswer } from './answers';
import { ownerOf, ownersIn } from './owners';
import type { View } from './view';

/**
 * What a stack's services answered when its operation began is answered at every instant, by one that did before or
 * will afterwards, as long as the operation may still be rolled back. From then on only what the new template has must
 * be answered. A stack at rest answers what it did when its last operation ended.
 */
export const unanswered = (view: View): string[] =>
  view.stacks.flatMap((stack) => (isJudged(view, stack) ? ofStack(view, stack) : []));

/** Whether the gateway alone decides what the stack's requests meet. */
export const isJudged = ({ account }: View, { isWhole, givenUp }: StackState): boolean =>
  isWhole &&
  givenUp.length === 0 &&
  account.deletedByHand.ids().length === 0 &&
  account.forgotten.get('ledger') !== true;

function ofStack({ account }: View, stack: StackState): string[] {
  const all = account.rules.all();
  const order = new Map<string, ReturnType<typeof inPriorityOrder>>();
  return Object.entries(stack.answered).flatMap(([text, service]) => {
    const { listenerArn, request } = readRequest(text);
    const rules = order.get(listenerArn) ?? inPriorityOrder(all, listenerArn);
    order.set(listenerArn, rules);
    const answer = answerTo(account, rules, request);
    const answers = serviceOf(answer.member ?? '');
    if (answer.problem === undefined && answers === service) return [];
    if (!isNeeded(stack, listenerArn, request)) return [];
    const problem = answer.problem ?? (isHeir(stack, answers, request) ? undefined : `is answered by ${answers}`);
    if (problem === undefined || isForetold(account, stack, service, answer)) return [];
    return [`traffic: ${request.host}${request.path} of ${service} ${problem}`];
  });
}

/** After the operation has succeeded, what the new template leaves out may go. */
const isNeeded = (stack: StackState, listenerArn: string, request: VisitorRequest): boolean => {
  const { operation, name } = stack;
  const isOver = operation?.phase === 'cleaning up' && stack.template === operation.to;
  if (!operation || !(isOver || operation.phase === 'deleting')) return true;
  const owners = ownersIn(stack, operation.to).filter((one) => one.listenerArn === listenerArn);
  return ownerOf(name, owners, request) !== undefined;
};

/** Whether the service is to answer the request in the end, if the operation succeeds. */
const isHeir = (stack: StackState, service: string, request: VisitorRequest): boolean =>
  stack.operation !== undefined &&
  ownerOf(stack.name, ownersIn(stack, stack.operation.to), request)?.service === service;

/** The gaps that `plan` foretells (rules for updates, "with a gap"). */
function isForetold(
  account: SimulatedAccount,
  stack: StackState,
  service: string,
  { problem, member = '' }: VisitorAnswer,
): boolean {
  const { operation } = stack;
  if (!operation) return false;
  const { from, to } = operation;
  const before = from[blockOf(service)];
  const afterwards = to[blockOf(service)];
  if (before && afterwards && !isUnited(stack.name, blockOf(service), before, afterwards)) return true;
  if (problem !== NOBODY_THERE) return false;
  const block = blockOf(serviceOf(member));
  const [old, next] = [from[block], to[block]];
  // Without a `Custom::ExpressTraffic` nobody begins and ends the traffic of a new or removed block.
  if (old === undefined || next === undefined) return !hasTraffic(old ?? next ?? {});
  return strategyOf(old) !== strategyOf(next) && isRolling(account, stack, member);
}

const blockOf = (service: string): string => service.slice(service.lastIndexOf('/') + 1);

/**
 * Whether one rule matches what both ask for, and nothing else: because one of them covers the other, or because they
 * differ in one kind of condition and have few enough values. Nobody can have a default path and another one.
 */
function isUnited(name: string, block: string, before: BlockSettings, afterwards: BlockSettings): boolean {
  const [old, next] = [before, afterwards].map((one) => [one.hosts ?? [], pathsOf(name, block, one), one.cidrs ?? []]);
  if (!old || !next || isDefault(before) !== isDefault(afterwards)) return false;
  // No clean-up comes for source addresses, which no claim contains: who may no longer come is turned away at once.
  if (before.cidrs?.join() !== afterwards.cidrs?.join()) return false;
  if (covers(old, next) || covers(next, old)) return true;
  const changed = old.filter((values, kind) => values.join() !== next[kind]?.join());
  const united = old.flatMap((values, kind) => [...new Set([...values, ...(next[kind] ?? [])])]);
  return changed.length === 1 && united.length <= MOST_VALUES;
}

const isDefault = ({ hosts, paths }: BlockSettings): boolean => hosts === undefined && paths === undefined;

/** Whether conditions match whatever the others match. */
const covers = (conditions: readonly (readonly string[])[], others: readonly (readonly string[])[]): boolean =>
  conditions.every((patterns, kind) => {
    const values = others[kind] ?? [];
    const isCovered = (value: string) => patterns.some((pattern) => fits(pattern, value));
    return patterns.length === 0 || (values.length > 0 && values.every(isCovered));
  });

/** Condition values of a rule (quotas of Application Load Balancers). */
const MOST_VALUES = 5;

/** Whether the tasks of a block change to another strategy, and its traffic has not followed yet. */
function isRolling({ services }: SimulatedAccount, { resources, operation }: StackState, member: string): boolean {
  const id = logicalIdOf(blockOf(serviceOf(member)), 'Traffic');
  const awaited = operation?.phase === 'rolling back' && operation.touched.includes(id);
  const service = services.get(member);
  return awaited || service?.deploying === true || service?.strategy !== resources[id]?.properties.Strategy;
}
