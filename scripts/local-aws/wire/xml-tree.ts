/** Reads the XML that moto answers with, so that an answer can be changed and passed on. */

/** An element: either text or children (AWS never mixes them). */
export interface XmlNode {
  name: string;
  /** As they were written, with the leading space: ` xmlns="…"`. */
  attributes: string;
  text: string;
  children: XmlNode[];
}

const TOKEN =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g;

/**
 * The root element of a document.
 * @throws Error if the document is not well-formed
 */
export function parseXml(document: string): XmlNode {
  const top: XmlNode = { name: '', attributes: '', text: '', children: [] };
  const open: XmlNode[] = [top];
  let read = 0;
  for (const token of document.matchAll(TOKEN)) {
    if (token.index !== read) break;
    read += token[0].length;
    const [, cdata, slash, name, attributes = '', empty, text] = token;
    const parent = open.at(-1) ?? top;
    if (cdata !== undefined) parent.text += cdata;
    else if (text !== undefined) parent.text += unescapeXml(text);
    else if (name === undefined) continue;
    else if (slash) closeElement(open, name);
    else {
      const node: XmlNode = { name, attributes, text: '', children: [] };
      parent.children.push(node);
      if (!empty) open.push(node);
    }
  }
  const [root] = top.children;
  if (root === undefined || open.length !== 1 || read !== document.length) {
    throw new Error('The XML is not well-formed');
  }
  return root;
}

function closeElement(open: XmlNode[], name: string): void {
  const node = open.pop();
  if (node?.name !== name || open.length === 0) throw new Error(`</${name}> closes no element`);
  if (node.children.length > 0) node.text = '';
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** A text, escaped for an element or an attribute. A character that XML 1.0 cannot hold becomes U+FFFD. */
export function escapeXml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/\r/g, '&#xD;')
    .replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeXml(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
    return NAMED[name] ?? whole;
  });
}

/** Writes the element as a document, without the white space between elements. */
export function writeXml(node: XmlNode): string {
  const content = node.children.length > 0 ? node.children.map(writeXml).join('') : escapeXml(node.text);
  return `<${node.name}${node.attributes}>${content}</${node.name}>`;
}

/** The first element on the path of names below `node`; undefined if one of them is missing. */
export function nodeAt(node: XmlNode, ...path: string[]): XmlNode | undefined {
  return path.reduce<XmlNode | undefined>((at, name) => at?.children.find((child) => child.name === name), node);
}

/** The text of the element on that path; undefined if one of the names is missing. */
export function textAt(node: XmlNode, ...path: string[]): string | undefined {
  return nodeAt(node, ...path)?.text;
}

/** The entries (`member` or `item`) of the list on that path. */
export function membersAt(node: XmlNode, ...path: string[]): XmlNode[] {
  return nodeAt(node, ...path)?.children ?? [];
}

/** An element with text, or with children. */
export function xmlNode(name: string, content: string | XmlNode[]): XmlNode {
  return typeof content === 'string'
    ? { name, attributes: '', text: content, children: [] }
    : { name, attributes: '', text: '', children: content };
}
