/** Reads and writes the bodies of AWS's query protocols: `Tags.member.1.Key=a` (awsQuery) and `Filter.1.Name=a` (EC2). */

export type QueryValue = string | QueryValue[] | QueryObject;
export interface QueryObject {
  [name: string]: QueryValue | undefined;
}

/** A node while the body is being read: a text, or the nodes below it. */
interface Node {
  text?: string;
  children: Map<string, Node>;
}

/**
 * Turns a form-encoded body into a nested object. Numbered members become arrays in the order of their numbers, and dotted
 * names become objects. `Action` and `Version` are members like any other.
 *
 * An empty list arrives as an empty text (`Tags=`); `listOf` reads it as `[]`.
 */
export function parseQuery(body: Buffer | string): QueryObject {
  const root: Node = { children: new Map() };
  for (const [path, text] of new URLSearchParams(body.toString())) {
    let node = root;
    for (const step of path.split('.')) {
      let next = node.children.get(step);
      if (next === undefined) {
        next = { children: new Map() };
        node.children.set(step, next);
      }
      node = next;
    }
    node.text = text;
  }
  return objectOf(root);
}

function readNode(node: Node): QueryValue {
  if (node.children.size === 0) return node.text ?? '';
  const members = node.children.get('member');
  const list = members !== undefined && node.children.size === 1 ? members : node;
  const steps = [...list.children.keys()];
  if (!steps.every((step) => /^\d+$/.test(step))) return objectOf(node);
  return [...list.children].sort(([a], [b]) => Number(a) - Number(b)).map(([, member]) => readNode(member));
}

function objectOf(node: Node): QueryObject {
  return Object.fromEntries([...node.children].map(([name, child]) => [name, readNode(child)]));
}

/** The text of a member; undefined if the member is missing or is not a text. */
export function textOf(value: QueryValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The members of a list; none if the list is missing or empty. */
export function listOf(value: QueryValue | undefined): QueryValue[] {
  return Array.isArray(value) ? value : [];
}

/** The texts in a list; other members are left out. */
export function textsOf(value: QueryValue | undefined): string[] {
  return listOf(value).filter((member) => typeof member === 'string');
}

/** The objects in a list; other members are left out. */
export function objectsOf(value: QueryValue | undefined): QueryObject[] {
  return listOf(value).filter(isObject);
}

/** The structure under a name; undefined if it is missing. */
export function objectIn(value: QueryValue | undefined): QueryObject | undefined {
  return value !== undefined && isObject(value) ? value : undefined;
}

function isObject(value: QueryValue): value is QueryObject {
  return typeof value === 'object' && !Array.isArray(value);
}

/** Writes a nested object as a body: the inverse of `parseQuery`. `style` says how lists are numbered. */
export function writeQuery(object: QueryObject, style: 'query' | 'ec2' = 'query'): string {
  const pairs = new URLSearchParams();
  const infix = style === 'query' ? '.member' : '';
  const write = (path: string, value: QueryValue | undefined): void => {
    if (value === undefined) return;
    if (typeof value === 'string') pairs.append(path, value);
    else if (Array.isArray(value) && value.length === 0) pairs.append(path, '');
    else if (Array.isArray(value)) {
      for (const [i, member] of value.entries()) write(`${path}${infix}.${i + 1}`, member);
    } else for (const [name, member] of Object.entries(value)) write(`${path}.${name}`, member);
  };
  for (const [name, value] of Object.entries(object)) write(name, value);
  return pairs.toString();
}
