/** Targets: registering and deregistering them, and their health. moto knows neither ports nor health. */
import { isIP } from 'node:net';
import { validationError } from '../wire/errors';
import { objectsOf, textOf } from '../wire/query';
import { type XmlNode, xmlNode } from '../wire/xml-tree';
import { notFound } from './errors';
import { askMoto, type ElbCall, type ElbOperation } from './operation';
import type { DescribedTarget, TargetGroup } from './targets/group';
import type { TargetAddress } from './targets/target';

export const registerTargets: ElbOperation = async (call) => {
  const { group, targets } = read(call);
  if (group.targetType === 'ip') {
    const wrong = targets.find(({ id = '' }) => isIP(id) === 0);
    if (wrong !== undefined) throw validationError(`The IP address '${wrong.id}' is not a valid IPv4 or IPv6 address`);
  } else await askMoto(call);
  group.register(call.moto, targets);
  return [];
};

/** "If the specified target does not exist, the action returns successfully" (API reference, DeregisterTargets). */
export const deregisterTargets: ElbOperation = (call) => {
  const { group, targets } = read(call);
  group.deregister(targets);
  return [];
};

export const describeTargetHealth: ElbOperation = (call) => {
  const { group, targets } = read(call);
  return [
    xmlNode(
      'TargetHealthDescriptions',
      group.describe(targets.length > 0 ? targets : undefined).map((each) => xmlNode('member', described(each))),
    ),
  ];
};

/** @throws AwsError TargetGroupNotFound */
function read({ parameters, state }: ElbCall): { group: TargetGroup; targets: Partial<TargetAddress>[] } {
  const arn = textOf(parameters.TargetGroupArn) ?? '';
  const group = state.targetGroups.get(arn)?.view;
  if (group === undefined) throw notFound(arn);
  const targets = objectsOf(parameters.Targets).map(({ Id, Port, AvailabilityZone }) => ({
    id: textOf(Id) ?? '',
    port: textOf(Port) === undefined ? undefined : Number(Port),
    availabilityZone: textOf(AvailabilityZone),
  }));
  return { group, targets };
}

function described({ id, port, availabilityZone, healthCheckPort, health }: DescribedTarget): XmlNode[] {
  const nodes = (members: Record<string, string | undefined>) =>
    Object.entries(members).flatMap(([name, text]) => (text === undefined ? [] : [xmlNode(name, text)]));
  const { state: State, reason: Reason, description: Description } = health;
  return [
    xmlNode('Target', nodes({ Id: id, Port: String(port), AvailabilityZone: availabilityZone })),
    xmlNode('HealthCheckPort', String(healthCheckPort)),
    xmlNode('TargetHealth', nodes({ State, Reason, Description })),
  ];
}
