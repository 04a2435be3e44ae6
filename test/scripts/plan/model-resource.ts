import type { JsonObject } from '../../../handlers/template-language/json';

/** A resource that exists. */
export interface ModelResource {
  id: string;
  logicalId: string;
  type: string;
  /** All values known. */
  properties: JsonObject;
}
