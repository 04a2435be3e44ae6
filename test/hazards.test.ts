/** The table of hazards beside this file, held against the tests that it names. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallExpression, parseSync } from '@swc/core';

interface Row {
  number: number;
  proofs: { title: string; file: string }[];
}

const LAST = 35;

const rows: Row[] = readFileSync(join(__dirname, 'hazards.md'), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, number, , shown = ''] = /^\|\s*(\d+)\s*\|([^|]+)\| (.+) \|$/.exec(line) ?? [];
    const proofs = [...shown.matchAll(/“([^”]+)” in \[[^\]]+\]\(([^)]+)\)/g)];
    return number === undefined
      ? []
      : [{ number: Number(number), proofs: proofs.map(([, title = '', file = '']) => ({ title, file })) }];
  });

const TESTS = new Set(['describe', 'it', 'test']);

/** The titles in a file of tests, as they are written there; of tests that are skipped, none. */
const titlesIn = (file: string): string[] => {
  const titles: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if (isCall(node)) {
      const title = node.arguments[0]?.expression;
      if (title?.type === 'StringLiteral' && TESTS.has(nameOf(node.callee))) titles.push(title.value);
    }
    for (const child of Object.values(node)) visit(child);
  };
  visit(parseSync(readFileSync(file, 'utf8'), { syntax: 'typescript', target: 'es2022' }));
  return titles;
};

const isCall = (node: object): node is CallExpression => 'type' in node && node.type === 'CallExpression';

/** What is called: `test` for `test(…)` and for `test.each(…)(…)`. */
const nameOf = (callee: CallExpression['callee']): string => {
  switch (callee.type) {
    case 'Identifier':
      return callee.value;
    case 'MemberExpression': {
      const [of, member] = [nameOf(callee.object as CallExpression['callee']), callee.property];
      return member.type === 'Identifier' && member.value === 'each' ? of : `${of}.other`;
    }
    case 'CallExpression':
      return nameOf(callee.callee);
    default:
      return '';
  }
};

test('every hazard has its row, in order, and a test', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: LAST }, (_, index) => index + 1));
  expect(rows.filter(({ proofs }) => proofs.length === 0)).toEqual([]);
});

test.each(rows.flatMap(({ number, proofs }) => proofs.map(({ title, file }) => [number, title, file] as const)))(
  'hazard %i: “%s” is a test in %s',
  (_, title, file) => {
    const path = join(__dirname, file);
    expect(existsSync(path)).toBe(true);
    expect(titlesIn(path)).toContain(title);
  },
);
