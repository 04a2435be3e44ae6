/** The sources as files and imports: what the tests of the house's rules look at. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { type ModuleItem, parseSync } from '@swc/core';

const ROOT = join(__dirname, '..');

export interface SourceFile {
  /** From the project's folder: `handlers/contract.ts`. */
  path: string;
  text: string;
  items: readonly ModuleItem[];
  /** Paths of the source files that it imports or exports from, types included. */
  imports: readonly string[];
}

/** Every source file of `handlers/`, `scripts/` and `test/`, but for fixtures, which are data. */
export function readSources(): SourceFile[] {
  const paths = ['handlers', 'scripts', 'test'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
      .filter((path) => /\.(ts|mjs)$/.test(path) && !path.includes('/fixtures/')),
  );
  const known = new Set(paths);
  return paths.sort().map((path) => {
    const text = textOf(path);
    const { body } = parseSync(text, { syntax: 'typescript', target: 'es2022' });
    const targets = [...sourcesIn(body), ...dynamicImports(text)].flatMap((source) => {
      const target = posix.join(posix.dirname(path), source);
      return [target, `${target}.ts`, `${target}/index.ts`].find((one) => known.has(one)) ?? [];
    });
    return { path, text, items: body, imports: [...new Set(targets)] };
  });
}

/** Every page in Markdown, by its path from the project's folder. */
export function readPages(): [path: string, text: string][] {
  const folders = ['handlers', 'scripts', 'templates', 'test'];
  const inFolders = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((path) => join(folder, path)),
  );
  const pages = [...readdirSync(ROOT), ...inFolders].filter((path) => path.endsWith('.md'));
  return pages.sort().map((path) => [path, textOf(path)]);
}

export const textOf = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

function sourcesIn(items: readonly ModuleItem[]): string[] {
  return items.flatMap((item) =>
    'source' in item && item.source?.value.startsWith('.') === true ? [item.source.value] : [],
  );
}

const dynamicImports = (text: string): string[] =>
  [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, source = '']) => source);

/** Groups of files that import each other in a circle. */
export function circlesIn(files: readonly SourceFile[]): string[][] {
  const importsOf = new Map(files.map(({ path, imports }) => [path, imports]));
  const reach = new Map(files.map(({ path }) => [path, reachable(path, importsOf)]));
  const inCircle = files.map(({ path }) => path).filter((path) => reach.get(path)?.has(path));
  const circles = inCircle.map((path) =>
    inCircle.filter((one) => reach.get(path)?.has(one) && reach.get(one)?.has(path)),
  );
  return [...new Map(circles.map((circle) => [circle.join(), circle])).values()];
}

function reachable(from: string, importsOf: ReadonlyMap<string, readonly string[]>): Set<string> {
  const seen = new Set<string>();
  const left = [...(importsOf.get(from) ?? [])];
  for (let path = left.pop(); path !== undefined; path = left.pop()) {
    if (seen.has(path)) continue;
    seen.add(path);
    left.push(...(importsOf.get(path) ?? []));
  }
  return seen;
}

/**
 * The rooms that a README lists in the tables under its heading "Rooms", the lowest first: the paths in their first cells.
 * @param folder the README's; the paths in it are relative to it
 */
export function roomsIn(folder: string): string[] {
  const [, section = ''] = textOf(`${folder}/README.md`).split(/^#+ Rooms$/m);
  const [tables = ''] = section.split(/^#/m);
  const cells = [...tables.matchAll(/^\|([^|]*)\|/gm)].map(([, cell = '']) => cell);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, path = '']) => posix.join(folder, path)));
}

/** The position of a file's room in the list: the longest entry that is the file or a folder that it is in; -1: none. */
export function roomOf(path: string, rooms: readonly string[]): number {
  const holding = rooms.filter((room) => room === path || (room.endsWith('/') && path.startsWith(room)));
  const longest = holding.sort((one, other) => other.length - one.length)[0];
  return longest === undefined ? -1 : rooms.indexOf(longest);
}
