import { at, Findings } from '../../template-language/findings';
import type { Value } from '../../template-language/intrinsics';
import { type JsonObject, member } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';
import { checkExecuteCommand } from '../checks/execute-command';
import { cpuUnits, memoryMebibytes } from '../checks/fargate';
import { checkService } from '../checks/service';
import { CONTAINER_NAME } from '../names';
import { BLOCK, SERVICE } from '../properties/block';
import { CONTAINER } from '../properties/container';
import { mergeSources, type SecretSource } from '../secrets/policy';
import { SecretSources } from '../secrets/sources';
import type { Block, ContainerSpec, ExpansionContext, ServiceSpec } from '../spec';
import { readAttributes } from './attributes';
import { entryOf } from './entry';
import { type Given, placesIn, Reader } from './reader';
import { rebalancing } from './rebalancing';
import { portOfDefinition, refuseExclusive } from './task-definition';

interface BlockContext extends ExpansionContext {
  block: Block;
  template: JsonObject;
}

/** What a block says about its tasks: a container, or the port of the one in the user's task definition. */
interface Task {
  container: Partial<ContainerSpec> | undefined;
  port: Value<number> | undefined;
}

/** Reads a block; undefined when something is wrong, which is then among the findings. */
export function readService(context: BlockContext): ServiceSpec | undefined {
  const { block, template, resolver, findings } = context;
  const before = findings.list.length;
  const used = isUsed(block, resolver);
  const reader = new Reader(resolver, findings, used);
  const attributes = readAttributes(block, template, reader, findings);
  if (!/^[A-Za-z0-9]{1,120}$/.test(block.id)) {
    findings.add(
      block.path,
      'a logical id must have at most 120 letters and digits, because other ids are made from it',
    );
  }
  const path = at(block.path, 'Properties');
  const found = reader.object(block.resource.Properties ?? {}, path);
  if (found === undefined && findings.list.length > before) return undefined;
  // An Fn::If may remove all properties.
  const properties = found ?? { value: {}, path };
  reader.unknown(Object.keys(BLOCK), properties.value, properties.path);
  // A block that its condition leaves out is not checked for what is wrong between its properties.
  const between = used ? context : { ...context, findings: new Findings(), warnings: new Findings() };
  const task = readTask(reader, properties.value, properties.path, context, between);
  const service = reader.members(SERVICE, placesIn(properties.value, properties.path));
  const absent = (name: string): boolean => reader.absent(member(properties.value, name));
  const partial = { ...service, container: task.container };
  checkService(partial, properties.path, between, absent);
  checkExecuteCommand(partial, template, properties.path, between);
  const healthCheckPath = readHealthCheckPath(reader, properties.value, properties.path, service);
  if (findings.list.length > before) return undefined;
  // Without a finding, the reader has given every member.
  const complete = { ...service, ...task, ...healthCheckPath } as Pick<
    ServiceSpec,
    keyof typeof SERVICE | 'container' | 'port'
  >;
  const primary = absent('RepositoryCredentials') ? at(properties.path, 'PrimaryContainer') : properties.path;
  const places = { path: properties.path, primary };
  const readable = readableBy(complete, places, between.findings, new SecretSources(resolver, template));
  const entry = entryOf(complete, resolver, properties.path, (where, message) => between.findings.add(where, message));
  if (findings.list.length > before) return undefined;
  return {
    ...complete,
    ...normalSize(complete),
    id: block.id,
    attributes,
    readable,
    rebalancing: rebalancing(complete.Deployment.MaximumPercent, resolver),
    ...(entry && { entry }),
  };
}

/** Whether the block's condition holds, or is not known. */
function isUsed({ resource: { Condition } }: Block, resolver: Resolver): boolean {
  const holds = typeof Condition === 'string' ? resolver.condition(Condition) : undefined;
  return holds?.known !== true || holds.value;
}

