import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallExpression, parseSync } from '@swc/core';

/** One of several numbered matters, and the tests that show it handled. */
export interface Matter {
  number: number;
  proofs: { title: string; file: string }[];
}

const textOf = (file: string): string => readFileSync(join(__dirname, file), 'utf8');

function matter(number: string, text: string): Matter {
  const proofs = [...text.matchAll(/“([^”]+)” in \[[^\]]+\]\(([^)]+)\)/g)];
  return { number: Number(number), proofs: proofs.map(([, title = '', file = '']) => ({ title, file })) };
}

/** The rows of the tables in a Markdown file beside this one: `| 7 | matter | proofs |`. */
export const rowsOf = (file: string): Matter[] =>
  textOf(file)
    .split('\n')
    .flatMap((line) => {
      const [, number, text = ''] = /^\|\s*(\d+)\s*\|[^|]+\| (.+) \|$/.exec(line) ?? [];
      return number === undefined ? [] : [matter(number, text)];
    });

/** The sections of a Markdown file beside this one: `## 7. Matter`, and their proofs below. */
export const sectionsOf = (file: string): Matter[] =>
  textOf(file)
    .split(/^## /m)
    .flatMap((section) => {
      const [, number, text = ''] = /^(\d+)\. (.+)$/s.exec(section) ?? [];
      return number === undefined ? [] : [matter(number, text)];
    });

const TESTS = new Set(['describe', 'it', 'test']);

/** The titles in a file of tests, as they are written there; of tests that are skipped, and where no file is, none. */
export function titlesIn(file: string): string[] {
  const path = join(__dirname, file);
  if (!existsSync(path)) return [];
  const titles: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (isCall(node)) {
      const title = node.arguments[0]?.expression;
      if (title?.type === 'StringLiteral' && TESTS.has(nameOf(node.callee))) titles.push(title.value);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseSync(readFileSync(path, 'utf8'), { syntax: 'typescript', target: 'es2022' }));
  return titles;
}

const isCall = (node: object): node is CallExpression => 'type' in node && node.type === 'CallExpression';

/** Members of Vitest's functions with which the tests still run. */
const RUN = ['each', 'concurrent'];

/** What is called: `test` for `test(…)`, for `test.each(…)(…)` and for `test.concurrent(…)`. */
function nameOf(callee: CallExpression['callee']): string {
  switch (callee.type) {
    case 'Identifier':
      return callee.value;
    case 'MemberExpression': {
      const [of, member] = [nameOf(callee.object as CallExpression['callee']), callee.property];
      return member.type === 'Identifier' && RUN.includes(member.value) ? of : `${of}.other`;
    }
    case 'CallExpression':
      return nameOf(callee.callee);
    default:
      return '';
  }
}
