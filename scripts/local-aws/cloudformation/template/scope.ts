import type { Json } from '../../../../handlers/template-language/json';

/** What the values of a template may refer to, and what each reference stands for. */
export interface Scope {
  /** A parameter, pseudo parameter or resource; undefined if nothing has that name. */
  ref(name: string): Json | undefined;
  /** @throws AwsError ValidationError if the resource or its attribute does not exist */
  getAtt(logicalId: string, attribute: string): Json;
  /** @throws AwsError ValidationError if no such condition exists */
  condition(name: string): boolean;
  /** @throws AwsError ValidationError if the mapping has no such keys */
  mapping(map: string, first: string, second: string): Json;
  /** @throws AwsError ValidationError if no stack exports that name */
  importValue(name: string): Json;
  /** Names of a region's Availability Zones. */
  zones(region: string): Json;
}