/** @param between takes what is wrong between the block and its task definition */
function readTask(
  reader: Reader,
  properties: JsonObject,
  path: string,
  context: BlockContext,
  between: BlockContext,
): Task {
  const { findings, template } = context;
  const before = findings.list.length;
  const { TaskDefinitionArn } = SERVICE;
  const { TaskDefinitionArn: arn } = reader.members({ TaskDefinitionArn }, placesIn(properties, path));
  if (arn === undefined && findings.list.length === before) {
    const container = readContainer(reader, properties, path, findings);
    return { container, port: container.ContainerPort };
  }
  refuseExclusive(reader, properties, path);
  const { default: usual, ...ContainerPort } = CONTAINER.ContainerPort;
  const { ContainerPort: wanted } = reader.members({ ContainerPort }, placesIn(properties, path));
  if (arn === undefined) return { container: undefined, port: wanted };
  const place = at(path, 'TaskDefinitionArn');
  const port = portOfDefinition(arn, wanted, template, place, between) ?? wanted;
  if (port === undefined && findings.list.length === before) {
    const message = `does not say which port its container ${CONTAINER_NAME} maps, so ${usual} is assumed; set ContainerPort`;
    between.warnings.add(place, message);
  }
  return { container: undefined, port: port ?? usual };
}

/** The health check's path: Express Mode's own property, or the one in `HealthCheck`. */
function readHealthCheckPath(
  reader: Reader,
  properties: JsonObject,
  path: string,
  { HealthCheck }: Partial<ServiceSpec>,
): Partial<ServiceSpec> {
  if (HealthCheck?.Path === undefined) return {};
  if (!reader.absent(member(properties, 'HealthCheckPath'))) {
    reader.fail(at(path, 'HealthCheckPath'), 'is given twice, here and as HealthCheck.Path; keep one of them');
  }
  return { HealthCheckPath: HealthCheck.Path };
}

/**
 * Where the secrets and registry logins of all containers are read from. Empty if the user gives an execution role,
 * which must have the permissions already.
 * @param places of the block's properties, and of the primary container's login
 */
function readableBy(
  { container, Sidecars, ExecutionRoleArn }: Pick<ServiceSpec, 'container' | 'Sidecars' | 'ExecutionRoleArn'>,
  { path, primary }: { path: string; primary: string },
  findings: Findings,
  sources: SecretSources,
): SecretSource {
  if (ExecutionRoleArn !== undefined) return mergeSources([]);
  const refuse = (where: string) => (message: string) => findings.add(where, message);
  const containers: [Partial<ContainerSpec>, string][] = [
    [container ?? {}, primary],
    ...Sidecars.map((sidecar, index): [Partial<ContainerSpec>, string] => [sidecar, at(path, 'Sidecars', index)]),
  ];
  return mergeSources(
    containers.flatMap(([{ Secrets = [], RepositoryCredentials: login }, where]) => [
      ...Secrets.map((secret) => sources.of([secret.value], refuse(secret.path))),
      ...(login === undefined
        ? []
        : [
            sources.logins(
              [login.CredentialsParameter],
              refuse(at(where, 'RepositoryCredentials', 'CredentialsParameter')),
            ),
          ]),
    ]),
  );
}

/** The container's fields, each from `PrimaryContainer` or from the top of the block, but not from both. */
function readContainer(
  reader: Reader,
  properties: JsonObject,
  path: string,
  findings: Findings,
): Partial<ContainerSpec> {
  const primaryPath = at(path, 'PrimaryContainer');
  const given = properties.PrimaryContainer;
  const before = findings.list.length;
  const primary = given === undefined || reader.absent(given) ? undefined : reader.object(given, primaryPath);
  const malformed = findings.list.length > before;
  if (primary !== undefined) reader.unknown(Object.keys(CONTAINER), primary.value, primary.path);
  const place = (name: string): Given => {
    const above = placesIn(properties, path)(name);
    const inside = primary === undefined ? undefined : placesIn(primary.value, primary.path)(name);
    if (inside !== undefined && !reader.absent(above.given) && !reader.absent(inside.given)) {
      findings.add(above.path, `is given twice, here and as PrimaryContainer.${name}; keep one of them`);
    }
    return inside === undefined || !reader.absent(above.given) ? above : inside;
  };
  const { Image, ...others } = CONTAINER;
  // A malformed primary container has a finding already; that its image is missing needs no second one.
  return reader.members(malformed && properties.Image === undefined ? others : { Image, ...others }, place);
}

/** The size as plain numbers of CPU units and MiB, whatever units were given. */
function normalSize({ Cpu, Memory }: Pick<ServiceSpec, 'Cpu' | 'Memory'>): Pick<ServiceSpec, 'Cpu' | 'Memory'> {
  return {
    Cpu: typeof Cpu === 'string' ? String(cpuUnits(Cpu) ?? Cpu) : Cpu,
    Memory: typeof Memory === 'string' ? String(memoryMebibytes(Memory) ?? Memory) : Memory,
  };
}
