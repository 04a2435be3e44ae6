/** Listeners: one for each port, created idempotently, with a certificate if the protocol needs one. */
import { AwsError, validationError } from '../wire/errors';
import { type QueryObject, textOf, textsOf } from '../wire/query';
import { membersAt, nodeAt, textAt, type XmlNode } from '../wire/xml-tree';
import { checkActions, completeActions } from './actions';
import { loadBalancerOf } from './arns';
import { notFound } from './errors';
import { checkSecurity, securityNodes } from './listener-certificates';
import type { ListenerState } from './model';
import { askMoto, type ElbCall, type ElbOperation } from './operation';
import { readTags } from './tags';

/** moto has none of ACM's certificates. It wants one of a listener that becomes an HTTPS listener, and does not look for those of IAM. */
const MOTOS_CERTIFICATES = [{ CertificateArn: 'arn:aws:iam::123456789012:server-certificate/moto' }];

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
  checkPort(settings);
  await checkSecurity(call, settings);
  const tags = readTags(quotas, parameters.Tags);
  const others = state.listenersOf(loadBalancerArn);
  const same = others.find(({ port }) => port === settings.Port);
  if (same !== undefined) return idempotent(call, same, settings, loadBalancerArn);
  if (others.length >= quotas.listeners) {
    throw new AwsError('TooManyListeners', 'The maximum number of listeners per load balancer has been reached');
  }
  const groups = checkActions(call, settings.DefaultActions, loadBalancerArn, textOf(settings.Protocol));
  const answer = await askMoto(call, { ...parameters, Certificates: MOTOS_CERTIFICATES });
  const arn = textAt(answer, 'Listeners', 'member', 'ListenerArn') ?? '';
  const rules = await moto.query('elasticloadbalancing', 'DescribeRules', { ListenerArn: arn });
  const defaultRule = textAt(rules, 'Rules', 'member', 'RuleArn') ?? '';
  state.listeners.set(arn, { arn, port: textOf(settings.Port) ?? '', defaultRule, settings, certificates: [] });
  state.forwards.set(arn, groups);
  state.tags.set(arn, tags);
  return described(call, answer);
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
  return described(
    call,
    await call.moto.query('elasticloadbalancing', 'DescribeListeners', { ListenerArns: [same.arn] }),
  );
}

export const modifyListener: ElbOperation = async (call) => {
  const { parameters, state } = call;
  const arn = textOf(parameters.ListenerArn) ?? '';
  const listener = state.listeners.get(arn);
  if (listener === undefined) throw notFound(arn);
  const settings = settingsOf({ ...listener.settings, ...parameters });
  if (settings.Protocol === 'HTTP' && listener.settings.Protocol === 'HTTPS') {
    delete settings.Certificates;
    delete settings.SslPolicy;
  }
  checkPort(settings);
  await checkSecurity(call, settings);
  const taken = state
    .listenersOf(loadBalancerOf(arn))
    .some((other) => other.arn !== arn && other.port === settings.Port);
  if (taken) throw new AwsError('DuplicateListener', `A listener already exists on port ${settings.Port}`);
  const groups = checkActions(call, settings.DefaultActions, arn, textOf(settings.Protocol));
  const answer = await askMoto(call, { ...parameters, Certificates: undefined });
  const certificates = settings.Protocol === 'HTTPS' ? listener.certificates : [];
  state.listeners.set(arn, { ...listener, port: textOf(settings.Port) ?? '', settings, certificates });
  state.forwards.set(arn, groups);
  return described(call, answer);
};

export const describeListeners: ElbOperation = async (call) => {
  const { parameters, state } = call;
  const balancer = textOf(parameters.LoadBalancerArn);
  if (balancer !== undefined && !state.loadBalancers.has(balancer)) throw notFound(balancer);
  const missing = textsOf(parameters.ListenerArns).find((arn) => !state.listeners.has(arn));
  if (missing !== undefined) throw notFound(missing);
  return described(call, await askMoto(call));
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

function checkPort({ Protocol, Port }: QueryObject): void {
  if (textOf(Port) === undefined) throw validationError('A listener port must be specified');
  const port = Number(Port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw validationError(`ListenerState port '${Port}' must be between '1' and '65535'`);
  }
  if (Protocol !== 'HTTP' && Protocol !== 'HTTPS') {
    throw validationError(`ListenerState protocol '${Protocol ?? ''}' must be one of 'HTTP, HTTPS'`);
  }
}

/** Corrects the actions, the certificates and the security policy. */
function described({ state }: ElbCall, answer: XmlNode): XmlNode[] {
  for (const node of membersAt(answer, 'Listeners')) {
    completeActions(nodeAt(node, 'DefaultActions')?.children ?? []);
    const listener = state.listeners.get(textAt(node, 'ListenerArn') ?? '');
    if (listener === undefined) continue;
    const others = node.children.filter(({ name }) => name !== 'Certificates' && name !== 'SslPolicy');
    node.children = [...others, ...securityNodes(listener)];
  }
  return answer.children;
}
