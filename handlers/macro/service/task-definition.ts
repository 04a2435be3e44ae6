import { at } from '../../template-language/findings';
import {
  branchesOf,
  functionOf,
  getAttArguments,
  isIntrinsic,
  isNoValue,
  type Value,
  valueBehind,
} from '../../template-language/intrinsics';
import { type Json, type JsonObject, member, textOf } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';
import { substitutionOf } from '../../template-language/substitution';
import { CONTAINER_NAME } from '../names';
import { CONTAINER } from '../properties/container';
import type { ExpansionContext } from '../spec';
import type { Reader } from './reader';

/** What a task definition decides by itself; Express Mode refuses these beside one, too. */
export const EXCLUSIVE: readonly string[] = [
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

/** Notes every property that cannot be given with the user's own task definition. */
export function refuseExclusive(reader: Reader, properties: JsonObject, path: string): void {
  for (const name of EXCLUSIVE) {
    if (!reader.absent(member(properties, name))) {
      reader.fail(at(path, name), 'cannot be given with TaskDefinitionArn: the task definition decides it');
    }
  }
}

/**
 * The port of the container `Main` in a task definition of the same template; undefined when the definition is
 * elsewhere or its port is not known. Notes a definition that no service can use.
 */
export function portOfDefinition(
  arn: Json,
  wanted: Value<number> | undefined,
  template: JsonObject,
  path: string,
  context: ExpansionContext,
): Value<number> | undefined {
  const [condition = null, ...branches] = branchesOf(arn);
  if (branches.length > 0) {
    const taken = context.resolver.branch(arn);
    const portOf = (branch: Json) => portOfDefinition(branch, wanted, template, path, context);
    if (taken?.known) return portOf(taken.value);
    const [one, two] = branches.map(portOf);
    if (one === undefined || two === undefined) return undefined;
    return JSON.stringify(one) === JSON.stringify(two) ? one : { 'Fn::If': [condition, one, two] };
  }
  const id = definitionOf(arn);
  const definition = member(template.Resources, id);
  if (member(definition, 'Type') !== 'AWS::ECS::TaskDefinition') return undefined;
  const containers = member(member(definition, 'Properties'), 'ContainerDefinitions');
  return portOfMain({ id, containers: containers ?? null, wanted, path }, context);
}

/** The logical id of the resource whose ARN a value is; empty for anything else. */
function definitionOf(arn: Json): string {
  const target = getAttArguments(member(arn, 'Fn::GetAtt'));
  if (target?.attribute === 'TaskDefinitionArn') return target.logicalId;
  const text = isIntrinsic(arn) ? substitutionOf(arn) : undefined;
  const [only, ...more] = text?.parts ?? [];
  if (text !== undefined && only !== undefined && 'variable' in only && more.length === 0) {
    return definitionOf(valueBehind(only.variable, text.variables));
  }
  return textOf(member(arn, 'Ref') ?? null);
}

interface Definition {
  id: string;
  containers: Json;
  wanted: Value<number> | undefined;
  path: string;
}

function portOfMain({ id, containers, wanted, path }: Definition, { resolver, findings }: ExpansionContext) {
  const found = itemsOf(containers, resolver);
  const named = found?.items.map((container): [Json, string | undefined] => {
    const name = resolver.resolve(member(container, 'Name') ?? null);
    return [container, name.known ? textOf(name.value) : undefined];
  });
  const main = named?.find(([, name]) => name === CONTAINER_NAME)?.[0];
  if (main === undefined) {
    if (found?.all && named?.every(([, name]) => name !== undefined)) {
      findings.add(path, `${id} has no container named ${CONTAINER_NAME}, the one that answers requests`);
    }
    return undefined;
  }
  const mappings = itemsOf(member(main, 'PortMappings') ?? [], resolver);
  if (!mappings?.all) return undefined;
  const ports = mappings.items.map((mapping) => member(mapping, 'ContainerPort') ?? null);
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
  findings.add(path, ports.length === 0 ? `container ${CONTAINER_NAME} of ${id} maps no port, but needs one` : message);
  return undefined;
}

/** The items of a list as far as conditions are known, and whether these are all; undefined if it is not a list. */
function itemsOf(list: Json, resolver: Resolver): { items: Json[]; all: boolean } | undefined {
  const taken = resolver.branch(list);
  if (taken !== undefined) return taken.known ? itemsOf(taken.value, resolver) : undefined;
  if (isNoValue(list)) return { items: [], all: true };
  if (!Array.isArray(list)) return undefined;
  const items = list.map((item) => withoutConditions(item, resolver));
  return {
    items: items.flatMap((item) => (item === undefined || isNoValue(item) ? [] : [item])),
    all: items.every((item) => item !== undefined),
  };
}

/** An item without the conditions around it; undefined if these are not known. */
function withoutConditions(item: Json, resolver: Resolver): Json | undefined {
  const taken = resolver.branch(item);
  if (taken !== undefined) return taken.known ? withoutConditions(taken.value, resolver) : undefined;
  return isIntrinsic(item) && !isNoValue(item) ? undefined : item;
}

const literal = (port: Json): Json => (typeof port === 'string' ? Number(port) : port);
