import type { JsonObject } from '../../../handlers/template-language/json';

/** A resource as it exists. */
export interface ModelResource {
  id: string;
  logicalId: string;
  type: string;
  /** Everything resolved. */
  properties: JsonObject;
}
