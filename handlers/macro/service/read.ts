import { at, type Findings } from '../findings';
import { isNoValue } from '../intrinsics';
import { isObject, type JsonObject, member } from '../json';
import type { Resolver } from '../resolve';
import { readAttributes } from './attributes';
import { BLOCK, CONTAINER, SERVICE } from './block';
import { checkService } from './checks';
import { cpuUnits, memoryMebibytes } from './fargate';
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
  checkService({ ...service, container }, properties.path, { resolver, findings });
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
  const malformed = findings.list.length > before;
  if (primary !== undefined) reader.unknown(Object.keys(CONTAINER), primary.value, primary.path);
  const place = (name: string): Place => {
    const above = placesIn(properties, path)(name);
    const inside = primary === undefined ? undefined : placesIn(primary.value, primary.path)(name);
    if (above.given !== undefined && inside?.given !== undefined) {
      findings.add(above.path, `is given twice, here and as PrimaryContainer.${name}; keep one of them`);
    }
    return above.given !== undefined || inside === undefined ? above : inside;
  };
  const { Image, ...others } = CONTAINER;
  // A malformed primary container was noted: that it lacks an image is not worth another word.
  return reader.members(malformed && properties.Image === undefined ? others : { Image, ...others }, place);
}

/** CPU units and MiB in figures only, whichever unit they were written in. */
function normalSize({ Cpu, Memory }: Pick<ServiceSpec, 'Cpu' | 'Memory'>): Pick<ServiceSpec, 'Cpu' | 'Memory'> {
  return {
    Cpu: typeof Cpu === 'string' ? String(cpuUnits(Cpu) ?? Cpu) : Cpu,
    Memory: typeof Memory === 'string' ? String(memoryMebibytes(Memory) ?? Memory) : Memory,
  };
}

function resourceTypes(template: JsonObject): Record<string, string> {
  const types = Object.entries(isObject(template.Resources) ? template.Resources : {}).map(([id, resource]) => {
    const type = member(resource, 'Type');
    return [id, typeof type === 'string' ? type : ''];
  });
  return Object.fromEntries(types);
}
