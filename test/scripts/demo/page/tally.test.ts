import { Tally, type Visit } from '../../../../scripts/demo/page/tally';

const visit = (seconds: number, version?: string, task = 'a', status = 200): Visit => ({
  at: seconds * 1000,
  took: 10 * seconds,
  status,
  by: version === undefined ? undefined : { version, task },
});

function tallyOf(...visits: Visit[]): Tally {
  const tally = new Tally();
  for (const each of visits) tally.add(each);
  return tally;
}

test('counts the answers of the last minute by version and task, in the order in which they were first seen', () => {
  const tally = tallyOf(
    visit(1, '1', 'gone'),
    visit(50, '1', 'b'),
    visit(51, '2', 'c', 500),
    visit(52, '1', 'a'),
    visit(53, '1', 'b', 503),
    visit(54, undefined, '', 504),
  );
  expect(tally.summary(100_000)).toMatchObject({
    answers: 5,
    errors: 3,
    unanswered: 1,
    versions: [
      {
        name: '1',
        answers: 3,
        errors: 1,
        tasks: [
          { name: 'b', answers: 2, errors: 1 },
          { name: 'a', answers: 1, errors: 0 },
        ],
      },
      { name: '2', answers: 1, errors: 1, tasks: [{ name: 'c', answers: 1, errors: 1 }] },
    ],
  });
});

test('a version that has not answered for a minute is left out', () => {
  expect(
    tallyOf(visit(1, '1'), visit(80, '2'))
      .summary(90_000)
      .versions.map(({ name }) => name),
  ).toEqual(['2']);
});

test('rate and time are those of the last five seconds', () => {
  const tally = tallyOf(visit(50, '1'), ...[96, 97, 98, 99].map((second) => visit(second, '1')));
  expect(tally.summary(100_000)).toMatchObject({ perSecond: 0.8, median: 970 });
});

test('without any answer nothing is divided by nothing', () => {
  expect(new Tally().summary(5000)).toEqual({
    name: '',
    answers: 0,
    errors: 0,
    perSecond: 0,
    median: 0,
    unanswered: 0,
    versions: [],
  });
});

test('an answer that no task gave is an error, but one that a task refused is not', () => {
  expect(tallyOf(visit(1, undefined, '', 0), visit(1, '1', 'a', 404)).summary(2000).errors).toBe(1);
});

test('tells the first answer of each version', () => {
  const tally = new Tally();
  expect(
    [visit(1, '1', 'a'), visit(1, '1', 'b'), visit(1), visit(2, '2'), visit(3, '1')].map((each) => tally.add(each)),
  ).toEqual([true, false, false, true, false]);
});

test('has a column for each of the last sixty seconds, in which answers stand by version and task', () => {
  const tally = tallyOf(visit(1, '1'), visit(99, '1', 'b'), visit(99.5), visit(99.6, '2'), visit(99.7, '1', 'a'));
  const columns = tally.columns(99_900);
  expect(columns).toHaveLength(60);
  expect(columns.slice(0, -1).flat()).toEqual([]);
  expect(columns.at(-1)?.map(({ by }) => by && tally.place(by))).toEqual([
    { version: 0, task: 0 },
    { version: 0, task: 1 },
    { version: 1, task: 0 },
    undefined,
  ]);
  expect(tally.columns(101_000).at(-3)).toHaveLength(4);
});
