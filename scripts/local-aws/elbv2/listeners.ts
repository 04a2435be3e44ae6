/** Listeners: one for each port, created idempotently, with a certificate if the protocol needs one. */
import { AwsError, validationError } from '../wire/errors';
import { objectsOf, type QueryObject, textOf, textsOf } from '../wire/query';
import { membersAt, nodeAt, textAt, type XmlNode } from '../wire/xml-tree';
import { checkActions, completeActions } from './actions';
import { loadBalancerOf } from './arns';
import { notFound } from './errors';
import type { ListenerState } from './model';
import { askMoto, type ElbCall, type ElbOperation } from './operation';
import { readTags } from './tags';

/** The members of CreateListener and ModifyListener that are settings of the listener. */
const SETTINGS = [
  'Protocol',
  'Port',
  'SslPolicy',
  'Certificates',
  'DefaultActions',
  'AlpnPolicy',
  'MutualAuthentication',
];

export const createListener: ElbOperation = async (call) => {
  const { parameters, state, moto } = call;
  const { quotas } = state;
  const loadBalancerArn = textOf(parameters.LoadBalancerArn) ?? '';
  if (!state.loadBalancers.has(loadBalancerArn)) throw notFound(loadBalancerArn);
  const settings = settingsOf(parameters);
  checkSettings(settings);
  const tags = readTags(quotas, parameters.Tags);
  const others = state.listenersOf(loadBalancerArn);
  const same = others.find(({ port }) => port === settings.Port);
  if (same !== undefined) return idempotent(call, same, settings, loadBalancerArn);
  if (others.length >= quotas.listeners) {
    throw new AwsError('TooManyListeners', 'The maximum number of listeners per load balancer has been reached');
  }
  const groups = checkActions(call, settings.DefaultActions, loadBalancerArn, textOf(settings.Protocol));
  const answer = await askMoto(call);
  const arn = textAt(answer, 'Listeners', 'member', 'ListenerArn') ?? '';
  const rules = await moto.query('elasticloadbalancing', 'DescribeRules', { ListenerArn: arn });
  const defaultRule = textAt(rules, 'Rules', 'member', 'RuleArn') ?? '';
  state.listeners.set(arn, { arn, port: textOf(settings.Port) ?? '', defaultRule, settings });
  state.forwards.set(arn, groups);
  state.tags.set(arn, tags);
  return described(answer);
};

async function idempotent(
  call: ElbCall,
  same: ListenerState,
  settings: QueryObject,
  loadBalancerArn: string,
): Promise<XmlNode[]> {
  if (JSON.stringify(same.settings) !== JSON.stringify(settings)) {
    throw new AwsError(
      'DuplicateListener',
      `A listener already exists on this port for this load balancer '${loadBalancerArn}'`,
    );
  }
  return described(await call.moto.query('elasticloadbalancing', 'DescribeListeners', { ListenerArns: [same.arn] }));
}

export const modifyListener: ElbOperation = async (call) => {
  const { parameters, state } = call;
  const arn = textOf(parameters.ListenerArn) ?? '';
  const listener = state.listeners.get(arn);
  if (listener === undefined) throw notFound(arn);
  const settings = settingsOf({ ...listener.settings, ...parameters });
  if (settings.Protocol === 'HTTP') delete settings.Certificates;
  checkSettings(settings);
  const taken = state
    .listenersOf(loadBalancerOf(arn))
    .some((other) => other.arn !== arn && other.port === settings.Port);
  if (taken) throw new AwsError('DuplicateListener', `A listener already exists on port ${settings.Port}`);
  const groups = checkActions(call, settings.DefaultActions, arn, textOf(settings.Protocol));
  const answer = await askMoto(call);
  state.listeners.set(arn, { ...listener, port: textOf(settings.Port) ?? '', settings });
  state.forwards.set(arn, groups);
  return described(answer);
};

export const describeListeners: ElbOperation = async (call) => {
  const { parameters, state } = call;
  const balancer = textOf(parameters.LoadBalancerArn);
  if (balancer !== undefined && !state.loadBalancers.has(balancer)) throw notFound(balancer);
  const missing = textsOf(parameters.ListenerArns).find((arn) => !state.listeners.has(arn));
  if (missing !== undefined) throw notFound(missing);
  return described(await askMoto(call));
};

export const deleteListener: ElbOperation = async (call) => {
  const arn = textOf(call.parameters.ListenerArn) ?? '';
  if (!call.state.listeners.has(arn)) throw notFound(arn);
  await askMoto(call);
  call.state.forgetListener(arn);
  return [];
};

/** The settings in a request, always in the same order, so that they can be compared as text. */
function settingsOf(parameters: QueryObject): QueryObject {
  const given = SETTINGS.filter((name) => parameters[name] !== undefined && parameters[name] !== '');
  return Object.fromEntries(given.map((name) => [name, parameters[name]]));
}

function checkSettings({ Protocol, Port, Certificates }: QueryObject): void {
  if (textOf(Port) === undefined) throw validationError('A listener port must be specified');
  const port = Number(Port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw validationError(`ListenerState port '${Port}' must be between '1' and '65535'`);
  }
  if (Protocol !== 'HTTP' && Protocol !== 'HTTPS') {
    throw validationError(`ListenerState protocol '${Protocol ?? ''}' must be one of 'HTTP, HTTPS'`);
  }
  const certificates = objectsOf(Certificates).length;
  if (Protocol === 'HTTPS' && certificates === 0) {
    throw validationError('A certificate must be specified for HTTPS listeners');
  }
  if (Protocol === 'HTTPS' && certificates > 1) throw validationError('Exactly one certificate must be specified');
  if (Protocol === 'HTTP' && certificates > 0) {
    throw validationError('Certificates can only be specified for HTTPS listeners');
  }
}

function described(answer: XmlNode): XmlNode[] {
  for (const node of membersAt(answer, 'Listeners')) completeActions(nodeAt(node, 'DefaultActions')?.children ?? []);
  return answer.children;
}
