import { isObject, type Json } from '../../handlers/template-language/json';

/** The entries of a map; none for any other value, which another check reports. */
export const entriesOf = (value: Json | undefined): [string, Json][] => (isObject(value) ? Object.entries(value) : []);

/** The keys of a map; none for any other value. */
export const entryNames = (value: Json | undefined): string[] => entriesOf(value).map(([name]) => name);
