/** Target groups: creation is idempotent, and one load balancer at most uses each. */
import { AwsError } from '../wire/errors';
import { objectsOf, type QueryObject, textOf } from '../wire/query';
import { membersAt, textAt, type XmlNode, xmlNode } from '../wire/xml-tree';
import { notFound } from './errors';
import { askMoto, type ElbCall, type ElbOperation } from './operation';
import { readTags } from './tags';
import { TargetGroup } from './targets/group';
import { HEALTH_CHECK_DEFAULTS } from './targets/health-check';

/** moto's own limit of tags on a target group. AWS's limit is higher, and the front keeps all tags. */
const TAGS_IN_MOTO = 10;

export const createTargetGroup: ElbOperation = async (call) => {
  const { parameters, state, moto } = call;
  const { quotas } = state;
  const tags = readTags(quotas, parameters.Tags);
  const name = textOf(parameters.Name) ?? '';
  const settings = settingsOf(parameters);
  const existing = [...state.targetGroups.values()].find((group) => group.name === name);
  if (existing !== undefined) {
    if (existing.settings !== settings) {
      throw new AwsError(
        'DuplicateTargetGroupName',
        `A target group with the same name '${name}' exists, but with different settings`,
      );
    }
    return described(
      call,
      await moto.query('elasticloadbalancing', 'DescribeTargetGroups', { TargetGroupArns: [existing.arn] }),
    );
  }
  if (state.targetGroups.size >= quotas.targetGroups) {
    throw new AwsError('TooManyTargetGroups', 'The maximum number of target groups has been reached');
  }
  const answer = await askMoto(call, {
    ...(textOf(parameters.TargetType) !== 'lambda' && HEALTH_CHECK_DEFAULTS),
    ...parameters,
    Tags: objectsOf(parameters.Tags).slice(0, TAGS_IN_MOTO),
  });
  const arn = textAt(answer, 'TargetGroups', 'member', 'TargetGroupArn') ?? '';
  const balancer = () => state.loadBalancers.get(state.loadBalancersOf(arn)[0] ?? '');
  const view = new TargetGroup(arn, parameters, { world: state.world, reachability: state.reachability, balancer });
  state.targetGroups.set(arn, { arn, name, settings, view });
  state.tags.set(arn, tags);
  return described(call, answer);
};

/** All settings of a request, without tags, always in the same order. */
function settingsOf(parameters: QueryObject): string {
  const given = Object.entries(parameters).filter(([name]) => !['Action', 'Version', 'Tags'].includes(name));
  return JSON.stringify(given.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** After a change, a CreateTargetGroup with the settings of the first one is a different request. */
export const modifyTargetGroup: ElbOperation = async (call) => {
  const answer = await askMoto(call);
  const arn = textOf(call.parameters.TargetGroupArn) ?? '';
  const group = call.state.targetGroups.get(arn);
  if (group !== undefined) {
    const before: QueryObject = Object.fromEntries(JSON.parse(group.settings));
    const { TargetGroupArn: _, ...changes } = call.parameters;
    const after = { ...before, ...changes };
    group.settings = settingsOf(after);
    group.view.configure(after);
  }
  return described(call, answer);
};

export const describeTargetGroups: ElbOperation = async (call) => {
  const { parameters, state, moto } = call;
  const balancer = textOf(parameters.LoadBalancerArn);
  if (balancer === undefined) return described(call, await askMoto(call));
  if (!state.loadBalancers.has(balancer)) throw notFound(balancer);
  // moto never forgets which load balancers used a group.
  const arns = [...state.targetGroupsOf(balancer)];
  if (arns.length === 0) return [xmlNode('TargetGroups', [])];
  return described(call, await moto.query('elasticloadbalancing', 'DescribeTargetGroups', { TargetGroupArns: arns }));
};

export const deleteTargetGroup: ElbOperation = async (call) => {
  await askMoto(call);
  const arn = textOf(call.parameters.TargetGroupArn) ?? '';
  call.state.targetGroups.get(arn)?.view.close();
  call.state.targetGroups.delete(arn);
  call.state.tags.delete(arn);
  return [];
};

function described({ state }: ElbCall, answer: XmlNode): XmlNode[] {
  for (const node of membersAt(answer, 'TargetGroups')) {
    const balancers = state.loadBalancersOf(textAt(node, 'TargetGroupArn') ?? '');
    const others = node.children.filter(({ name }) => name !== 'LoadBalancerArns');
    node.children = [
      ...others,
      xmlNode(
        'LoadBalancerArns',
        balancers.map((arn) => xmlNode('member', arn)),
      ),
    ];
  }
  return answer.children;
}
