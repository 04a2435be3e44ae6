import {
  functionOf,
  getAttArguments,
  isNoValue,
  subArguments,
  subParts,
} from '../../handlers/template-language/intrinsics';
import { isObject, isScalar, type Json, type JsonObject, member } from '../../handlers/template-language/json';
import { Resolver } from '../../handlers/template-language/resolver';
import { concatenation, reference } from './values';

/** A template after its macros, and where it is deployed. */
export interface Side {
  template: JsonObject;
  /** Values by parameter name; the others have their defaults. */
  parameters: Readonly<Record<string, string>>;
  region: string;
  accountId: string;
}

/** A resource that the template wants, with its conditions decided. */
export interface SettledResource {
  logicalId: string;
  type: string;
  properties: JsonObject;
  /** As written; references imply more. */
  dependsOn: readonly string[];
  deletionPolicy: string;
  updateReplacePolicy: string;
}

/** What a template comes to: everything worked out that can be before CloudFormation makes the resources. */
export interface Settled {
  resources: ReadonlyMap<string, SettledResource>;
  outputs: Readonly<Record<string, Json>>;
  /** Why something of the template could not be followed; sentences. */
  cautions: readonly string[];
}

/**
 * Works a template out: parameters, mappings, conditions and functions of literals become their values, so that two
 * ways to write one value are equal, as they are to CloudFormation, which compares what properties come to. What stays
 * unknown takes a normal form (`values.ts`).
 */
export function settle(side: Side): Settled {
  const { template, region, accountId, parameters } = side;
  const resolver = new Resolver({ template, parameters, region, accountId, partition: partitionOf(region) });
  const form = new NormalForm(template, resolver);
  const resources = new Map<string, SettledResource>();
  const cautions: string[] = [];
  for (const [logicalId, resource] of entriesOf(template.Resources)) {
    const type = member(resource, 'Type');
    if (!isObject(resource) || typeof type !== 'string') {
      cautions.push(`${logicalId} is worked out by CloudFormation itself; what comes of it is not in this plan.`);
    } else if (form.holds(resource.Condition)) {
      resources.set(logicalId, settleResource(logicalId, type, resource, form));
    }
  }
  const outputs = entriesOf(template.Outputs).filter(([, output]) => form.holds(member(output, 'Condition')));
  return {
    resources,
    outputs: Object.fromEntries(outputs.map(([name, output]) => [name, form.of(output) ?? null])),
    cautions,
  };
}

const partitionOf = (region: string): string =>
  region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';

const entriesOf = (section: Json | undefined): [string, Json][] => (isObject(section) ? Object.entries(section) : []);

function settleResource(logicalId: string, type: string, resource: JsonObject, form: NormalForm): SettledResource {
  const properties = form.of(resource.Properties ?? {});
  const text = (value: Json | undefined): string | undefined => {
    const known = value === undefined ? undefined : form.of(value);
    return typeof known === 'string' ? known : undefined;
  };
  return {
    logicalId,
    type,
    properties: isObject(properties) ? properties : {},
    dependsOn: [resource.DependsOn ?? []].flat().map(String),
    deletionPolicy: text(resource.DeletionPolicy) ?? 'Delete',
    updateReplacePolicy: text(resource.UpdateReplacePolicy) ?? 'Delete',
  };
}

/** Brings values into their normal form; see `values.ts`. */
class NormalForm {
  readonly #template: JsonObject;
  readonly #resolver: Resolver;

  constructor(template: JsonObject, resolver: Resolver) {
    this.#template = template;
    this.#resolver = resolver;
  }

  /** Whether a resource or output is there. Of a condition that nobody can decide yet it is taken that it holds. */
  holds(condition: Json | undefined): boolean {
    const result = typeof condition === 'string' ? this.#resolver.condition(condition) : undefined;
    return result?.known !== true || result.value;
  }

  /** Undefined for `AWS::NoValue`. */
  of(value: Json): Json | undefined {
    if (Array.isArray(value)) return value.map((item) => this.of(item)).filter((item) => item !== undefined);
    if (!isObject(value)) return value;
    if (isNoValue(value)) return undefined;
    const name = functionOf(value);
    if (name !== undefined) return this.#call(name, value[name] ?? null, value);
    const members = Object.entries(value).map(([key, item]): [string, Json | undefined] => [key, this.of(item)]);
    return Object.fromEntries(members.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  }

  #call(name: string, argument: Json, whole: JsonObject): Json | undefined {
    const result = this.#resolver.resolve(whole);
    if (result.known) return result.value;
    switch (name) {
      case 'Ref':
        return reference(String(argument));
      case 'Fn::GetAtt':
        return this.#getAtt(argument);
      case 'Fn::Sub':
        return this.#sub(argument);
      case 'Fn::Join':
        return this.#join(argument);
      case 'Fn::If':
        return this.#if(argument);
      default:
        return { Function: name, Arguments: this.of(argument) ?? null };
    }
  }

  #getAtt(argument: Json): Json {
    const { logicalId = '', attribute = '' } = getAttArguments(argument) ?? {};
    const text = this.of(attribute);
    return typeof text === 'string' ? reference(logicalId, text) : { Function: 'Fn::GetAtt', Arguments: argument };
  }

  #sub(argument: Json): Json {
    const parsed = subArguments(argument);
    if (parsed === undefined) return { Function: 'Fn::Sub', Arguments: argument };
    return concatenation(
      subParts(parsed.text).map((part) => {
        if ('text' in part) return part.text.replaceAll('${!', '${');
        const own = member(parsed.variables, part.variable);
        return this.of(own ?? referenceOf(part.variable)) ?? '';
      }),
    );
  }

  /** The same as a `Fn::Sub` of its parts; of a list that is not known yet, a function of its own. */
  #join(argument: Json): Json {
    const [delimiter, list] = Array.isArray(argument) ? argument.map((item) => this.of(item)) : [];
    if (!isScalar(delimiter) || !Array.isArray(list))
      return { Function: 'Fn::Join', Arguments: this.of(argument) ?? null };
    return concatenation(list.flatMap((item, index) => (index === 0 ? [item] : [delimiter, item])));
  }

  #if(argument: Json): Json | undefined {
    const taken = this.#resolver.branch({ 'Fn::If': argument });
    if (taken?.known === true) return this.of(taken.value);
    const [condition = null, ...branches] = Array.isArray(argument) ? argument : [];
    const definition = typeof condition === 'string' ? member(this.#template.Conditions, condition) : undefined;
    // The definition in place of the name: a condition that is decided otherwise is another value.
    return {
      Function: 'Fn::If',
      Arguments: [this.of(definition ?? condition) ?? null, ...branches.map((branch) => this.of(branch) ?? null)],
    };
  }
}

const referenceOf = (variable: string): Json =>
  variable.includes('.') ? { 'Fn::GetAtt': variable } : { Ref: variable };
