/** DescribeRules, and rules as every answer shows them. */

import { validationError } from '../wire/errors';
import { listOf, textOf, textsOf } from '../wire/query';
import { membersAt, nodeAt, textAt, type XmlNode, xmlNode } from '../wire/xml-tree';
import { completeActions } from './actions';
import { notFound } from './errors';
import type { ElbCall, ElbOperation } from './operation';
import { hasRegex } from './regexes';
import { writeMembers } from './transforms';

/** Rules in an answer: if the request does not say, and at most (API reference, DescribeRules). */
const PAGE = 50;
const LONGEST_PAGE = 400;

/** Answers in the order of the priorities, the default rule last. moto answers in the order of creation. */
export const describeRules: ElbOperation = async (call) => {
  const { parameters, state, moto } = call;
  const listenerArn = textOf(parameters.ListenerArn);
  const arns = textsOf(parameters.RuleArns);
  if ((listenerArn === undefined) === (arns.length === 0)) {
    throw validationError('You must specify either listener rule ARNs or a listener ARN, and not both');
  }
  const missing =
    listenerArn !== undefined ? !state.listeners.has(listenerArn) : arns.find((arn) => !isRule(call, arn));
  if (missing) throw notFound(missing === true ? (listenerArn ?? '') : missing);
  const selection = listenerArn !== undefined ? { ListenerArn: listenerArn } : { RuleArns: arns };
  const answer = await moto.query('elasticloadbalancing', 'DescribeRules', {
    ...selection,
    PageSize: String(LONGEST_PAGE),
  });
  described(call, answer);
  const rules = membersAt(answer, 'Rules').sort((a, b) => orderOf(a) - orderOf(b));
  return listenerArn === undefined ? [xmlNode('Rules', rules)] : page(call, rules);
};

/** The marker is the last priority of the page before, so rules that are created or deleted between two pages do no harm. */
function page({ parameters }: ElbCall, rules: XmlNode[]): XmlNode[] {
  const size = Number(textOf(parameters.PageSize) ?? PAGE);
  if (!Number.isInteger(size) || size < 1 || size > LONGEST_PAGE) {
    throw validationError(`PageSize must be between 1 and ${LONGEST_PAGE}`);
  }
  const after = Number(textOf(parameters.Marker) ?? 0);
  const rest = rules.filter((rule) => orderOf(rule) > after);
  const last = rest[size - 1];
  const next = last !== undefined && rest.length > size ? [xmlNode('NextMarker', String(orderOf(last)))] : [];
  return [xmlNode('Rules', rest.slice(0, size)), ...next];
}

function orderOf(rule: XmlNode): number {
  const priority = textAt(rule, 'Priority');
  return priority === 'default' ? Number.POSITIVE_INFINITY : Number(priority);
}

function isRule({ state }: ElbCall, arn: string): boolean {
  return state.rules.has(arn) || state.isDefaultRule(arn);
}

/** The content of an answer with rules; what moto dropped is added to each rule. */
export function described({ state }: ElbCall, answer: XmlNode): XmlNode[] {
  for (const node of membersAt(answer, 'Rules')) {
    completeActions(nodeAt(node, 'Actions')?.children ?? []);
    const { transforms = [], conditions } = state.rules.get(textAt(node, 'RuleArn') ?? '') ?? {};
    if (transforms.length > 0) node.children.push(writeMembers('Transforms', transforms));
    if (hasRegex(conditions)) {
      const others = node.children.filter(({ name }) => name !== 'Conditions');
      node.children = [...others, writeMembers('Conditions', listOf(conditions))];
    }
  }
  return answer.children;
}
