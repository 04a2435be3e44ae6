import { at, type Findings } from '../../template-language/findings';
import {
  branchesOf,
  functionOf,
  getAtt,
  getAttArguments,
  ref,
  type SubPart,
  sub,
  subArguments,
  subParts,
  subText,
} from '../../template-language/intrinsics';
import { isObject, type Json, type JsonObject, mapValues, member, textOf } from '../../template-language/json';
import { didYouMean, nearest } from '../../template-language/nearest';
import type { Resolver } from '../../template-language/resolver';
import { logicalId } from '../names';
import { policiesOf } from '../resources/scaling';
import type { ServiceSpec } from '../spec';
import { type Attribute, attributesOf } from './attributes';
import { asUrls, endpointsAlone, freshName } from './urls';

/**
 * Rewrites references to blocks into references to the generated resources. `Ref` needs no change: the ECS service has
 * the block's logical id, and its `Ref` is the ARN.
 */
export class References {
  readonly #blocks: ReadonlyMap<string, { spec: ServiceSpec; attributes: Readonly<Record<string, Attribute>> }>;
  readonly #resolver: Resolver;
  readonly #findings: Findings;
  readonly #warnings: Findings;

  constructor(specs: readonly ServiceSpec[], resolver: Resolver, findings: Findings, warnings: Findings) {
    this.#blocks = new Map(specs.map((spec) => [spec.id, { spec, attributes: attributesOf(spec) }]));
    this.#resolver = resolver;
    this.#findings = findings;
    this.#warnings = warnings;
  }

  /**
   * A copy of a template with all references rewritten. Template metadata, rules and conditions stay as they are: no
   * function there can refer to a resource.
   */
  template(template: JsonObject): JsonObject {
    return mapValues(template, (section, name) => {
      if (name === 'Outputs') return this.#outputs(this.value(section, name));
      // SAM copies its globals into resources after this macro has run.
      if (name === 'Globals' || name === 'Hooks') return this.value(section, name);
      if (name !== 'Resources' || !isObject(section)) return section;
      return mapValues(section, (resource, id) => {
        const path = at(name, id);
        return isObject(resource) ? this.resource(resource, path) : this.value(resource, path);
      });
    });
  }

