/** What the operations of one region work with. */
import type { QueryObject } from '../../wire/query';
import type { XmlObject } from '../../wire/xml';
import type { Engine } from '../engine/engine';
import type { Store } from '../state/store';
import type { PrepareTools } from '../transform/prepare';

export interface Office extends PrepareTools {
  accountId: string;
  region: string;
  store: Store;
  engine: Engine;
}

/** One operation: a request's members in, the result's members out. */
export type Operation = (query: QueryObject, office: Office) => Promise<XmlObject> | XmlObject;
