import type { Json } from '../../../../../handlers/template-language/json';

/** A policy document as the JSON string that IAM takes. */
export const documentText = (document: Json | undefined): string =>
  typeof document === 'string' ? document : JSON.stringify(document ?? {});
