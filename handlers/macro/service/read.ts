import { at, type Findings } from '../findings';
import { isNoValue } from '../intrinsics';
import { isObject, isScalar, type Json, type JsonObject, member } from '../json';
import type { Resolver } from '../resolve';
import { readAttributes } from './attributes';
import { BLOCK, CONTAINER, SERVICE } from './block';
import { cpuUnits, memoryMebibytes, sizeErrors } from './fargate';
import { type Place, placesIn, Reader } from './reader';
import { SecretSources } from './secret-source';
import type { Block, ContainerSpec, ServiceSpec } from './spec';

interface Context {
  block: Block;
  template: JsonObject;
  resolver: Resolver;
  findings: Findings;
}

/** Reads a block; undefined when anything of it is wrong, which is then among the findings. */
export function readService(context: Context): ServiceSpec | undefined {
  const { block, template, resolver, findings } = context;
  const before = findings.list.length;
  const attributes = readAttributes(block, template, resolver, findings);
  if (!/^[A-Za-z0-9]{1,120}$/.test(block.id)) {
    findings.add(block.path, 'a logical id must be at most 120 letters and digits, so that others can be made of it');
  }
  const reader = new Reader(resolver, findings);
  const path = at(block.path, 'Properties');
  const properties = reader.object(block.resource.Properties ?? {}, path);
  if (properties === undefined) return undefined;
  reader.unknown(Object.keys(BLOCK), properties.value, properties.path);
  const container = readContainer(reader, properties.value, properties.path, findings);
  const service = reader.members(SERVICE, placesIn(properties.value, properties.path));
  checkSize(service, properties.path, context);
  checkScaling(service.ScalingTarget, at(properties.path, 'ScalingTarget'), context);
  if (findings.list.length > before) return undefined;
  // Without a finding nothing is missing from what the reader gave.
  const complete = { ...service, container } as Pick<ServiceSpec, keyof typeof SERVICE | 'container'>;
  const sources = new SecretSources(resolver, resourceTypes(template));
  const { Secrets, RepositoryCredentials } = complete.container;
  const login = RepositoryCredentials === undefined ? [] : [RepositoryCredentials.CredentialsParameter];
  const readable = sources.of([...Secrets.map((secret) => secret.value), ...login]);
  return { ...complete, ...normalSize(complete), id: block.id, attributes, readable };
}

/** The container's fields, from `PrimaryContainer` or from the top of the block, but never one from both. */
function readContainer(
  reader: Reader,
  properties: JsonObject,
  path: string,
  findings: Findings,
): Partial<ContainerSpec> {
  const primaryPath = at(path, 'PrimaryContainer');
  const given = properties.PrimaryContainer;
  const before = findings.list.length;
  const primary = given === undefined || isNoValue(given) ? undefined : reader.object(given, primaryPath);
  // A malformed primary container was noted: that it lacks an image is not worth another word.
  const malformed = findings.list.length > before;
  if (primary !== undefined) reader.unknown(Object.keys(CONTAINER), primary.value, primary.path);
  const place = (name: string): Place => {
    const above = placesIn(properties, path)(name);
    const inside = primary === undefined ? undefined : placesIn(primary.value, primary.path)(name);
    if (above.given !== undefined && inside?.given !== undefined) {
      findings.add(above.path, `is given twice, here and as PrimaryContainer.${name}; keep one of them`);
    }
    if (above.given !== undefined || inside === undefined) {
      return malformed && name === 'Image' && above.given === undefined ? { ...above, given: '-' } : above;
    }
    return inside;
  };
  const container = reader.members(CONTAINER, place);
  checkVariables(container, findings);
  return container;
}

/** ECS refuses a secret that has the name of a variable. */
function checkVariables({ Environment = [], Secrets = [] }: Partial<ContainerSpec>, findings: Findings): void {
  const names = new Set(Environment.map((variable) => variable.name));
  for (const secret of Secrets) {
    if (names.has(secret.name)) {
      findings.add(secret.path, `${secret.name} is given both in Secrets and in Environment; keep one of them`);
    }
  }
}

function checkSize({ Cpu, Memory }: Partial<ServiceSpec>, path: string, { resolver, findings }: Context): void {
  const errors = sizeErrors(knownText(Cpu, resolver), knownText(Memory, resolver));
  for (const [name, message] of Object.entries(errors)) findings.add(at(path, name), message);
}

function checkScaling(
  scaling: Partial<ServiceSpec['ScalingTarget']> | undefined,
  path: string,
  context: Context,
): void {
  const number = (value: Json | undefined): number => Number(knownText(value, context.resolver) ?? Number.NaN);
  const [least, most] = [number(scaling?.MinTaskCount), number(scaling?.MaxTaskCount)];
  if (least > most) {
    context.findings.add(at(path, 'MinTaskCount'), `is ${least}, more than MaxTaskCount, which is ${most}`);
  }
  const metric = scaling?.AutoScalingMetric;
  const target = number(scaling?.AutoScalingTargetValue);
  if ((metric === 'AVERAGE_CPU' || metric === 'AVERAGE_MEMORY') && target > 100) {
    context.findings.add(at(path, 'AutoScalingTargetValue'), `is ${target}, but ${metric} is a percentage up to 100`);
  }
}

/** CPU units and MiB in figures only, whichever unit they were written in. */
function normalSize({ Cpu, Memory }: Pick<ServiceSpec, 'Cpu' | 'Memory'>): Pick<ServiceSpec, 'Cpu' | 'Memory'> {
  return {
    Cpu: typeof Cpu === 'string' ? String(cpuUnits(Cpu) ?? Cpu) : Cpu,
    Memory: typeof Memory === 'string' ? String(memoryMebibytes(Memory) ?? Memory) : Memory,
  };
}

function knownText(value: Json | undefined, resolver: Resolver): string | undefined {
  const result = value === undefined ? undefined : resolver.resolve(value);
  if (result?.known !== true || !isScalar(result.value)) return undefined;
  const text = String(result.value);
  return text.includes('{{resolve:') ? undefined : text;
}

function resourceTypes(template: JsonObject): Record<string, string> {
  const types = Object.entries(isObject(template.Resources) ? template.Resources : {}).map(([id, resource]) => {
    const type = member(resource, 'Type');
    return [id, typeof type === 'string' ? type : ''];
  });
  return Object.fromEntries(types);
}
