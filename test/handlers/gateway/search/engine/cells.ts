import { fingerprint, Sum } from './fingerprint';

interface Cell {
  text: string;
  print: number;
  /** The value, frozen; made from the text when it is first asked for. */
  value?: unknown;
}

/**
 * All that the simulated world remembers: values under names. It knows its own fingerprint at any time, so that
 * the explorer can tell a state that it has seen before.
 */
export class Cells {
  readonly #cells = new Map<string, Cell>();
  #sum = new Sum();
  /** Raised by every change. */
  version = 0;

  get<T>(name: string): T | undefined {
    const cell = this.#cells.get(name);
    if (!cell) return undefined;
    cell.value ??= frozen(JSON.parse(cell.text));
    return cell.value as T;
  }

  set(name: string, value: unknown): void {
    const text = canonical(value);
    const before = this.#cells.get(name);
    if (before?.text === text) return;
    if (before) {
      this.#sum.toggle(before.print);
    }
    const cell: Cell = { text, print: fingerprint(text, fingerprint(name)) };
    this.#sum.toggle(cell.print);
    this.#cells.set(name, cell);
    this.version++;
  }

  delete(name: string): void {
    const before = this.#cells.get(name);
    if (before) {
      this.#sum.toggle(before.print);
      this.#cells.delete(name);
      this.version++;
    }
  }

  /** Names that begin with `prefix`, in order. */
  names(prefix: string): string[] {
    return [...this.#cells.keys()].filter((name) => name.startsWith(prefix)).sort();
  }

  get fingerprint(): string {
    return this.#sum.toString();
  }

  copy(): Cells {
    const copy = new Cells();
    for (const [name, cell] of this.#cells) {
      copy.#cells.set(name, cell);
    }
    copy.#sum = this.#sum.copy();
    return copy;
  }
}

/** The cells that hold things of one kind. Values are frozen: set another value to change one. */
export class Shelf<T> {
  readonly #cells: Cells;
  readonly #kind: string;

  constructor(cells: Cells, kind: string) {
    this.#cells = cells;
    this.#kind = kind;
  }

  get(id: string): T | undefined {
    return this.#cells.get<T>(this.#kind + id);
  }

  set(id: string, value: T): void {
    this.#cells.set(this.#kind + id, value);
  }

  delete(id: string): void {
    this.#cells.delete(this.#kind + id);
  }

  /** Every value, in the order of the ids. */
  all(): T[] {
    return this.#cells.names(this.#kind).flatMap((name) => this.#cells.get<T>(name) ?? []);
  }

  ids(): string[] {
    return this.#cells.names(this.#kind).map((name) => name.slice(this.#kind.length));
  }
}

/** JSON in which the names of every object are sorted: equal values give equal texts. */
export function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (const one of value) {
      text += `${text && ','}${canonical(one)}`;
    }
    return `[${text}]`;
  }
  const values = value as Readonly<Record<string, unknown>>;
  for (const name of Object.keys(values).sort()) {
    if (values[name] !== undefined) {
      text += `${text && ','}${quoted(name)}:${canonical(values[name])}`;
    }
  }
  return `{${text}}`;
}

/** Names in quotation marks: the same ones come again and again. */
const names = new Map<string, string>();

function quoted(name: string): string {
  const known = names.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(name);
  names.set(name, text);
  return text;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    Object.values(value).forEach(frozen);
    Object.freeze(value);
  }
  return value;
}
