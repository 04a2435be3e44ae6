/** What `npm run local` says when it cannot start, and what a start that is broken off leaves: nothing. */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { childrenOf, eventually, sizeOfGroup } from './fixtures';
import { HAS_NO_MOTO, makeProject, type Program, type Project, SAYS_READY } from './program';

let project: Project;
beforeAll(async () => {
  project = await makeProject();
});
beforeEach(() => project.clear());
afterAll(() => project.remove());

/** What a start says that must fail. */
async function complaint(env?: NodeJS.ProcessEnv): Promise<string> {
  const { err, ended } = project.start(undefined, env);
  expect(await ended).toEqual([1, null]);
  expect(project.left()).toEqual([]);
  const [first, sentence = '', ...more] = err().split('\n');
  expect([first, more]).toEqual(['Starting the embedded AWS …', ['']]);
  return sentence;
}

/** The process groups that a start has begun, when one of them says so by a file "busy". */
async function whenBusy({ child }: Program): Promise<number[]> {
  await eventually(
    async () => existsSync(join(project.folder, 'busy')),
    (is) => is,
  );
  return childrenOf(child.pid);
}

async function expectEnd(program: Program, signal: NodeJS.Signals, expected: readonly unknown[]): Promise<void> {
  const groups = await whenBusy(program);
  expect(groups).toHaveLength(1);
  program.child.kill(signal);
  expect(await program.ended).toEqual(expected);
  expect(project.left()).toEqual(['busy']);
  await eventually(
    () => sizeOfGroup(groups[0] ?? 0),
    (size) => size === 0,
  );
}

const NEEDS = 'The embedded AWS needs Python 3.10 or newer as python3 on the PATH: install it, or mend it';

test('a python3 that is missing', async () => {
  expect(await complaint()).toBe(`${NEEDS} (python3 was not found)`);
});

test.each([
  [
    'prints nonsense and goes on',
    'echo "Welcome to Python!"; exec /bin/cat',
    'printed "Welcome to Python!" when it was asked to start moto',
  ],
  ['prints nonsense and ends', 'echo "[]"', 'printed "[]" when it was asked to start moto'],
  ['ends', 'echo "Illegal instruction" >&2; exit 4', 'ended with exit code 4; its last words: Illegal instruction'],
  ['is too old', `echo '{"old": "3.9.2"}'; exit 3`, 'is Python 3.9.2'],
  ['is killed', 'kill -9 $$', 'was ended by SIGKILL and said nothing'],
])('a python3 that %s', async (_, script, how) => {
  await project.python(script);
  expect(await complaint()).toBe(`${NEEDS} (python3 ${how})`);
});

test('a moto that ends when it is up', async () => {
  await project.python(`echo '{"moto": "5.2.1", "port": 9}'; echo 'Traceback: ' >&2; echo MemoryError >&2; exit 1`);
  const { err, ended } = project.start();
  expect(await ended).toEqual([1, null]);
  expect(err()).toBe(
    'Starting the embedded AWS …\nmoto ended with exit code 1; its last words: MemoryError. The embedded AWS has ended with it, and all that was in it is lost.\n',
  );
});

test.each(['missing', 'a-file'])('a folder for temporary files that is %s', async (name) => {
  await project.python(SAYS_READY);
  const TMPDIR = join(project.folder, 'dist', name);
  if (name === 'a-file') writeFileSync(TMPDIR, '');
  expect(await complaint({ TMPDIR })).toMatch(
    `The embedded AWS cannot write the code of functions into ${TMPDIR}: set TMPDIR to a folder that exists, is writable and has room (E`,
  );
});

test('a disk that is full', async () => {
  await project.python(SAYS_READY);
  const preload = join(project.folder, 'dist', 'full-disk.js');
  writeFileSync(
    preload,
    `require('node:fs').mkdtempSync = () => { throw new Error('ENOSPC: no space left on device'); }`,
  );
  expect(await complaint({ NODE_OPTIONS: `--require ${preload}` })).toMatch(
    /has room \(ENOSPC: no space left on device\)$/,
  );
});