  /** The outputs, unchanged. Notes those that are lists. */
  #outputs(outputs: Json): Json {
    for (const [id, output] of isObject(outputs) ? Object.entries(outputs) : []) {
      if (!isList(member(output, 'Value') ?? null)) continue;
      const remedy = 'take one item with Fn::Select, or use Fn::Join';
      this.#findings.add(at('Outputs', id, 'Value'), `is a list, but an output is a string; ${remedy}`);
    }
    return outputs;
  }

  /** A copy of a value in which no function asks a block for an attribute that its ECS service does not have. */
  value(value: Json, path: string): Json {
    if (Array.isArray(value)) return value.map((item, index) => this.value(item, at(path, index)));
    if (!isObject(value)) return value;
    const name = functionOf(value);
    if (name === 'Fn::Join') {
      return mapValues(this.#urls(value, at(path, name)), (item) => this.value(item, at(path, name)));
    }
    if (name === 'Fn::GetAtt') return this.#getAtt(value, at(path, name));
    if (name === 'Fn::Sub') return this.#sub(this.#urls(value, at(path, name)), at(path, name));
    return mapValues(value, (item, key) => {
      if (Object.hasOwn(HOST_NAMES, key)) this.#hostName(item, key, at(path, key));
      return this.value(item, at(path, key));
    });
  }

  #hostName(value: Json, property: string, path: string): void {
    for (const block of endpointsAlone(value, (id) => this.#blocks.has(id))) {
      const right = HOST_NAMES[property];
      this.#warnings.add(path, `takes a host name, but ${block}.Endpoint is a URL; ${block}.${right}`);
    }
  }

  /**
   * A copy of a resource with its references rewritten, `DependsOn` included.
   * @param own the block that the resource is made from. What depends on its own block waits for the ECS service alone
   */
  resource(resource: JsonObject, path: string, own?: string): JsonObject {
    return mapValues(resource, (value, key) =>
      key === 'DependsOn' ? this.#dependsOn(value, own) : this.value(value, at(path, key)),
    );
  }

  /**
   * What depends on a block depends on the whole service. The scaling policies, the traffic and the distribution are
   * created last; they and the scalable target are the only parts that are created after the ECS service.
   */
  #dependsOn(value: Json, own?: string): Json {
    const ids = Array.isArray(value) ? value : [value];
    const block = (id: Json) => (typeof id === 'string' && id !== own ? this.#blocks.get(id) : undefined);
    if (!ids.some(block)) return value;
    const all = ids.flatMap((id) => {
      const spec = block(id)?.spec;
      if (spec === undefined) return [id];
      const last = spec.entry === undefined ? (['Traffic'] as const) : (['Traffic', 'Distribution'] as const);
      return [id, ...[...policiesOf(spec), ...last].map((part) => logicalId(spec, part))];
    });
    return [...new Set(all)];
  }

  #urls(value: JsonObject, path: string): JsonObject {
    const { value: written, leftOut, doubled } = asUrls(value, (id) => this.#blocks.has(id));
    for (const { block, scheme } of leftOut) {
      const own = this.#schemeOf(block);
      if (own.startsWith(scheme.toLowerCase())) continue;
      this.#warnings.add(
        path,
        `${scheme} before ${block}.Endpoint is removed: the endpoint is already a URL, with ${own}`,
      );
    }
    for (const { block, scheme } of doubled) {
      this.#warnings.add(
        path,
        `${scheme} stands before ${block}.Endpoint, a URL that begins with ${this.#schemeOf(block)}; ${block}.DomainName is its host`,
      );
    }
    return written;
  }

  /** How the endpoint of a block begins. */
  #schemeOf(block: string): string {
    return this.#blocks.get(block)?.spec.entry === undefined ? 'http:// for now' : 'https://';
  }

  #getAtt(value: JsonObject, path: string): Json {
    const target = getAttArguments(value['Fn::GetAtt']);
    const block = target && this.#blocks.get(target.logicalId);
    if (!target || !block) return mapValues(value, (item) => this.value(item, path));
    const name = this.#resolver.resolve(target.attribute);
    if (!name.known || typeof name.value !== 'string') {
      const why = name.known ? 'it is not a string' : name.why;
      this.#findings.add(path, `asks ${target.logicalId} for an attribute that must be known here, but ${why}`);
      return value;
    }
    const found = this.#attribute(block, name.value, path);
    if (found === undefined) return value;
    if ('value' in found) return found.value;
    return 'text' in found ? functionFor(found.text) : found.list.map(functionFor);
  }

  #sub(value: JsonObject, path: string): Json {
    const parsed = subArguments(value['Fn::Sub']);
    if (parsed === undefined) return mapValues(value, (item) => this.value(item, path));
    const used: string[] = [];
    const own: JsonObject = { ...parsed.variables };
    const parts = subParts(parsed.text).flatMap((part): SubPart[] => {
      if ('text' in part || Object.hasOwn(parsed.variables, part.variable)) return [part];
      const put = this.#variable(part.variable, path, own);
      used.push(...put.flatMap((piece) => ('variable' in piece ? [piece.variable] : [])));
      return put;
    });
    for (const name of used) {
      if (Object.hasOwn(parsed.variables, name)) {
        this.#findings.add(path, `has its own variable named ${name}, which hides a generated resource; rename it`);
      }
    }
    const variables = mapValues(own, (item, key) => this.value(item, at(path, 1, key)));
    const isNeeded = Array.isArray(value['Fn::Sub']) || Object.keys(own).length > 0;
    return sub(subText(parts), isNeeded ? variables : undefined);
  }

  /**
   * The parts of an `Fn::Sub` text that replace one of its variables.
   * @param own the function's own variables; one may be added here
   */
  #variable(variable: string, path: string, own: JsonObject): SubPart[] {
    const target = getAttArguments(variable);
    const block = target && this.#blocks.get(target.logicalId);
    if (!block || typeof target.attribute !== 'string') return [{ variable }];
    const found = this.#attribute(block, target.attribute, path);
    if (found === undefined) return [{ variable }];
    if ('text' in found) return subParts(found.text);
    if ('value' in found) {
      const same = (known: string): boolean => JSON.stringify(own[known]) === JSON.stringify(found.value);
      const name = Object.keys(own).find(same) ?? freshName(variable.replace('.', ''), own);
      own[name] = found.value;
      return [{ variable: name }];
    }
    this.#findings.add(path, `\${${variable}} is a list; take one item with Fn::Select, or use Fn::Join`);
    return [{ variable }];
  }

  #attribute(
    { spec, attributes }: { spec: ServiceSpec; attributes: Readonly<Record<string, Attribute>> },
    name: string,
    path: string,
  ): Exclude<Attribute, { refused: string }> | undefined {
    const found = Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (found === undefined) {
      const names = Object.keys(attributes).filter((known) => !('refused' in (attributes[known] ?? {})));
      const list = nearest(name, names) === undefined ? `; it has ${names.join(', ')}` : '';
      this.#findings.add(path, `${spec.id} has no attribute ${name}${didYouMean(name, names)}${list}`);
      return undefined;
    }
    if (!('refused' in found)) return found;
    this.#findings.add(path, `${spec.id} does not have ${name}: ${found.refused}`);
    return undefined;
  }
}

/**
 * Properties of AWS resources that take a host name, and the attribute to use for them. The native type's endpoint is a
 * host name, but a block's endpoint is a URL.
 */
const HOST_NAMES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['DomainName', 'FullyQualifiedDomainName', 'Host', 'HostName', 'Hostname', 'ServerHostname'].map((name) => [
      name,
      'DomainName is its host',
    ]),
  ),
  // Here DomainName would be wrong: if the service has Hosts, that would be the record's own name.
  ...Object.fromEntries(
    ['ResourceRecords', 'DNSName', 'AWS_INSTANCE_CNAME'].map((name) => [name, 'DNSName is that of its load balancer']),
  ),
};

/** Whether a value is a list, or one of its branches. */
const isList = (value: Json): boolean => Array.isArray(value) || branchesOf(value).slice(1).some(isList);

/** The shortest function that gives an `Fn::Sub` text. */
function functionFor(text: string | JsonObject): Json {
  if (typeof text !== 'string') return text;
  const [part, ...more] = subParts(text);
  if (part === undefined || more.length > 0) return sub(text);
  if ('text' in part) return part.text;
  const target = getAttArguments(part.variable);
  return target === undefined ? ref(part.variable) : getAtt(target.logicalId, textOf(target.attribute));
}
