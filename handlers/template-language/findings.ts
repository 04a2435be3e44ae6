/** One thing that is wrong with a template, said so that its author can fix it. */
export interface Finding {
  /** Where, from the template's root: `Resources.Web.Properties.Cpu`. */
  path: string;
  /** What is wrong and what would be right: a sentence without its full stop. */
  message: string;
}

/**
 * Collects everything that is wrong, so that it can be reported at once. A finding that is added twice is kept once.
 */
export class Findings {
  readonly #list: Finding[] = [];
  readonly #known = new Set<string>();

  add(path: string, message: string): void {
    const finding = JSON.stringify([path, message]);
    if (this.#known.has(finding)) return;
    this.#known.add(finding);
    this.#list.push({ path, message });
  }

  get list(): readonly Finding[] {
    return this.#list;
  }

  get any(): boolean {
    return this.#list.length > 0;
  }
}

/** The path of what stands below another path, one key a level; the root's path is empty. */
export function at(path: string, ...keys: (string | number)[]): string {
  let whole = path;
  // An expansion makes a path for every value: this is faster than to join a list.
  for (const key of keys) whole = whole === '' ? `${key}` : `${whole}.${key}`;
  return whole;
}

/** A value in a message: quoted, and no longer than is useful. */
export const quote = (text: string): string => `"${text.length > 80 ? `${text.slice(0, 80)}…` : text}"`;

/**
 * CloudFormation shows a macro's message as the reason of a failed change set. It documents no limit, but the console
 * cuts long messages, and nobody reads more than a few thousand characters.
 */
const MESSAGE_LIMIT = 4000;

/** All findings as the message of a failed transform: their number, then a line for each. */
export function report(findings: readonly Finding[]): string {
  const lines = [`Number of errors found: ${findings.length}.`];
  let length = 0;
  for (const [index, { path, message }] of findings.entries()) {
    const line = sentence(`${path === '' ? 'Template' : path}: ${message}`);
    length += line.length;
    if (length > MESSAGE_LIMIT && index > 0) {
      lines.push(`… and ${findings.length - index} more; "cfn-express expand" lists them all.`);
      break;
    }
    lines.push(line.length > MESSAGE_LIMIT ? `${line.slice(0, MESSAGE_LIMIT)}…` : line);
  }
  return lines.join('\n');
}

/** The text with a full stop, unless it ends in a mark of its own. */
export const sentence = (text: string): string => (/[.?!…]$/.test(text) ? text : `${text}.`);
