/** Rules that hold for every source file (see CONTRIBUTING.md). */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ClassMember, Declaration, ModuleItem } from '@swc/core';
import { circlesIn, readPages, readSources, roomOf, roomsIn, textOf } from './house';

const files = readSources();
/** Folders whose README lists the rooms in them. Nothing below `test/` is imported by the product. */
const FOLDERS = ['handlers', 'scripts', 'scripts/local-aws'];

test('no file imports itself through others', () => {
  expect(circlesIn(files)).toEqual([]);
});

describe.each(FOLDERS)('the rooms of %s', (folder) => {
  const rooms = roomsIn(folder);
  const inside = files.filter(({ path }) => path.startsWith(`${folder}/`));

  test('hold every file, and each of them has a file', () => {
    expect(inside.map(({ path }) => path).filter((path) => roomOf(path, rooms) < 0)).toEqual([]);
    expect(rooms.filter((_, at) => !inside.some(({ path }) => roomOf(path, rooms) === at))).toEqual([]);
  });

  test('import only from rooms that are listed before them', () => {
    const upwards = inside.flatMap(({ path, imports }) =>
      imports.filter((target) => roomOf(target, rooms) > roomOf(path, rooms)).map((target) => `${path} -> ${target}`),
    );
    expect(upwards).toEqual([]);
  });
});

test('handlers import nothing of scripts, and neither imports anything of test', () => {
  const wrong = files.flatMap(({ path, imports }) =>
    imports
      .filter((target) => (path.startsWith('handlers/') && !target.startsWith('handlers/')) || isTestOf(path, target))
      .map((target) => `${path} -> ${target}`),
  );
  expect(wrong).toEqual([]);
});

const isTestOf = (path: string, target: string): boolean => !path.startsWith('test/') && target.startsWith('test/');

test('every rule that is cited is defined in handlers/README.md', () => {
  const defined = new Set(textOf('handlers/README.md').match(/(?<=\*\*)[ZI]\d\b/g));
  const cited = files.flatMap(({ path, text }) => (text.match(/\b[ZI][1-9]\b/g) ?? []).map((rule) => ({ path, rule })));
  expect(cited.length).toBeGreaterThan(50);
  expect(cited.filter(({ rule }) => !defined.has(rule))).toEqual([]);
});

test.each(readPages())('every link in %s leads to a file of the repository', (page, text) => {
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.filter((link) => !existsSync(join(__dirname, '..', dirname(page), link)))).toEqual([]);
});

test('no two exported types have the same name', () => {
  const places = new Map<string, string[]>();
  for (const { path, items } of files) {
    for (const name of items.flatMap(exportedType)) places.set(name, [...(places.get(name) ?? []), path]);
  }
  expect([...places].filter(([, paths]) => paths.length > 1)).toEqual([]);
});

function exportedType(item: ModuleItem): string[] {
  if (item.type !== 'ExportDeclaration') return [];
  const { declaration } = item;
  if (declaration.type === 'ClassDeclaration') return [declaration.identifier.value];
  const isType = declaration.type === 'TsInterfaceDeclaration' || declaration.type === 'TsTypeAliasDeclaration';
  return isType ? [declaration.id.value] : [];
}

describe('the dialect', () => {
  const declarations = files.flatMap(({ path, items }) =>
    items.flatMap(declared).map((declaration) => ({ path, declaration })),
  );
  const classes = declarations.flatMap(({ path, declaration }) =>
    declaration.type === 'ClassDeclaration' ? [{ path, declaration }] : [],
  );

  test('an arrow at the top of a file is one expression; more than that is a function', () => {
    const arrows = declarations.flatMap(({ path, declaration }) =>
      declaration.type === 'VariableDeclaration' ? longArrows(declaration).map((name) => `${path}: ${name}`) : [],
    );
    expect(arrows).toEqual([]);
  });

  test('what a class keeps to itself has a #name', () => {
    const wrong = classes.flatMap(({ path, declaration }) =>
      declaration.body.filter(isHidden).map(() => `${path}: ${declaration.identifier.value}`),
    );
    expect(wrong).toEqual([]);
  });

  test('the name of an error ends in Error', () => {
    const wrong = classes.filter(
      ({ declaration: { superClass, identifier } }) =>
        superClass?.type === 'Identifier' && superClass.value.endsWith('Error') && !identifier.value.endsWith('Error'),
    );
    expect(wrong.map(({ path, declaration }) => `${path}: ${declaration.identifier.value}`)).toEqual([]);
  });

  test('a guard that fits on one line stands on one line', () => {
    const guard = /^( *)if \((.*)\) \{\n +((?:return|throw|continue|break)\b[^\n]*;)\n\1\}$/gm;
    const wrong = files.flatMap(({ path, text }) =>
      [...text.matchAll(guard)]
        .filter(([, indent = '', condition, action]) => `${indent}if (${condition}) ${action}`.length <= 120)
        .map(([, , condition]) => `${path}: if (${condition})`),
    );
    expect(wrong).toEqual([]);
  });

  test('an if that takes several lines has braces', () => {
    const wrong = files.flatMap(({ path, text }) =>
      (text.match(/^ *(?:\} else )?if \(.*\)$/gm) ?? []).map((line) => `${path}: ${line.trim()}`),
    );
    expect(wrong).toEqual([]);
  });
});

/** The declaration of an item of a module, exported or not. */
function declared(item: ModuleItem): Declaration[] {
  if (item.type === 'ExportDeclaration') return [item.declaration];
  const isOne = item.type === 'ClassDeclaration' || item.type === 'VariableDeclaration';
  return isOne ? [item] : [];
}

/** Names of untyped arrows with a body of statements. A type says what an arrow is, and a function cannot bear one. */
function longArrows(declaration: Declaration & { type: 'VariableDeclaration' }): string[] {
  return declaration.declarations.flatMap(({ id, init }) => {
    if (id.type !== 'Identifier' || ('typeAnnotation' in id && id.typeAnnotation)) return [];
    return init?.type === 'ArrowFunctionExpression' && init.body.type === 'BlockStatement' ? [id.value] : [];
  });
}

/** Whether a member is hidden by a keyword. A constructor cannot be hidden in another way. */
function isHidden(member: ClassMember): boolean {
  if (member.type === 'Constructor') {
    return member.params.some((param) => param.type === 'TsParameterProperty' && param.accessibility === 'private');
  }
  return 'accessibility' in member && member.accessibility === 'private';
}
