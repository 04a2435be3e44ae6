/** Load balancers: creation is idempotent and takes a while, and deletion includes listeners and rules. */
import { AwsError, validationError } from '../wire/errors';
import { objectsOf, type QueryObject, textOf, textsOf } from '../wire/query';
import { membersAt, nodeAt, textAt, type XmlNode } from '../wire/xml-tree';
import { notFound } from './errors';
import { hostedZoneOf } from './hosted-zones';
import { createInterfaces, moveInterfaces, releaseInterfaces, setInterfaceGroups } from './interfaces';
import type { LoadBalancerState } from './model';
import { checkSecurityGroups, checkSubnets, defaultSecurityGroup } from './network';
import { askMoto, type ElbCall, type ElbOperation } from './operation';
import { readTags } from './tags';

/** AWS seconds in the state `provisioning`. In AWS, one to three minutes are usual. */
const PROVISIONING_SECONDS = 60;

export const createLoadBalancer: ElbOperation = async (call) => {
  const { parameters, state, moto } = call;
  const { quotas, world } = state;
  const name = checkName(textOf(parameters.Name) ?? '');
  const type = textOf(parameters.Type) ?? 'application';
  if (type !== 'application') {
    throw new AwsError('NotImplemented', `Load balancers of type ${type} are not played by the embedded AWS`, 501);
  }
  const tags = readTags(quotas, parameters.Tags);
  const wanted = await read(call, name);
  const existing = [...state.loadBalancers.values()].find((balancer) => balancer.name === name);
  if (existing !== undefined) {
    if (identity(existing) !== identity(wanted)) {
      throw new AwsError(
        'DuplicateLoadBalancerName',
        `A load balancer with the same name '${name}' exists, but with different settings`,
      );
    }
    return described(
      call,
      await moto.query('elasticloadbalancing', 'DescribeLoadBalancers', { LoadBalancerArns: [existing.arn] }),
    );
  }
  if (state.loadBalancers.size >= quotas.loadBalancers) {
    throw new AwsError('TooManyLoadBalancers', 'The maximum number of load balancers has been reached');
  }
  // moto has no default for the type, and does not use the default security group.
  const answer = await askMoto(call, {
    ...parameters,
    Type: type,
    Scheme: wanted.scheme,
    SecurityGroups: wanted.securityGroups,
  });
  const arn = textAt(answer, 'LoadBalancers', 'member', 'LoadBalancerArn') ?? '';
  const balancer = { ...wanted, arn };
  state.loadBalancers.set(arn, balancer);
  state.tags.set(arn, tags);
  await createInterfaces(moto, balancer);
  await state.servers.open(arn, name, () => state.views.of(arn));
  state.changed(arn);
  world.sleep(PROVISIONING_SECONDS).then(
    () => {
      balancer.state = 'active';
      state.changed(arn);
    },
    () => undefined,
  );
  return described(call, answer);
};

async function read({ parameters, state, moto }: ElbCall, name: string): Promise<LoadBalancerState> {
  const scheme = textOf(parameters.Scheme) ?? 'internet-facing';
  const mapped = objectsOf(parameters.SubnetMappings).map(({ SubnetId }) => textOf(SubnetId) ?? '');
  const subnets = [...textsOf(parameters.Subnets), ...mapped];
  const vpcId = await checkSubnets(moto, subnets, scheme);
  const named = textsOf(parameters.SecurityGroups);
  const checked = await checkSecurityGroups(moto, named, vpcId);
  const groups = named.length > 0 ? checked : await defaultSecurityGroup(moto, vpcId);
  state.reachability.remember(moto, groups);
  const securityGroups = groups.map((group) => textAt(group, 'groupId') ?? '');
  const others = JSON.stringify([textOf(parameters.IpAddressType) ?? 'ipv4', parameters.CustomerOwnedIpv4Pool ?? '']);
  return {
    arn: '',
    name,
    scheme,
    subnets,
    securityGroups,
    others,
    vpcId,
    state: 'provisioning',
    attributes: new Map(),
    addresses: new Map(),
  };
}

/** The settings in which a repeated CreateLoadBalancer must agree with the first one. */
function identity({ scheme, subnets, securityGroups, others }: LoadBalancerState): string {
  return JSON.stringify([scheme, [...subnets].sort(), [...securityGroups].sort(), others]);
}

