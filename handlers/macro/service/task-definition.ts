import { at } from '../findings';
import { functionOf, type Value } from '../intrinsics';
import { type Json, type JsonObject, member, textOf } from '../json';
import { CONTAINER_NAME } from '../names';
import type { Context } from './checks/context';
import { CONTAINER } from './properties/container';
import type { Reader } from './reader';

/** What a task definition settles by itself; Express Mode refuses these beside one, too. */
const EXCLUSIVE = [
  'PrimaryContainer',
  ...Object.keys(CONTAINER).filter((name) => name !== 'ContainerPort'),
  'Cpu',
  'Memory',
  'CpuArchitecture',
  'TaskRoleArn',
  'ExecutionRoleArn',
  'LogRetentionInDays',
  'Sidecars',
  'Volumes',
];

/** Notes every property that a task definition of the user's leaves no room for. */
export function refuseExclusive(reader: Reader, properties: JsonObject, path: string): void {
  for (const name of EXCLUSIVE) {
    if (!reader.absent(member(properties, name))) {
      reader.fail(at(path, name), 'cannot be given with TaskDefinitionArn, whose task definition settles it');
    }
  }
}

/**
 * The port of container `Main` in a task definition of the same template; undefined when the definition stands elsewhere
 * or is not known that far. Notes a definition that no service can use.
 */
export function portOfDefinition(
  arn: Value<string>,
  wanted: Value<number> | undefined,
  template: JsonObject,
  path: string,
  { resolver, findings }: Context,
): Value<number> | undefined {
  const id = functionOf(arn) === 'Ref' ? textOf(member(arn, 'Ref')) : '';
  const definition = member(template.Resources, id);
  if (member(definition, 'Type') !== 'AWS::ECS::TaskDefinition') return undefined;
  const containers = member(member(definition, 'Properties'), 'ContainerDefinitions');
  if (!Array.isArray(containers)) return undefined;
  const named = containers.map((container): [Json, string | undefined] => {
    const name = resolver.resolve(member(container, 'Name') ?? null);
    return [container, name.known ? textOf(name.value) : undefined];
  });
  const main = named.find(([, name]) => name === CONTAINER_NAME)?.[0];
  if (main === undefined) {
    if (named.every(([, name]) => name !== undefined)) {
      findings.add(path, `${id} has no container named ${CONTAINER_NAME}, the one that answers requests`);
    }
    return undefined;
  }
  const mappings = member(main, 'PortMappings') ?? [];
  if (!Array.isArray(mappings)) return undefined;
  const ports = mappings.map((mapping) => member(mapping, 'ContainerPort') ?? null);
  const same = (port: Json): boolean => JSON.stringify(literal(port)) === JSON.stringify(literal(wanted ?? null));
  if (wanted !== undefined) {
    const literals = [...ports, wanted].every((port) => functionOf(port) === undefined);
    if (literals && !ports.some(same)) {
      findings.add(path, `container ${CONTAINER_NAME} of ${id} maps no port ${textOf(wanted)}`);
    }
    return wanted;
  }
  const [port] = ports;
  if (ports.length === 1 && (typeof port === 'number' || functionOf(port) !== undefined)) return port as Value<number>;
  if (ports.length === 1 && typeof port === 'string') return Number(port);
  const message = `container ${CONTAINER_NAME} of ${id} maps ${ports.length} ports; name the one to use in ContainerPort`;
  findings.add(path, ports.length === 0 ? `container ${CONTAINER_NAME} of ${id} maps no port, and needs one` : message);
  return undefined;
}

const literal = (port: Json): Json => (typeof port === 'string' ? Number(port) : port);