describe('without moto, a virtual environment is made', () => {
  /** Makes an environment in "$3" whose Python has moto as soon as pip has installed it. */
  const makes = (pip: string) => `
    PATH=/usr/bin:/bin
    if [ "$1" = -c ]; then ${HAS_NO_MOTO}; fi
    mkdir -p "$3/bin"
    cat > "$3/bin/python3" <<'END'
#!/bin/sh
PATH=/usr/bin:/bin
here=$(dirname "$0")
if [ "$1" = -m ]; then ${pip}; touch "$here/has-moto"; exit; fi
if [ -e "$here/has-moto" ]; then ${SAYS_READY}; else ${HAS_NO_MOTO}; fi
END
    chmod +x "$3/bin/python3"`;

  const WELCOME = 'aws cloudformation deploy';
  async function end({ child, ended }: Program): Promise<void> {
    child.kill('SIGINT');
    expect(await ended).toEqual([130, null]);
  }

  test('and it is said that this takes a minute', async () => {
    await project.python(makes('true'));
    const program = project.start();
    await program.says(WELCOME);
    expect(program.err()).toBe(
      `Starting the embedded AWS …\nInstalling moto[server]==5.2.1 into ${join(project.folder, '.venv')}, because python3 has no moto 5.2.1. It takes a minute …\n`,
    );
    await end(program);
    expect(project.left()).toEqual(['.venv']);
  });

  test('by each of two first starts, of which one is kept', async () => {
    // Each waits in the midst of it for the other.
    const meet =
      'touch "$here/../../met-$$"; until [ "$(ls -d "$here"/../../met-* | wc -l)" = 2 ]; do sleep 0.02; done';
    await project.python(makes(meet));
    const both = [project.start(), project.start()];
    await Promise.all(both.map(({ says }) => says(WELCOME)));
    await Promise.all(both.map(end));
    expect(project.left().filter((name) => !name.startsWith('met-'))).toEqual(['.venv']);
  });

  const HANGS = 'touch "$here/../../busy"; sleep 1000';

  test.each([
    ['SIGINT', [130, null]],
    ['SIGTERM', [143, null]],
  ] as const)('and %s ends that at once, with nothing left', async (signal, expected) => {
    await project.python(makes(HANGS));
    await expectEnd(project.start(), signal, expected);
  });

  test('anew, if the last time was interrupted half-way', async () => {
    await project.python(makes(HANGS));
    const first = project.start();
    const [pip = 0] = await whenBusy(first);
    first.child.kill('SIGKILL');
    await first.ended;
    process.kill(-pip, 'SIGKILL');
    await project.python(makes('true'));
    const second = project.start();
    await second.says(WELCOME);
    await end(second);
  });

  test('anew, beside what is there and has no moto', async () => {
    await project.python(HAS_NO_MOTO, '.venv/bin');
    await project.python(makes('true'));
    const program = project.start();
    await program.says(WELCOME);
    await end(program);
    expect(project.left()).toEqual(['.venv', expect.stringMatching(/^\.venv-[0-9a-f]{8}-before$/)]);
  });

  test.each([
    [
      'has no room',
      'echo "ERROR: [Errno 28] No space left on device"; exit 1',
      'ended with exit code 1: ERROR: [Errno 28] No space left on device',
    ],
    ['is killed', 'kill -9 $$', 'was ended by SIGKILL: '],
  ])('unless pip %s', async (_, pip, how) => {
    await project.python(makes(pip));
    const { err, ended } = project.start();
    expect(await ended).toEqual([1, null]);
    expect(err()).toContain(
      'The embedded AWS needs moto: run `python3 -m pip install "moto[server]==5.2.1"`. It could not be',
    );
    expect(err()).toContain(` -m pip install --disable-pip-version-check moto[server]==5.2.1\` ${how})\n`);
    expect(project.left()).toEqual([]);
  });
});

test.each([
  ['SIGINT', [130, null]],
  ['SIGTERM', [143, null]],
] as const)('%s ends a start at once although python3 hangs, with nothing left', async (signal, expected) => {
  await project.python(`PATH=/usr/bin:/bin; touch "${project.folder}/busy"; sleep 1000`);
  await expectEnd(project.start(), signal, expected);
});