function checkName(name: string): string {
  if (name === '') throw validationError('A load balancer name must be specified');
  if (name.length > 32) throw validationError(`The load balancer name '${name}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9-]+$/.test(name)) {
    throw validationError(
      `The load balancer name '${name}' can only contain characters that are alphanumeric characters and hyphens(-)`,
    );
  }
  if (name.startsWith('-') || name.endsWith('-')) {
    throw validationError(`The load balancer name '${name}' cannot begin or end with '-'`);
  }
  if (name.startsWith('internal-')) {
    throw validationError(`The load balancer name '${name}' cannot begin with 'internal-'`);
  }
  return name;
}

export const describeLoadBalancers: ElbOperation = async (call) => {
  const { parameters, state } = call;
  const missing = textsOf(parameters.LoadBalancerArns).find((arn) => !state.loadBalancers.has(arn));
  if (missing !== undefined) throw notFound(missing);
  const names = new Set([...state.loadBalancers.values()].map(({ name }) => name));
  const unknown = textsOf(parameters.Names).filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new AwsError('LoadBalancerNotFound', `Load balancers '[${unknown.join(', ')}]' not found`);
  }
  return described(call, await askMoto(call));
};

/** Corrects the state, because in moto a load balancer is active at once, the name, which leads to its server, and the zone of the name. */
function described({ state, region }: ElbCall, answer: XmlNode): XmlNode[] {
  for (const node of membersAt(answer, 'LoadBalancers')) {
    const arn = textAt(node, 'LoadBalancerArn') ?? '';
    const balancer = state.loadBalancers.get(arn);
    const name = nodeAt(node, 'DNSName');
    if (name !== undefined) name.text = state.servers.dnsName(arn) ?? name.text;
    const zone = nodeAt(node, 'CanonicalHostedZoneId');
    if (zone !== undefined) zone.text = hostedZoneOf(region);
    const code = nodeAt(node, 'State', 'Code');
    if (code !== undefined && balancer !== undefined) code.text = balancer.state;
  }
  return answer.children;
}

/** Succeeds for a load balancer that does not exist (API reference, DeleteLoadBalancer). */
export const deleteLoadBalancer: ElbOperation = async (call) => {
  const { parameters, state, moto } = call;
  const arn = textOf(parameters.LoadBalancerArn) ?? '';
  if (!state.loadBalancers.has(arn)) return [];
  const attributes = await moto.query('elasticloadbalancing', 'DescribeLoadBalancerAttributes', {
    LoadBalancerArn: arn,
  });
  const isProtected = membersAt(attributes, 'Attributes').some(
    (node) => textAt(node, 'Key') === 'deletion_protection.enabled' && textAt(node, 'Value') === 'true',
  );
  if (isProtected) {
    throw new AwsError(
      'OperationNotPermitted',
      `Load balancer '${arn}' cannot be deleted because deletion protection is enabled`,
    );
  }
  await askMoto(call);
  state.forgetLoadBalancer(arn);
  await releaseInterfaces(state.world, moto, arn);
  return [];
};

export const modifyLoadBalancerAttributes: ElbOperation = async (call) => {
  const answer = await askMoto(call);
  const balancer = existing(call);
  const changed = objectsOf(call.parameters.Attributes).map(({ Key, Value }): [string, string] => [
    textOf(Key) ?? '',
    textOf(Value) ?? '',
  ]);
  balancer.attributes = new Map([...balancer.attributes, ...changed]);
  return answer.children;
};

export const setSecurityGroups: ElbOperation = async (call) => {
  const balancer = existing(call);
  const securityGroups = textsOf(call.parameters.SecurityGroups);
  if (securityGroups.length === 0) throw validationError('At least one security group must be specified');
  const groups = await checkSecurityGroups(call.moto, securityGroups, balancer.vpcId);
  call.state.reachability.remember(call.moto, groups);
  const answer = await askMoto(call);
  balancer.securityGroups = securityGroups;
  await setInterfaceGroups(call.moto, balancer);
  return answer.children;
};

export const setSubnets: ElbOperation = async (call) => {
  const balancer = existing(call);
  const mapped = objectsOf(call.parameters.SubnetMappings).map(({ SubnetId }: QueryObject) => textOf(SubnetId) ?? '');
  const subnets = [...textsOf(call.parameters.Subnets), ...mapped];
  const vpcId = await checkSubnets(call.moto, subnets, balancer.scheme);
  if (vpcId !== balancer.vpcId) {
    throw new AwsError('InvalidSubnet', `The subnets are not in the load balancer's VPC ${balancer.vpcId}`);
  }
  const answer = await askMoto(call);
  balancer.subnets = subnets;
  await moveInterfaces(call.moto, balancer);
  return answer.children;
};

function existing({ parameters, state }: ElbCall): LoadBalancerState {
  const arn = textOf(parameters.LoadBalancerArn) ?? '';
  const balancer = state.loadBalancers.get(arn);
  if (balancer === undefined) throw notFound(arn);
  return balancer;
}
