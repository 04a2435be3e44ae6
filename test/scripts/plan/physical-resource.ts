import type { JsonObject } from '../../../handlers/template-language/json';

/** A resource as it exists. */
export interface PhysicalResource {
  id: string;
  logicalId: string;
  type: string;
  /** Everything resolved. */
  properties: JsonObject;
}
